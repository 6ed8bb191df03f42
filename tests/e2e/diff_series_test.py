"""`leaktrace diff` of two series of one program: slopes side by side, per unit of
work, along files of work and along time."""

import os
import unittest

from leaktrace_e2e import EndToEnd, app

ROUNDS = 36
REQUESTS = 4000
# One response of 2048 bytes in 200 requests.
LEAK_PER_REQUEST = 2048 / 200


class DiffSeries(EndToEnd):
    def run_server(self, kind, requests=REQUESTS, interval="1", seed=1):
        directory = os.path.join(self.scratch, f"{kind}.{requests}.{seed}")
        self.run_under_shim(
            [app("request_server"), kind, str(ROUNDS), str(requests)],
            directory=directory,
            interval=interval,
            every="3600",
            seed=seed,
        )
        return directory

    def row(self, diff, name="shop::Respond"):
        return next(row for row in diff["rows"] if row["name"] == name)

    def work_file(self, factor):
        """Far more or less work than was counted, in the same time."""
        path = os.path.join(self.scratch, f"work{factor}.csv")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(f"time,count\n0,0\n3600,{factor}\n")
        return path

    def test_a_leak_that_one_build_has(self):
        healthy, leaking = self.run_server("none"), self.run_server("leak")
        diff = self.cli_json("diff", healthy, leaking)
        self.assertEqual(diff["slope_per"], "work")
        row = self.row(diff)
        self.assertEqual(row, diff["rows"][0])
        self.assertEqual(row["base_slope"]["bytes"], 0)
        self.assertAlmostEqual(
            row["slope_change"]["bytes"], LEAK_PER_REQUEST, delta=LEAK_PER_REQUEST / 2
        )
        self.assertFalse(row["slope_noise"])
        text = self.cli("diff", healthy, leaking).stdout
        self.assertIn("B - A", text.splitlines()[0])
        self.assertIn("growth per work: A 0 B", text)
        self.assertIn("B - A/work", text)
        # The other way round it is an improvement.
        back = self.row(self.cli_json("diff", leaking, healthy))
        self.assertLess(back["slope_change"]["bytes"], 0)

    def test_the_same_leak_under_twice_the_load_is_no_difference(self):
        base = self.run_server("leak", interval="16K", seed=3)
        head = self.run_server("leak", 2 * REQUESTS, interval="16K", seed=4)
        row = self.row(self.cli_json("diff", base, head))
        self.assertTrue(row["slope_noise"], row)
        self.assertGreater(row["base_slope"]["bytes"], LEAK_PER_REQUEST / 2)
        self.assertIn("noise", self.cli("diff", base, head).stdout)

    def test_along_time(self):
        base, head = self.run_server("none"), self.run_server("leak")
        diff = self.cli_json("diff", base, head, "--per", "time")
        # How much, the load of the machine decides; see diff_command_test.cc.
        self.assertEqual(diff["slope_per"], "min")
        self.assertEqual(self.row(diff)["base_slope"]["bytes"], 0)

    def test_along_allocations(self):
        base, head = self.run_server("none"), self.run_server("leak")
        diff = self.cli_json("diff", base, head, "--per", "allocations")
        row = self.row(diff)
        # An allocation for each request.
        self.assertAlmostEqual(
            row["head_slope"]["bytes"], LEAK_PER_REQUEST, delta=LEAK_PER_REQUEST / 2
        )

    def test_along_files_of_work(self):
        base, head = self.run_server("leak", seed=5), self.run_server("leak", seed=6)
        few, many = self.work_file(10**9), self.work_file(10**12)
        diff = self.cli_json("diff", base, head, "--work-a", few, "--work-b", many)
        row = self.row(diff)
        self.assertGreater(
            row["base_slope"]["bytes"], 20 * row["head_slope"]["bytes"]
        )

    def test_a_file_of_work_needs_a_series(self):
        base = self.run_server("leak")
        file = os.path.join(base, os.listdir(base)[0], "000001.pb")
        few = self.work_file(10**9)
        result = self.cli("diff", file, file, "--work-a", few, status=3)
        self.assertIn("give a directory", result.stderr)


if __name__ == "__main__":
    unittest.main()
