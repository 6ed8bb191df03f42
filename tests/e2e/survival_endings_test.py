"""However a process ends, it ends as it would have, soon, and what it leaves
behind can be read."""

import os
import random
import signal
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, app, shim_environment

ENDINGS = app("survival/endings")
ROUNDS = 20


class Endings(EndToEnd):
    def start(self, how, **settings):
        settings.setdefault("interval", "4K")
        settings.setdefault("every", "3ms")
        return subprocess.Popen(
            [ENDINGS, how],
            env=shim_environment(self.out, **settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            cwd=self.scratch,
        )

    def status_of(self, how, **settings):
        with self.start(how, **settings) as process:
            return process.wait(60)

    def assert_all_open(self):
        """Every file with a final name is whole."""
        count = 0
        for series in all_series(self.out):
            for path in series.files():
                count += 1
            series.profiles()
        return count

    def test_exit_status_and_last_snapshot(self):
        for how in ("return", "exit"):
            self.assertEqual(self.status_of(how, every="60s"), 7)
        for series in all_series(self.out):
            self.assertEqual(series.last().facts()["reason"], "exit")
        self.assertEqual(len(all_series(self.out)), 2)

    def test_ways_out_that_run_no_handlers(self):
        expected = {
            "_exit": 7,
            "quick_exit": 7,
            "abort": -signal.SIGABRT,
            "term": -signal.SIGTERM,
        }
        for how, status in expected.items():
            self.assertEqual(self.status_of(how), status, how)
        self.assert_all_open()

    def test_exit_from_a_handler_that_interrupts_malloc(self):
        for _ in range(ROUNDS):
            self.assertEqual(self.status_of("handler", every="60s"), 7)

    def test_killed_at_random_moments(self):
        moments = random.Random(1)
        for _ in range(ROUNDS):
            with self.start("wait") as process:
                self.assertEqual(process.stdout.readline(), b"ready\n")
                # Not a synchronisation: any moment will do.
                try:
                    process.wait(moments.uniform(0, 0.05))
                except subprocess.TimeoutExpired:
                    process.kill()
                self.assertEqual(process.wait(60), -signal.SIGKILL)
        self.assertGreater(self.assert_all_open(), 0)
        for series in all_series(self.out):
            if series.files():
                self.cli("top", series.path)


if __name__ == "__main__":
    unittest.main()
