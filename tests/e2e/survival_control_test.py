"""What can be asked of a running process, by whom, and what garbage does; when
it starts to record; the last picture before memory runs out."""

import os
import random
import resource
import socket
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, app, shim_environment
from survival_process_test import wait_until

MIB = 1 << 20
NOBODY = 65534
STRANGER = """
import socket, sys
client = socket.socket(socket.AF_UNIX)
client.connect("control")
try:
    client.sendall(b"pause\\n")
except BrokenPipeError:
    pass  # it has answered already
sys.stdout.write(client.recv(100).decode())
"""


class Control(EndToEnd):
    def serve(self, interval="1", every="60s", program="idle_server", **settings):
        process = self.start_ready(
            [app(f"survival/{program}")],
            shim_environment(self.out, interval=interval, every=every, **settings),
        )
        wait_until(lambda: self.socket_path() is not None, "a control socket")
        return process

    def socket_path(self):
        for series in all_series(self.out):
            path = os.path.join(series.path, "control")
            if os.path.exists(path):
                return path
        return None

    def connect(self):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.settimeout(60)
        here = os.open(os.path.dirname(self.socket_path()), os.O_PATH)
        try:
            while True:
                try:
                    client.connect(f"/proc/self/fd/{here}/control")
                    return client
                except ConnectionRefusedError:
                    pass  # bound, not listening yet
        finally:
            os.close(here)

    def ask(self, request):
        with self.connect() as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            reply = b""
            try:
                while part := client.recv(65536):
                    reply += part
            except ConnectionResetError:
                pass  # it did not read all of what we sent
            return reply.decode()

    def status(self):
        lines = self.ask(b"status\n").splitlines()
        self.assertEqual(lines[0], "ok")
        return dict(line.split("=", 1) for line in lines[1:])

    def tell(self, process, what):
        process.stdin.write(what + "\n")
        self.assertEqual(process.stdout.readline(), "done\n")

    def in_use(self):
        self.assertEqual(self.ask(b"snapshot\n").split("\n")[0], "ok")
        (series,) = all_series(self.out)
        return series.last().totals()["inuse_space"]

    def test_pause_and_resume(self):
        process = self.serve()
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 1)
        pid = str(process.pid)
        self.assertEqual(self.cli("pause", pid, "--dir", self.out).stdout, "paused\n")
        self.assertEqual(self.status()["paused"], "1")
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 1)
        self.assertEqual(self.cli("resume", pid, "--dir", self.out).stdout, "running\n")
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 2)

    def test_interval_and_period_can_be_set(self):
        self.serve(interval="64K")
        self.assertEqual(self.ask(b"interval 300000\n"), "ok\ninterval_bytes=524288\n")
        self.assertEqual(self.status()["interval_bytes"], "524288")
        self.assertEqual(self.ask(b"interval 65536\n"), "ok\ninterval_bytes=65536\n")
        for wrong in (b"interval 1\n", b"interval\n", b"interval 99999999999999\n", b"every 5\n"):
            self.assertTrue(self.ask(wrong).startswith("error "), wrong)
        self.assertEqual(self.ask(b"every 10000000\n"), "ok\nperiod_ns=10000000\n")
        (series,) = all_series(self.out)
        wait_until(lambda: len(series.files()) > 3, "snapshots of the new period")

    def test_period_of_zero_leaves_requests_and_the_exit(self):
        process = self.serve(every="0")
        self.assertEqual(self.status()["period_ns"], "0")
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 1)
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        (series,) = all_series(self.out)
        reasons = [profile.facts()["reason"] for profile in series.profiles()]
        self.assertEqual(reasons, ["request", "exit"])

    def test_exact_mode_has_no_other_interval(self):
        self.serve(interval="1")
        self.assertTrue(self.ask(b"interval 65536\n").startswith("error "))
        self.assertEqual(self.status()["mode"], "exact")

    def test_hostile_bytes_change_nothing(self):
        process = self.serve()
        before = {k: self.status()[k] for k in ("paused", "interval_bytes", "period_ns")}
        noise = random.Random(7)
        for size in (0, 1, 2, 63, 255, 256, 257, 5000, 300000):
            for _ in range(5):
                # No line that could be a request by accident.
                garbage = noise.randbytes(size).replace(b"\n", b"\0")
                for tail in (b"", b"\n", b"pause", b"\0pause\n"):
                    with self.connect() as client:
                        try:
                            client.sendall(garbage + tail)
                            client.shutdown(socket.SHUT_WR)
                            client.recv(100)
                        except (BrokenPipeError, ConnectionResetError):
                            pass
        half_sent, silent = self.connect(), self.connect()
        half_sent.sendall(b"pau")
        self.tell(process, "work")
        now = self.status()
        for client in (half_sent, silent):
            client.close()
        self.assertEqual({k: now[k] for k in before}, before)

    def test_socket_is_for_the_owner(self):
        self.serve()
        self.assertEqual(os.stat(self.socket_path()).st_mode & 0o777, 0o600)

    @unittest.skipUnless(os.geteuid() == 0, "changes the user")
    def test_socket_that_was_opened_to_all_still_is_for_the_owner(self):
        self.serve()
        path = self.socket_path()
        for name, mode in ((self.scratch, 0o755), (os.path.dirname(path), 0o755), (path, 0o666)):
            os.chmod(name, mode)
        result = subprocess.run(
            ["/usr/bin/python3", "-c", STRANGER],
            cwd=os.path.dirname(path),
            user=NOBODY,
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        )
        self.assertEqual(result.stdout, b"error not permitted\n")
        self.assertEqual(self.status()["paused"], "0")

    def test_start_paused(self):
        process = self.serve(start="paused")
        self.tell(process, "leak")
        self.assertEqual(self.in_use(), 0)
        self.ask(b"resume\n")
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 1)

    def test_start_after_a_while(self):
        process = self.serve(start="after=1500ms")
        self.assertEqual(self.status()["paused"], "1")
        wait_until(lambda: self.status()["paused"] == "0", "the start")
        self.tell(process, "leak")
        self.assertEqual(self.in_use() // MIB, 1)

    def test_start_above_a_size(self):
        process = self.serve(start="rss=64M")
        self.assertEqual(self.status()["paused"], "1")
        for _ in range(80):
            self.tell(process, "leak")
        wait_until(lambda: self.status()["paused"] == "0", "the start")

    def test_rise_of_rss_takes_a_snapshot(self):
        process = self.serve(rss_step="16M")
        for _ in range(20):
            self.tell(process, "leak")
        (series,) = all_series(self.out)
        wait_until(series.files, "a snapshot")
        self.assertEqual(series.profiles()[0].facts()["reason"], "rss")

    def test_last_picture_before_the_limit_is_a_late_one(self):
        limit = 600 * MIB

        def limit_memory():
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

        process = subprocess.Popen(
            [app("survival/grower")],
            env=shim_environment(self.out, interval="64K", every="60s"),
            preexec_fn=limit_memory,
        )
        self.assertEqual(process.wait(120), -9)
        (series,) = all_series(self.out)
        # 60 s never passed; that there is a picture at all is the point.
        in_use = series.last().totals()["inuse_space"]
        self.assertGreater(in_use, limit / 4)


if __name__ == "__main__":
    unittest.main()
