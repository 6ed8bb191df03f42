"""Debian's own binaries, stripped and without debug files: nearly all live bytes
have an owner that is a function of the program (or of the library it uses),
not an allocator, a wrapper or an address. The shares are printed."""

import os
import re
import shutil
import subprocess
import time
import unittest

from leaktrace_e2e import EndToEnd, shim_environment
from servers_test import connect, free_port

LEAST_SHARE = 0.95
NO_OWNER = re.compile(r"\+0x[0-9a-f]+$|^0x|^\[")
ALLOCATORS = re.compile(
    r"(^|_)([cm]alloc|realloc|memalign|strdup|alloc)$|^operator new|^je_|^ngx_p?alloc"
)
LIMIT_S = 60


class Owners(EndToEnd):
    def share(self, program):
        """Of the live bytes of the newest snapshot that hold something."""
        view = self.cli_json("top", self.out, "--by", "owner", "--no-cache")
        total = named = 0
        nameless = []
        for row in view["functions"]:
            held = row["flat"]["inuse_space"]
            total += held
            name = row["function"]
            if NO_OWNER.search(name) or ALLOCATORS.search(name):
                nameless.append((held, name, row["module"]))
            else:
                named += held
        self.assertGreater(total, 0, program)
        print(f"{program}: {named / total:.2%} of {total} bytes have an owner")
        self.assertGreaterEqual(
            named / total, LEAST_SHARE, f"{program}: {sorted(nameless)[-10:]}"
        )

    def needs(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed")

    def test_sqlite3(self):
        self.needs("sqlite3")
        script = (
            "create table t(a, b); with recursive n(i) as (select 1 union all "
            "select i + 1 from n where i < 50000) insert into t select i, "
            "hex(randomblob(50)) from n; create index x on t(b);\n"
            ".system sleep 1\n"
        )
        environment = shim_environment(self.out, interval="4K", every="250ms")
        subprocess.run(
            ["sqlite3", ":memory:"],
            input=script,
            text=True,
            env=environment,
            check=True,
            timeout=LIMIT_S,
        )
        self.drop_exit_snapshots()
        self.share("sqlite3")

    def test_python3(self):
        script = os.path.join(self.scratch, "keep.py")
        with open(script, "w", encoding="utf-8") as stream:
            stream.write(
                "import json, os, re, time\n"
                "kept = [{str(i): [i] * 10} for i in range(20000)]\n"
                "text = json.dumps(kept)\n"
                "again = json.loads(text)\n"
                "time.sleep(0.5)\nos._exit(0)\n"
            )
        self.run_under_shim(
            ["/usr/bin/python3", script],
            interval="4K",
            every="250ms",
        )
        self.share("python3")

    def test_node(self):
        self.needs("node")
        script = os.path.join(self.scratch, "keep.js")
        with open(script, "w", encoding="utf-8") as stream:
            stream.write(
                "const kept = [];\n"
                "for (let i = 0; i < 500; i++) kept.push(Buffer.alloc(20000));\n"
                "const map = new Map();\n"
                "for (let i = 0; i < 50000; i++) map.set('k' + i, {i});\n"
                "setTimeout(() => process.exit(kept.length > map.size), 600);\n"
            )
        self.run_under_shim(["node", script], interval="16K", every="250ms")
        self.drop_exit_snapshots()
        self.share("node")

    def start(self, argv):
        process = subprocess.Popen(
            argv,
            env=shim_environment(self.out, interval="4K", every="250ms"),
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def wait_for_snapshots(self, count):
        """So many more than there are now, in some series."""
        def snapshots():
            return sum(
                name.endswith(".pb") for _, _, names in os.walk(self.out) for name in names
            )

        wanted = snapshots() + count
        limit = time.monotonic() + LIMIT_S
        while snapshots() < wanted:
            self.assertLess(time.monotonic(), limit, "no snapshots")
            time.sleep(0.05)

    def drop_exit_snapshots(self):
        """They tell what was never freed, not what was held."""
        for folder, _, names in os.walk(self.out):
            snapshots = sorted(n for n in names if n.endswith(".pb"))
            if len(snapshots) > 1:
                os.unlink(os.path.join(folder, snapshots[-1]))

    def test_redis(self):
        self.needs("redis-server")
        port = free_port()
        server = self.start(
            ["redis-server", "--port", str(port), "--save", "", "--dir", self.scratch]
        )
        with connect(port) as client:
            commands = "".join(f"SET key:{i} {'v' * (i % 300)}\r\n" for i in range(5000))
            client.sendall(commands.encode() + b"QUIT\r\n")
            while client.recv(1 << 16):
                pass
        self.wait_for_snapshots(2)
        server.kill()
        server.wait(timeout=LIMIT_S)
        self.share("redis-server")

    def test_nginx(self):
        if not os.path.exists("/usr/sbin/nginx"):
            self.skipTest("nginx is not installed")
        port = free_port()
        root = os.path.join(self.scratch, "www")
        os.mkdir(root)
        configuration = os.path.join(root, "nginx.conf")
        temporary = "".join(
            f"{kind}_temp_path {root}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        with open(configuration, "w", encoding="utf-8") as stream:
            stream.write(
                f"daemon off; master_process off; pid {root}/pid; events {{}}"
                f" error_log {root}/error.log; http {{ {temporary} access_log off;"
                f" server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
            )
        server = self.start(["/usr/sbin/nginx", "-c", configuration])
        connect(port).close()
        self.wait_for_snapshots(2)
        server.kill()
        server.wait(timeout=LIMIT_S)
        self.share("nginx")


if __name__ == "__main__":
    unittest.main()
