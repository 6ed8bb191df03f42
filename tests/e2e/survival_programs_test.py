"""Real programs' own tests and loads, sampled at 64 KiB and exact: they pass as
they do without the shim. LT_LONG=1 (scripts/soak) runs the long forms."""

import os
import pwd
import shutil
import socket
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, clean_environment, shim_environment
from survival_process_test import wait_until

LONG = bool(os.environ.get("LT_LONG"))
PYTHON = "/usr/bin/python3"
POSTGRES = "/usr/lib/postgresql/15/bin"
INTERVALS = ("64K", "1")

SQL = """
create table customer(id integer primary key, name text, data blob);
create table sale(id integer primary key, customer integer, amount real, note text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
insert into customer select i, 'customer ' || i, zeroblob(i % 4000) from n;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
insert into sale select i, 1 + i * 7919 % 20000, i % 1000, hex(zeroblob(i % 50)) from n;
create index sale_customer on sale(customer);
select c.id % 10, count(*), sum(s.amount), max(length(c.data)) from customer c
  join sale s on s.customer = c.id group by 1 order by 1;
select count(*) from (select distinct note from sale order by note desc);
begin; update sale set amount = amount * 2 where customer % 3 = 0; rollback;
delete from customer where id % 2 = 0;
vacuum;
select sum(length(data)), group_concat(distinct length(data) % 7) from customer;
pragma integrity_check;
"""

HEADERS = """
#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <random>
#include <regex>
#include <sstream>
#include <thread>
#include <unordered_map>
int main() {
  std::map<std::string, std::deque<int>> words{{"a", {3, 1, 2}}};
  std::sort(words["a"].begin(), words["a"].end());
  return words["a"].front() - 1;
}
"""

GIT = """
set -e
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
git init -q -b main a; cd a; git config user.name T; git config user.email t@example.org
for i in $(seq 12); do seq $((i * 3000)) > f$((i % 4)); git add .; git commit -q -m "c $i"; done
cd ..; git clone -q --no-local a b; cd b; git gc -q --aggressive; git fsck --strict
git log --stat | sha256sum; git rev-list --objects --all | sort | sha256sum
"""

WORKERS = """
const {Worker, isMainThread, parentPort, workerData} = require('worker_threads');
if (isMainThread) {
  let left = 3, sum = 0;
  for (let i = 0; i < 3; i++) {
    const w = new Worker(__filename, {workerData: i});
    w.on('message', m => sum += m.length);
    w.on('exit', c => { if (c) process.exit(9); if (--left === 0) console.log(sum); });
  }
} else {
  let kept = [];
  for (let i = 0; i < 300; i++) kept.push(Buffer.alloc(20000 + workerData, i));
  for (let i = 0; i < 200; i++) JSON.parse(JSON.stringify({i, s: 'x'.repeat(1000)}));
  parentPort.postMessage(Buffer.concat(kept));
}
"""

# Operations of the short form; mmap and clone take their time by themselves.
STRESSORS = {
    "malloc": 400,
    "mmap": 4,
    "fork": 400,
    "pthread": 400,
    "vfork": 400,
    "clone": 40,
    "sigfd": 400,
    "context": 400,
}


