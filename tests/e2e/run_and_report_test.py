"""The whole way: leaktrace run, then leaktrace report without arguments."""

import os
import signal
import subprocess
import time
import unittest

from leaktrace_e2e import CLI, SHIM, EndToEnd, all_series, app, clean_environment


class RunAndReport(EndToEnd):
    def run_command(self, *command, settings=(), status=0):
        environment = clean_environment()
        environment["LEAKTRACE_LIBRARY"] = SHIM
        environment.update(settings)
        result = subprocess.run(
            [CLI, "run", "--", *command],
            env=environment,
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def test_run_returns_the_status_of_the_program(self):
        self.run_command("/bin/sh", "-c", "exit 42", status=42)

    def test_run_passes_output_through(self):
        result = self.run_command("/bin/echo", "one", "two  three")
        self.assertEqual(result.stdout, "one two  three\n")

    def test_run_dies_of_the_signal_of_the_program(self):
        self.run_command("/bin/sh", "-c", "kill -TERM $$", status=-signal.SIGTERM)

    def test_first_row_names_the_leak(self):
        self.run_command(
            app("growing_service"),
            "10000",
            "200",
            settings={"LEAKTRACE_INTERVAL": "1", "LEAKTRACE_EVERY": "200ms"},
        )
        report = self.cli_json("report")
        self.assertEqual(report["owners"][0]["name"], "tracked::RememberSession")
        text = self.cli("report").stdout
        self.assertLess(
            text.index("tracked::RememberSession"), text.index("tracked::CachePage")
        )

    def test_owner_is_neither_container_nor_allocator(self):
        self.run_command(
            app("container_owner"), settings={"LEAKTRACE_INTERVAL": "1"}
        )
        owner = self.cli_json("report")["owners"][0]["name"]
        self.assertIn("shop::OrderBook::Remember", owner)

    def test_report_twice_is_the_same(self):
        self.run_command(app("mixed_forms"), settings={"LEAKTRACE_INTERVAL": "1"})
        self.assertEqual(self.cli("report").stdout, self.cli("report").stdout)
        self.assertEqual(self.cli("tree").stdout, self.cli("tree").stdout)

    def test_snapshot_on_request(self):
        environment = clean_environment()
        environment.update(LD_PRELOAD=SHIM, LEAKTRACE_DIR=self.out)
        with subprocess.Popen(
            [app("growing_service"), "1000000", "100"],
            env=environment,
            stdout=subprocess.DEVNULL,
        ) as process:
            try:
                limit = time.monotonic() + 20
                while not all_series(self.out) and time.monotonic() < limit:
                    time.sleep(0.02)
                before = len(all_series(self.out)[0].files())
                self.cli("snapshot", str(process.pid), "--dir", self.out)
                series = self.series_of(process.pid)
                self.assertEqual(len(series.files()), before + 1)
                self.assertEqual(series.last().facts()["reason"], "request")
                status = self.cli("status", str(process.pid), "--dir", self.out)
                self.assertIn(str(process.pid), status.stdout)
            finally:
                process.kill()
        self.assertTrue(os.path.isdir(self.out))


if __name__ == "__main__":
    unittest.main()
