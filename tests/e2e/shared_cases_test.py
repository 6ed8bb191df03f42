"""The labelled cases of real programs: the report's first row names a function
or module that the case blames. Skipped where the cases are not at hand."""

import os
import re
import subprocess
import unittest

from leaktrace_e2e import CASES, SHIM, EndToEnd, clean_environment

SECONDS = 15
# Words of the BLAME lines that are no functions, and allocators.
NOT_OWNERS = {"BLAME", "calloc", "malloc", "realloc", "entries", "table", "values"}


def blamed(script):
    """Names from the BLAME line of a case, alternatives included."""
    with open(script, encoding="utf-8") as stream:
        line = next(row for row in stream if row.startswith("# BLAME"))
    return set(re.findall(r"[A-Za-z_]\w{4,}", line)) - NOT_OWNERS


@unittest.skipUnless(os.path.isdir(CASES), f"no cases in {CASES}")
class SharedCases(EndToEnd):
    def run_case(self, name):
        script = os.path.join(CASES, name, "run.sh")
        environment = clean_environment()
        environment.update(
            PRELOAD=SHIM,
            SECS=str(SECONDS),
            OUT=os.path.join(self.scratch, "case"),
            LEAKTRACE_DIR=self.out,
            LEAKTRACE_EVERY="1s",
            LEAKTRACE_INTERVAL="32K",
        )
        result = subprocess.run(
            ["/bin/bash", script],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS + 60,
        )
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("RESULT", result.stdout)
        return script

    def assert_first_row_is_blamed(self, name):
        names = blamed(self.run_case(name))
        first = self.cli_json("report", self.out)["owners"][0]
        self.assertIn(first["name"], names)

    def test_redis_keyspace(self):
        self.assert_first_row_is_blamed("redis-keyspace")

    def test_python_global_list(self):
        self.assert_first_row_is_blamed("python-global-list")


if __name__ == "__main__":
    unittest.main()
