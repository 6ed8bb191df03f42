"""Under a filter that kills at any system call but those that
preload/SYSCALLS.md lists, the shim goes on taking snapshots."""

import os
import re
import subprocess
import unittest

from leaktrace_e2e import ROOT, EndToEnd, all_series, app, shim_environment
from survival_process_test import wait_until

LIST = os.path.join(ROOT, "preload", "SYSCALLS.md")


def documented(before):
    """Names of the calls in the sections before that heading."""
    with open(LIST, encoding="utf-8") as text:
        part = text.read().split(before)[0]
    return sorted(set(re.findall(r"^\| `(\w+)`", part, re.M)))


def number_of(name):
    source = f"#include <sys/syscall.h>\nSYS_{name}\n"
    result = subprocess.run(
        ["cc", "-E", "-P", "-"], input=source, stdout=subprocess.PIPE, text=True, check=True
    )
    return int(result.stdout.split()[-1])


class Sandbox(EndToEnd):
    def test_program_that_forbids_all_but_the_documented_calls(self):
        names = documented("## Once, before main")
        self.assertGreater(len(names), 20)
        numbers = os.path.join(self.scratch, "numbers")
        with open(numbers, "w", encoding="utf-8") as out:
            out.writelines(f"{number_of(name)}\n" for name in names)
        stop = os.path.join(self.scratch, "stop")
        for interval in ("4K", "1"):
            self.out = os.path.join(self.scratch, f"out{interval}")
            with subprocess.Popen(
                [app("survival/sandboxed"), numbers, stop],
                env=shim_environment(self.out, interval=interval, every="20ms"),
                stderr=subprocess.PIPE,
            ) as process:
                try:
                    wait_until(
                        lambda: process.poll() is not None
                        or any(len(s.files()) > 5 for s in all_series(self.out)),
                        "snapshots",
                    )
                    (series,) = all_series(self.out)
                    if process.poll() is None:
                        answer = self.cli("status", str(process.pid), "--dir", self.out)
                        self.assertIn("paused", answer.stdout)
                finally:
                    open(stop, "w", encoding="utf-8").close()
                self.assertEqual(process.wait(60), 0, process.stderr.read())
            self.assertEqual(series.last().facts()["reason"], "exit")
            os.unlink(stop)


if __name__ == "__main__":
    unittest.main()
