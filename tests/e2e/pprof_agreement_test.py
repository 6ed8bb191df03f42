"""go tool pprof reads our files without complaint and adds up to the same as
leaktrace top."""

import os
import re
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, app, clean_environment

COMPLAINT = re.compile(
    r"error|warning|fail|mismatch|unrecognized|incompatible|malformed|concatenated",
    re.I,
)
ROW = re.compile(r"^\s*(-?\d+)B?\s+\S+%\s+\S+%\s+(-?\d+)B?\s+\S+%\s+(.*)$", re.M)


class PprofAgreement(EndToEnd):
    def pprof(self, *arguments):
        environment = clean_environment()
        environment["HOME"] = self.scratch
        environment["PPROF_TMPDIR"] = self.scratch
        environment["GOCACHE"] = os.path.join(self.scratch, "go")
        result = subprocess.run(
            ["go", "tool", "pprof", *arguments],
            env=environment,
            cwd=self.scratch,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=120,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIsNone(COMPLAINT.search(result.stderr), result.stderr)
        return result.stdout

    def top(self, view, path, *more):
        text = self.pprof(
            "-top",
            view,
            "-unit=B",
            "-nodecount=100000",
            "-nodefraction=0",
            "-edgefraction=0",
            *more,
            path,
        )
        self.assertIn(f"Type: {view[1:]}", text)
        return text

    def total(self, text):
        match = re.search(r"Showing nodes accounting for (-?\d+)B?, .* of (-?\d+)B?", text)
        self.assertIsNotNone(match, text)
        return int(match.group(2))

    def named(self, path):
        """The same with names by leaktrace symbolize: what go tool pprof finds
        by itself depends on the symbolizer programs that are installed."""
        output = os.path.join(self.scratch, "named-" + os.path.basename(path))
        self.cli("symbolize", "-o", output, path)
        return output

    @staticmethod
    def rows(text):
        """function without parameters -> (flat, cumulative)"""
        return {
            name.split("(")[0]: (int(flat), int(cum))
            for flat, cum, name in ROW.findall(text)
        }

    def snapshot(self, name, *arguments, **settings):
        account = self.accounts([app(name), *arguments], **settings)[0]
        return self.series_of(account["pid"]).files()

    def test_totals_and_rows_of_every_view(self):
        for interval in ("1", "64K"):
            path = self.snapshot("growing_service", "20000", interval=interval)[-1]
            ours = self.cli_json("top", path)
            for view in ("inuse_space", "inuse_objects", "alloc_space", "alloc_objects"):
                with self.subTest(interval=interval, view=view):
                    self.assertEqual(
                        self.total(self.top("-" + view, path)), ours["total"][view]
                    )

    def test_flat_and_cumulative_rows(self):
        raw = self.snapshot("growing_service", "20000", interval="1")[-1]
        path = self.named(raw)
        theirs = self.rows(self.top("-inuse_space", path))
        for order in ([], ["--cum"]):
            ours = self.cli_json("top", path, *order)["functions"]
            for row in ours:
                if row["function"].startswith("tracked::"):
                    pair = (row["flat"]["inuse_space"], row["cumulative"]["inuse_space"])
                    self.assertEqual(theirs[row["function"]], pair)
            names = [row["function"] for row in ours]
            self.assertIn("tracked::RememberSession", names)

    def test_cumulative_allocations(self):
        path = self.snapshot("cross_thread", "8", "5000", interval="1")[-1]
        arguments = ["-top", "-cum", "-alloc_space"]
        raw_total = self.total(self.pprof(*arguments, "-unit=B", path))
        text = self.pprof(*arguments, "-unit=B", self.named(path))
        self.assertEqual(self.total(text), raw_total)
        self.assertIn("tracked::Allocate", text)

    def test_difference_of_two_snapshots(self):
        files = self.snapshot(
            "growing_service", "3000", "300", interval="1", every="200ms"
        )
        self.assertGreaterEqual(len(files), 3)
        first, last = (self.total(self.top("-inuse_space", f)) for f in
                       (files[0], files[-1]))
        self.assertGreater(last, first)
        self.top("-inuse_space", files[-1], "-diff_base", files[0])
        base, head = self.named(files[0]), self.named(files[-1])
        text = self.top("-inuse_space", head, "-diff_base", base)
        self.assertGreater(self.rows(text)["tracked::RememberSession"][0], 0)

    def test_raw(self):
        path = self.snapshot("mixed_forms", interval="1")[-1]
        text = self.pprof("-raw", path)
        self.assertRegex(text, r"PeriodType: space bytes")
        self.assertRegex(text, r"alloc_objects/count alloc_space/bytes")
        self.assertRegex(text, r"inuse_space/bytes\[dflt\]")
        mappings = text.split("Mappings", 1)[1]
        first = re.search(r"^1: \S+ (\S+)", mappings, re.M)
        self.assertEqual(os.path.basename(first.group(1)), "mixed_forms")


if __name__ == "__main__":
    unittest.main()
