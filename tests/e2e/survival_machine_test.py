"""What the machine does around a process: clocks that jump, a limit that kills,
memory that must stay resident."""

import os
import subprocess
import unittest

from leaktrace_e2e import (
    EndToEnd,
    all_series,
    app,
    clean_environment,
    shim_environment,
)
from survival_process_test import wait_until

MIB = 1 << 20
DAY_NS = 24 * 3600 * 10**9
GROUP_LIMIT = 192 * MIB


def write(path, text):
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


class MemoryGroup:
    """A cgroup of version 2 or 1 with a limit."""

    ROOTS = (("/sys/fs/cgroup", "memory.max"),
             ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"))

    def __init__(self, limit):
        self.path = None
        for root, name in self.ROOTS:
            path = os.path.join(root, f"leaktrace-test-{os.getpid()}")
            try:
                os.mkdir(path)
            except OSError:
                continue
            try:
                # Beside version 1 the upper root is no group: no such file.
                if os.path.exists(os.path.join(path, name)):
                    write(os.path.join(path, name), str(limit))
                    self.path = path
                    return
            except OSError:
                pass
            os.rmdir(path)

    def enter(self):
        write(os.path.join(self.path, "cgroup.procs"), str(os.getpid()))

    def remove(self):
        wait_until(self.try_to_remove, "the end of the group")

    def try_to_remove(self):
        try:
            os.rmdir(self.path)
            return True
        except OSError:
            return False


class Machine(EndToEnd):
    def leak(self, process):
        """False: it was killed over it."""
        try:
            process.stdin.write("leak\n")
            return process.stdout.readline() == "done\n"
        except BrokenPipeError:
            return False

    def files(self):
        return [path for s in all_series(self.out) for path in s.files()]

    def test_wall_clock_jumps_by_years(self):
        settings = shim_environment(self.out, interval="1", every="20ms")
        chosen = [f"{k}={v}" for k, v in settings.items() if k.startswith(("LD_", "LEAK"))]
        argv = [app("survival/clock_jumps"), "/usr/bin/env", *chosen]
        process = self.start_ready([*argv, app("survival/idle_server")], clean_environment())
        for number in range(1, 13):
            self.assertTrue(self.leak(process))
            wait_until(lambda n=number: len(self.files()) > n, "another snapshot")
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)

        (series,) = all_series(self.out)
        profiles = series.profiles()
        steps = [b.time_ns - a.time_ns for a, b in zip(profiles, profiles[1:])]
        self.assertLess(min(steps), -DAY_NS, "the clock did not jump")
        self.assertGreater(max(steps), DAY_NS, "the clock did not jump")
        uptimes = [int(p.facts()["uptime_ns"]) for p in profiles]
        self.assertEqual(uptimes, sorted(uptimes))
        self.assertEqual(profiles[-1].facts()["reason"], "exit")

        report = self.cli_json("report", series.path)
        self.assertGreater(report["process"]["snapshots"], 5)
        span = report["process"]["span_seconds"]
        self.assertLessEqual(span, (uptimes[-1] - uptimes[0]) / 1e9)
        self.assertGreater(span, 0)
        self.assertGreater(report["owners"][0]["change_bytes"], 0)
        # The newest series is found by what lies there, not by what it says.
        self.assertEqual(self.cli("report", self.out).returncode, 0)

    def test_last_picture_before_the_groups_limit_is_a_late_one(self):
        group = MemoryGroup(GROUP_LIMIT)
        if group.path is None:
            self.skipTest("no memory cgroup can be made here")
        self.addCleanup(group.remove)
        process = self.start_ready(
            [app("survival/idle_server")],
            shim_environment(self.out, interval="64K", every="60s"),
            preexec_fn=group.enter,
        )
        for _ in range(GROUP_LIMIT * 85 // 100 // MIB):
            self.assertTrue(self.leak(process))
        # A minute need not pass: near the limit a period is a second or so.
        wait_until(lambda: len(self.files()) >= 3, "ever more frequent snapshots")
        while self.leak(process):
            pass
        self.assertEqual(process.wait(60), -9)
        (series,) = all_series(self.out)
        last = series.last()
        self.assertEqual(last.facts()["reason"], "period")
        self.assertGreater(last.totals()["inuse_space"], GROUP_LIMIT * 0.7)
        self.assertEqual(int(last.facts()["memory.cgroup_limit_bytes"]), GROUP_LIMIT)
        self.assertEqual(self.cli("report", series.path).returncode, 0)

    def resident_kilobytes(self, environment):
        result = subprocess.run(
            [app("survival/mlocked")],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return int(result.stdout)

    @unittest.skipUnless(os.geteuid() == 0, "locking memory takes root")
    def test_locked_memory_holds_no_more_than_the_budget_of_the_tables(self):
        plain = self.resident_kilobytes(clean_environment())
        for interval in ("64K", "1"):
            for budget in (8, 32):
                shimmed = self.resident_kilobytes(
                    shim_environment(self.out, interval=interval, memory=f"{budget}M", every="50ms")
                )
                added = (shimmed - plain) / 1024
                # Beside the tables: the filter, the rows of the unwinder, buffers.
                self.assertLess(added, budget + 24, f"{interval} {budget}")
        # Whole, also the second: what one leaves behind must not be in the next.
        for each in all_series(self.out):
            self.assertEqual(each.profiles()[-1].facts()["reason"], "exit")


if __name__ == "__main__":
    unittest.main()
