"""`leaktrace export`: every format holds all bytes of the snapshot, with names,
and its own reader accepts it."""

import csv
import io
import json
import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree

from leaktrace_e2e import EndToEnd, app, clean_environment
from shop_series import HOSTILE, write_series

SAMPLE_TYPES = ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]


class Export(EndToEnd):
    def setUp(self):
        super().setUp()
        self.series = write_series(self.scratch, hostile=True)

    def export(self, kind, *arguments, series=None):
        path = os.path.join(self.scratch, f"out.{kind}")
        self.cli("export", kind, series or self.series, "-o", path, *arguments)
        return path

    def text(self, kind, *arguments, series=None):
        with open(self.export(kind, *arguments, series=series), newline="") as stream:
            return stream.read()

    def total(self, kind="inuse_space", series=None):
        top = self.cli_json("top", series or self.series)
        return top["total"][kind]

    def test_folded_adds_up(self):
        for kind in SAMPLE_TYPES:
            lines = self.text("folded", "--sample", kind).splitlines()
            self.assertEqual(
                sum(int(line.rsplit(" ", 1)[1]) for line in lines), self.total(kind)
            )
        # A semicolon separates frames, and so cannot be in a name.
        name = HOSTILE[2].replace(";", ":")
        self.assertTrue(any(name in line for line in lines))

    def test_speedscope_drops_nothing(self):
        document = json.loads(self.text("speedscope"))
        names = [frame["name"] for frame in document["shared"]["frames"]]
        self.assertIn("main", names)
        for profile in document["profiles"]:
            self.assertEqual(profile["endValue"], self.total(profile["name"]))
            self.assertEqual(sum(profile["weights"]), profile["endValue"])
            for stack in profile["samples"]:
                self.assertEqual(names[stack[0]], "__libc_start_main")

    def test_speedscope_names_the_frames_of_a_real_program(self):
        self.run_under_shim([app("live_set")], interval="1")
        document = json.loads(self.text("speedscope", series=self.out))
        names = [frame["name"] for frame in document["shared"]["frames"]]
        self.assertIn("main", names)
        self.assertEqual(
            document["profiles"][0]["endValue"], self.total(series=self.out)
        )

    @unittest.skipUnless(shutil.which("go"), "go is not installed")
    def test_pprof_reads_the_gzip_with_names(self):
        path = self.export("pprof")
        with open(path, "rb") as stream:
            self.assertEqual(stream.read(2), b"\x1f\x8b")
        top = subprocess.run(
            ["go", "tool", "pprof", "-raw", path],
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        self.assertIn("shop::Config::Reload", top)

    def test_csv_has_every_snapshot_and_byte(self):
        rows = list(csv.DictReader(io.StringIO(self.text("csv"))))
        self.assertEqual(len({row["snapshot"] for row in rows}), 40)
        last = [row for row in rows if row["snapshot"] == "39"]
        self.assertEqual(sum(int(r["inuse_space"]) for r in last), self.total())
        self.assertTrue(any(HOSTILE[1] in row["owner"] for row in rows))

    def test_perfetto_has_a_counter_per_owner(self):
        trace = json.loads(self.text("perfetto"))
        counters = [e for e in trace["traceEvents"] if e["ph"] == "C"]
        live = [e for e in counters if e["name"] == "process: live heap"]
        self.assertEqual(len(live), 40)
        self.assertEqual([e["ts"] for e in live], sorted(e["ts"] for e in live))
        self.assertEqual(live[-1]["args"]["bytes"], self.total())
        last = [e for e in counters if e["ts"] == live[-1]["ts"]]
        owners = [e for e in last if not e["name"].startswith("process:")]
        self.assertEqual(sum(e["args"]["bytes"] for e in owners), self.total())

    def test_svg_is_xml_without_script(self):
        text = self.text("svg")
        root = xml.etree.ElementTree.fromstring(text)
        titles = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
        self.assertTrue(any(HOSTILE[0] in title for title in titles))
        self.assertNotIn("<script", text)

    def test_standard_output_is_the_default(self):
        self.assertIn(";main;", self.cli("export", "folded", self.series).stdout)

    def test_wrong_formats_and_inputs_are_said_so(self):
        result = self.cli("export", "pdf", self.series, status=4)
        self.assertIn("pdf: no such format", result.stderr)
        result = self.cli("export", "svg", "/nowhere/x.pb", status=3)
        self.assertIn("/nowhere/x.pb", result.stderr)
        result = self.cli("export", "svg", self.series, "-o", "/nowhere/x.svg", status=3)
        self.assertIn("/nowhere/x.svg", result.stderr)


if __name__ == "__main__":
    unittest.main()
