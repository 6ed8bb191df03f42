"""Debian's own binaries, stripped and without debug files: at least 95 % of the
live bytes have an owner that is a function of the program (or of a library that
it uses), not an allocator, a wrapper, the run-time or an address. The shares are
printed."""

import os
import pwd
import re
import signal
import subprocess
import time
import unittest

from leaktrace_e2e import EndToEnd, shim_environment
from servers_test import connect, free_port

LEAST_SHARE = 0.95
POSTGRES = "/usr/lib/postgresql/15/bin"
LIMIT_S = 100
# Written down here once more, and wider than the rules: what is no answer.
NO_OWNER = re.compile(
    r"\+0x[0-9a-f]+$|^0x|^\[|^operator new|^std::|^main$|^_start$"
    r"|(^|_)([cm]alloc|realloc|memalign|strn?dup|alloc|zalloc)$"
    r"|^(je_|z[cm]alloc|sds|ngx_p?c?n?alloc|ngx_create_pool|palloc|repalloc)"
    r"|^(MemoryContextAlloc|AllocSet|pstrdup|_?PyMem_|_?PyObject_(Malloc|GC_))"
    r"|^sqlite3(DbMalloc|DbRealloc|Malloc|Realloc|MemMalloc|PageMalloc)"
    r"|ArrayBufferAllocator|BackingStore|^v8::internal::(Malloced|Zone)"
)
RUN_TIME = re.compile(r"^(libc\.so|ld-linux|libstdc\+\+|libpthread|libleaktrace)")


