"""What the tests of real programs share: run one with and without the shim, and
see that it was watched. LT_LONG=1 (scripts/soak) asks for the long forms."""

import os
import shutil
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, clean_environment, shim_environment

LONG = bool(os.environ.get("LT_LONG"))
# libunwind's remote interface takes microseconds a frame: no tool to walk every
# allocation of a compiler with.
IS_SLOW = os.environ.get("LT_UNWINDER") == "libunwind"
INTERVALS = ("64K",) if IS_SLOW else ("64K", "1")


def has(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class RealPrograms(EndToEnd):
    def run_one(self, argv, interval=None, cwd=None, **settings):
        environment = clean_environment()
        if interval:
            settings = {"every": "500ms", "follow": "exec", **settings}
            environment = shim_environment(self.out, interval=interval, **settings)
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