def has(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class Programs(EndToEnd):
    def run_one(self, argv, interval=None, cwd=None, **settings):
        environment = clean_environment()
        if interval:
            environment = shim_environment(
                self.out, interval=interval, every="500ms", follow="exec", **settings
            )
        environment["PYTHONHASHSEED"] = "0"
        return subprocess.run(
            argv,
            env=environment,
            cwd=cwd or self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=540,
        )

    def assert_watched(self):
        series = [s for s in all_series(self.out) if s.files()]
        self.assertTrue(series, "nothing was watched")
        # Decoding takes longer than the programs; a few say as much as all.
        for each in series[:3] + series[-3:]:
            each.last()

    def assert_alike(self, argv, prepare=lambda folder: None, intervals=INTERVALS):
        """Same status, output and errors."""
        results = []
        for number, interval in enumerate((None, *intervals)):
            # The same path each time, for programs that print it.
            folder = os.path.join(self.scratch, "work")
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
            prepare(folder)
            result = self.run_one(argv, interval, folder)
            results.append((result.returncode, result.stdout, result.stderr))
            self.assertEqual(results[0], results[number], interval)
        self.assertEqual(results[0][0], 0, results[0][2])
        self.assert_watched()

    def assert_passes(self, argv, intervals=INTERVALS, **settings):
        """For output that holds times."""
        for interval in intervals:
            result = self.run_one(argv, interval, **settings)
            text = result.stdout + result.stderr
            self.assertEqual(result.returncode, 0, text[-3000:])
            self.assertNotIn("leaktrace:", text)
        self.assert_watched()

    def test_python_test_suite(self):
        probe = self.run_one([PYTHON, "-c", "import test.test_json"])
        if probe.returncode != 0:
            self.skipTest("libpython3.11-testsuite is not installed")
        names = ["test_json", "test_dict", "test_ctypes"]
        if LONG:
            names += ["test_threading", "test_subprocess", "test_io", "test_re"]
        argv = [PYTHON, "-m", "test", "-q", *names]
        self.assert_passes(argv, INTERVALS if LONG else ("64K",))
        few = ["-m", "test_daemon_threads_shutdown*", "-m", "*fork*", "-m", "*Popen*"]
        threads = [PYTHON, "-m", "test", "-q", *few, "test_threading", "test_subprocess"]
        self.assert_passes(threads, ("1",))

    @has("perl")
    def test_perl(self):
        script = (
            'my %h; for my $i (1..60000) { push @{$h{$i % 997}}, "v$i" x ($i % 9) }'
            'my $t = 0; $t += length join ",", @$_ for map { $h{$_} } sort keys %h;'
            'for (1..20) { my $p = fork // die; if (!$p) { my @x = map { "y" x $_ } 1..500;'
            "exit 0 } waitpid $p, 0; die if $? } print \"$t\\n\";"
            'my $s = "ab" x 100000; my $n = () = $s =~ /b(?=a)/g; print "$n\\n";'
        )
        self.assert_alike(["perl", "-e", script])

    def test_bash(self):
        script = (
            "for i in {1..60}; do x=$(echo $i | tr 0-9 a-j); a+=($x); done;"
            ' echo ${#a[@]} ${a[-1]}; (ulimit -n 20; for f in {1..20}; do (:); done);'
            " diff <(seq 1000) <(seq 1000) && echo same"
        )
        self.assert_alike(["/bin/bash", "-c", script])

    @has("git")
    def test_git_clone_gc_fsck(self):
        self.assert_alike(["/bin/bash", "-c", GIT])

    @has("sqlite3")
    def test_sqlite(self):
        def script(folder):
            with open(os.path.join(folder, "s.sql"), "w", encoding="utf-8") as out:
                out.write(SQL)

        self.assert_alike(["sqlite3", "-batch", "d.db", ".read s.sql"], script)

    @has("g++")
    def test_gcc_with_many_headers(self):
        def source(folder):
            with open(os.path.join(folder, "a.cc"), "w", encoding="utf-8") as out:
                out.write(HEADERS)

        command = "g++ -std=c++17 -O1 -c a.cc && sha256sum a.o"
        self.assert_alike(["/bin/sh", "-c", command], source)

    @has("node")
    def test_node_workers(self):
        def source(folder):
            with open(os.path.join(folder, "w.js"), "w", encoding="utf-8") as out:
                out.write(WORKERS)

        self.assert_alike(["node", "w.js"], source)

    @has("keytool")
    def test_java(self):
        # A program that comes with every run-time: a JVM, its compiler threads,
        # its collector, its signal handlers.
        store = "-keystore k -storepass secret -storetype PKCS12"
        script = f"""
        set -e; rm -f k
        keytool -genkeypair -alias a -dname CN=a -keyalg RSA -keysize 2048 {store}
        keytool -genkeypair -alias b -dname CN=b -keyalg EC {store}
        keytool -list -v {store} | grep -c 'Entry type: PrivateKeyEntry'
        """
        self.assert_passes(["/bin/sh", "-c", script])

    @has("stress-ng")
    def test_stressors(self):
        for name, short in STRESSORS.items():
            operations = str(short * 20 if LONG else short)
            argv = ["stress-ng", f"--{name}", "2", f"--{name}-ops", operations, "-q"]
            self.assert_passes(argv)

    @unittest.skipUnless(os.path.isdir(POSTGRES), "postgres is not installed")
    def test_postgres(self):
        if os.geteuid() != 0:
            self.skipTest("changes to the user postgres")
        user = pwd.getpwnam("postgres")
        os.chmod(self.scratch, 0o755)
        home = os.path.join(self.scratch, "home")
        for folder in (home, self.out):
            os.mkdir(folder)
            os.chown(folder, user.pw_uid, user.pw_gid)
        seconds = "60" if LONG else "3"
        script = f"""
        set -e; export PATH={POSTGRES}:$PATH LC_ALL=C
        initdb -D d -A trust -N >/dev/null
        pg_ctl -D d -w -o "-k $PWD -h '' -F" -l log start >/dev/null
        trap 'pg_ctl -D d -m immediate stop >/dev/null 2>&1' EXIT
        createdb -h $PWD bench; pgbench -h $PWD -i -q bench >/dev/null 2>&1
        pgbench -h $PWD -c 4 -j 2 -T {seconds} bench 2>&1 | grep 'number of failed'
        pg_ctl -D d -w -m fast stop >/dev/null; trap - EXIT
        ! grep -E 'PANIC|FATAL|crash|signal' log
        """
        # su would drop our settings, setpriv does not.
        argv = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        for interval in INTERVALS:
            shutil.rmtree(os.path.join(home, "d"), ignore_errors=True)
            result = self.run_one([*argv, "bash", "-c", script], interval, home)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("failed transactions: 0", result.stdout)
        self.assert_watched()

    @has("memcached")
    def test_memcached(self):
        for interval in INTERVALS:
            path = os.path.join(self.scratch, f"memcached{interval}")
            with subprocess.Popen(
                ["memcached", "-u", "root", "-s", path, "-m", "64"],
                env=shim_environment(self.out, interval=interval, every="200ms"),
                stderr=subprocess.PIPE,
            ) as server:
                try:
                    wait_until(lambda: os.path.exists(path), "the socket")
                    self.talk_to_memcached(path, 50000 if LONG else 5000)
                finally:
                    server.terminate()
                said = server.stderr.read().decode()
                self.assertIn(server.wait(60), (0, -15))
            self.assertNotIn("leaktrace:", said)
        self.assert_watched()

    def talk_to_memcached(self, path, count):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(60)
            client.connect(path)
            replies = client.makefile("rb")
            for i in range(count):
                value = b"v" * (i % 3000)
                client.sendall(b"set k%d 0 0 %d\r\n%s\r\n" % (i % 500, len(value), value))
                self.assertEqual(replies.readline(), b"STORED\r\n")
            client.sendall(b"get k%d\r\n" % ((count - 1) % 500))
            self.assertEqual(
                replies.readline(),
                b"VALUE k%d 0 %d\r\n" % ((count - 1) % 500, (count - 1) % 3000),
            )
            replies.close()

    @unittest.skipUnless(shutil.which("nginx") and shutil.which("wrk"), "nginx and wrk")
    def test_nginx_reloads_under_wrk(self):
        for interval in INTERVALS:
            with self.subTest(interval=interval):
                folder = os.path.join(self.scratch, f"nginx{interval}")
                os.mkdir(folder)
                self.serve_and_reload(folder, interval)
        self.assert_watched()

    def write_nginx_files(self, folder):
        with open(os.path.join(folder, "page"), "w", encoding="utf-8") as out:
            out.write("page\n" * 2000)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as out:
            out.write(
                f"daemon off; {'user root; ' if os.geteuid() == 0 else ''}worker_processes 4;"
                f"pid {folder}/pid; error_log {folder}/error.log notice; events {{}}"
                f"http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path"
                f" {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;"
                f" scgi_temp_path {folder}/s; gzip on; gzip_types *; server {{"
                f" listen 127.0.0.1:{port}; root {folder}; }} }}"
            )
        return port

    def serve_and_reload(self, folder, interval):
        port = self.write_nginx_files(folder)
        argv = ["nginx", "-c", f"{folder}/nginx.conf", "-p", folder, "-e", f"{folder}/error.log"]
        server = subprocess.Popen(
            argv, env=shim_environment(self.out, interval=interval, every="200ms")
        )
        self.addCleanup(server.kill)
        wait_until(lambda: os.path.exists(f"{folder}/pid"), "the server")
        load = subprocess.Popen(
            ["wrk", "-t2", "-c32", f"-d{'60' if LONG else '4'}s", "-H",
             "Accept-Encoding: gzip", f"http://127.0.0.1:{port}/page"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3):
            subprocess.run([*argv, "-s", "reload"], check=True, stderr=subprocess.DEVNULL)
        output = load.communicate(timeout=300)[0]
        server.terminate()
        self.assertEqual(server.wait(60), 0)
        self.assertIn("requests in", output)
        self.assertNotIn("Non-2xx", output)
        with open(f"{folder}/error.log", encoding="utf-8") as log:
            self.assertNotIn("exited on signal", log.read())


if __name__ == "__main__":
    unittest.main()
