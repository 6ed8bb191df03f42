"""Services under load, sampled at 64 KiB and exact: no request fails, nobody
crashes, and they end as they would have."""

import os
import pwd
import shutil
import socket
import subprocess
import unittest

from leaktrace_e2e import shim_environment
from real_programs import INTERVALS, LONG, RealPrograms, has
from survival_process_test import wait_until

POSTGRES = "/usr/lib/postgresql/15/bin"


def listens(path):
    """A socket has its name before it accepts anybody."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


class Services(RealPrograms):
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
                    wait_until(lambda: listens(path), "the server")
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
