"""leaktrace check and selftest on real runs."""

import json
import os
import subprocess
import unittest
import xml.etree.ElementTree

from leaktrace_e2e import CLI, SHIM, EndToEnd, app, clean_environment

ROUNDS = "36"


class Check(EndToEnd):
    def run_server(self, kind, directory):
        self.run_under_shim(
            [app("request_server"), kind, ROUNDS, "4000"],
            directory=directory,
            interval="1",
            every="3600",
        )

    def setUp(self):
        super().setUp()
        self.run_server("leak", self.out)

    def write(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def test_leak_fails_and_every_format_says_so(self):
        formats = ("text", "json", "markdown", "junit", "sarif")
        options = [f"--output={f}={os.path.join(self.scratch, f)}" for f in formats]
        result = self.cli("check", self.out, *options, status=1)
        self.assertIn("shop::Respond", result.stdout)
        for name in formats:
            with open(os.path.join(self.scratch, name), encoding="utf-8") as stream:
                self.assertIn("shop::Respond", stream.read(), name)
        suite = xml.etree.ElementTree.parse(os.path.join(self.scratch, "junit"))
        self.assertEqual(suite.getroot().get("failures"), "1")
        with open(os.path.join(self.scratch, "sarif"), encoding="utf-8") as stream:
            results = json.load(stream)["runs"][0]["results"]
        place = results[0]["locations"][0]["physicalLocation"]
        self.assertTrue(
            place["artifactLocation"]["uri"].endswith("request_server.cc")
        )

    def test_budget_per_unit_of_work(self):
        # One response of 2048 bytes in 200 requests: 10.2 bytes per request.
        enough = self.write("enough", "owner:shop::* slope=16/work\n")
        self.cli("check", self.out, "--budgets", enough)
        little = self.write("little", "owner:shop::* slope=4/work\n")
        result = self.cli("check", self.out, "--budgets", little, status=1)
        self.assertIn("per unit of work", result.stdout)

    def test_suppression_with_an_end(self):
        valid = self.write("valid", "leak:shop::Respond until=2999-01-01 reason=T7\n")
        result = self.cli("check", self.out, "--suppressions", valid)
        self.assertIn("suppressed: T7", result.stdout)
        over = self.write("over", "leak:shop::Respond until=2020-01-01\nleak:nobody\n")
        result = self.cli("check", self.out, "--suppressions", over, status=1)
        self.assertIn("has expired", result.stdout)
        self.assertIn("over:2: unused", result.stdout)

    def test_two_builds(self):
        healthy = os.path.join(self.scratch, "healthy")
        self.run_server("startup", healthy)
        self.cli("check", healthy, "--base", self.out)
        self.cli("check", self.out, "--base", healthy, status=1)
        self.cli("check", self.out, "--base", self.out)

    def test_pass_states_the_smallest_leak(self):
        healthy = os.path.join(self.scratch, "healthy")
        self.run_server("startup", healthy)
        result = self.cli("check", healthy)
        self.assertIn("smallest steady leak", result.stdout)

    def test_no_series_is_invalid_input(self):
        self.cli("check", os.path.join(self.scratch, "none"), status=3)


class Selftest(EndToEnd):
    def selftest(self, library, **settings):
        environment = clean_environment()
        environment["LEAKTRACE_LIBRARY"] = library
        environment.update(settings)
        return subprocess.run(
            [CLI, "selftest"],
            env=environment,
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )

    def test_finds_the_leak_and_clears_the_cache(self):
        result = self.selftest(SHIM)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("the leak was found", result.stdout)
        self.assertIn("the cache was cleared", result.stdout)

    def test_settings_of_the_user_do_not_spoil_it(self):
        result = self.selftest(SHIM, LEAKTRACE_START="paused", LEAKTRACE_INTERVAL="9M")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_says_so_when_the_library_is_not_effective(self):
        result = self.selftest("/lib/x86_64-linux-gnu/libm.so.6")
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertIn("is not at work in the process", result.stderr)

    def test_says_so_when_there_is_no_library(self):
        result = self.selftest("/nowhere/libleaktrace.so")
        self.assertIn(result.returncode, (3, 4))
        self.assertIn("/nowhere/libleaktrace.so", result.stderr)

    def test_leaves_nothing_behind(self):
        temporary = os.path.join(self.scratch, "tmp")
        os.mkdir(temporary)
        self.selftest(SHIM, TMPDIR=temporary)
        self.assertEqual(os.listdir(temporary), [])


if __name__ == "__main__":
    unittest.main()
