"""Our thread must not cost a program of one thread what libc spares it: as long
as there is one thread, libc takes no locks."""

import subprocess
import unittest

from leaktrace_e2e import EndToEnd, app, all_series, shim_environment

APP = app("survival/lone_thread")


class Locks(EndToEnd):
    def survives(self, mode, interval, every):
        """What the program says it has in use at its end, and its series."""
        directory = f"{self.scratch}/{mode}-{interval}-{every}"
        result = subprocess.run(
            [APP, mode],
            env=shim_environment(directory, interval=interval, every=every),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=120,
        )
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return int(result.stdout), all_series(directory)

    def test_a_busy_program_of_one_thread_goes_without_locks(self):
        for interval in ("16K", "1"):
            _, series = self.survives("busy", interval, "100ms")
            self.assertEqual(len(series), 2)
            for profile in series[0].profiles() + series[1].profiles():
                self.assertIn("memory.heap_in_use_bytes", profile.facts())

    def test_who_sleeps_is_asked_all_the_same(self):
        for interval in ("16K", "1"):
            in_use, series = self.survives("dozing", interval, "50ms")
            self.assertEqual(len(series), 1)
            # One that was taken in the last sleep, not the one at the exit.
            asleep = series[0].profiles()[-3].facts()
            self.assertEqual(asleep["reason"], "period")
            seen = int(asleep["memory.heap_in_use_bytes"])
            self.assertAlmostEqual(seen / in_use, 1, delta=0.05)
            self.assertGreater(int(asleep["memory.heap_retained_bytes"]), 10e6)

    def test_a_snapshot_every_millisecond_never_meets_an_unlocked_heap(self):
        for mode in ("busy", "dozing", "growing_up"):
            for interval in ("4K", "1"):
                self.survives(mode, interval, "1ms")

    def test_a_second_thread_brings_the_locks(self):
        for interval in ("16K", "1"):
            self.survives("growing_up", interval, "20ms")


if __name__ == "__main__":
    unittest.main()