class Owners(EndToEnd):
    def start(self, argv, **options):
        process = subprocess.Popen(
            argv,
            env=shim_environment(self.out, interval="4K", every="250ms"),
            cwd=self.scratch,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **{"stdin": subprocess.DEVNULL, **options},
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def write(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def wait_for(self, condition, what):
        limit = time.monotonic() + LIMIT_S
        while not condition():
            self.assertLess(time.monotonic(), limit, f"no {what}")
            time.sleep(0.05)

    def snapshots(self):
        return [
            os.path.join(folder, name)
            for folder, _, names in os.walk(self.out)
            for name in names
            if name.endswith(".pb")
        ]

    def check_share(self, program, process):
        """Of what is live two snapshots from now; ends the program."""
        wanted = len(self.snapshots()) + 2
        self.wait_for(lambda: len(self.snapshots()) >= wanted, "snapshots")
        process.send_signal(signal.SIGKILL)  # so that none is taken at its end
        process.wait()
        view = self.cli_json("top", self.out, "--by", "owner", "--no-cache")
        rows = [
            (row["flat"]["inuse_space"], row["function"], row["module"])
            for row in view["functions"]
        ]
        total = sum(row[0] for row in rows)
        nameless = [r for r in rows if NO_OWNER.search(r[1]) or RUN_TIME.search(r[2])]
        share = 1 - sum(row[0] for row in nameless) / total
        print(f"{program}: {share:.2%} of {total:,} bytes have an owner")
        self.assertGreater(total, 100_000)
        self.assertGreaterEqual(share, LEAST_SHARE, sorted(nameless)[-10:])

    def test_sqlite3(self):
        done = os.path.join(self.scratch, "done")
        process = self.start(["sqlite3", ":memory:"], stdin=subprocess.PIPE)
        process.stdin.write(
            b"create table t(a, b); with recursive n(i) as (select 1 union all"
            b" select i + 1 from n where i < 50000) insert into t select i,"
            b" hex(randomblob(50)) from n; create index x on t(b);\n"
            + f".system touch {done}\n".encode()
        )
        process.stdin.flush()
        self.addCleanup(process.stdin.close)
        self.wait_for(lambda: os.path.exists(done), "end of the script")
        self.check_share("sqlite3", process)

    def run_script(self, argv, name, text):
        """A script that keeps something, says so by a file, and waits."""
        done = os.path.join(self.scratch, "done")
        script = self.write(name, text.replace("DONE", done))
        process = self.start([*argv, script])
        self.wait_for(lambda: os.path.exists(done), "end of the script")
        self.check_share(os.path.basename(argv[0]), process)

    def test_python3(self):
        self.run_script(
            ["/usr/bin/python3"],
            "keep.py",
            "import json, re, time\n"
            "kept = [{str(i): [i] * 10} for i in range(20000)]\n"
            "again = json.loads(json.dumps(kept))\n"
            "open('DONE', 'w').close()\n"
            "time.sleep(1000)\n",
        )

    def test_node(self):
        self.run_script(
            ["node"],
            "keep.js",
            "const kept = [];\n"
            "for (let i = 0; i < 500; i++) kept.push(Buffer.alloc(20000));\n"
            "const map = new Map();\n"
            "for (let i = 0; i < 50000; i++) map.set('k' + i, {i});\n"
            "require('fs').writeFileSync('DONE', '');\n"
            "setTimeout(() => map.get(kept), 1000000);\n",
        )

    def test_redis(self):
        port = free_port()
        options = ["--port", str(port), "--save", "", "--dir", self.scratch]
        process = self.start(["redis-server", *options])
        with connect(port) as client:
            commands = [f"SET key:{i} {'v' * (i % 300)}" for i in range(5000)]
            commands += [f"LPUSH list{i % 5} item{i}" for i in range(2000)]
            commands += [f"HSET hash{i % 50} f{i} {i}" for i in range(5000)]
            client.sendall("\r\n".join([*commands, "QUIT", ""]).encode())
            while client.recv(1 << 16):
                pass
        self.check_share("redis-server", process)

    def test_nginx(self):
        port = free_port()
        root = os.path.join(self.scratch, "www")
        os.mkdir(root)
        temporary = "".join(
            f"{kind}_temp_path {root}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        configuration = self.write(
            "nginx.conf",
            f"daemon off; master_process off; pid {root}/pid; events {{}}"
            f" error_log {root}/error.log; http {{ {temporary} access_log off;"
            f" server {{ listen 127.0.0.1:{port}; root {root}; }} }}",
        )
        process = self.start(["/usr/sbin/nginx", "-c", configuration])
        clients = [connect(port) for _ in range(50)]
        for client in clients:
            self.addCleanup(client.close)
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            client.recv(1 << 16)
        self.check_share("nginx", process)

    def as_postgres(self):
        """postgres refuses to run as root."""
        if os.geteuid() != 0:
            return []
        user = pwd.getpwnam("postgres")
        for folder in (self.scratch, self.out):
            os.makedirs(folder, exist_ok=True)
            os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def test_postgres(self):
        user = self.as_postgres()
        data = os.path.join(self.scratch, "data")
        subprocess.run(
            [*user, f"{POSTGRES}/initdb", "-D", data, "-A", "trust", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.scratch,
            timeout=LIMIT_S,
        )
        done = os.path.join(data, "done")
        # The shim is for postgres alone, so the user changes here.
        ids = pwd.getpwnam("postgres") if user else None
        process = self.start(
            [f"{POSTGRES}/postgres", "--single", "-D", data, "postgres"],
            stdin=subprocess.PIPE,
            **({"user": ids.pw_uid, "group": ids.pw_gid, "extra_groups": []} if ids else {}),
        )
        process.stdin.write(
            b"create table t(a int, b text)\n"
            b"insert into t select i, repeat('x', 50) from generate_series(1, 20000) i\n"
            b"create index on t(b)\n"
            b"select relname, attname from pg_class c, pg_attribute a, pg_type y"
            b" where c.oid = attrelid and y.oid = atttypid order by 1, 2\n"
            + f"copy (select 1) to '{done}'\n".encode()
        )
        process.stdin.flush()
        self.addCleanup(process.stdin.close)
        self.wait_for(lambda: os.path.exists(done), "end of the script")
        self.check_share("postgres", process)


if __name__ == "__main__":
    unittest.main()
