"""Verdicts on heap profiles of others: Go's own, made by a program that is built
here, and the text of tcmalloc and jemalloc."""

import os
import shutil
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, clean_environment

ROUNDS = 24
GO_PROGRAM = """
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

var kept [][]byte
var cache = make([][]byte, 64)

//go:noinline
func remember() { kept = append(kept, make([]byte, 16<<10)) }

//go:noinline
func fill(i int) { cache[i%len(cache)] = make([]byte, 16<<10) }

func main() {
	runtime.MemProfileRate = 4096
	for round := 0; round < 24; round++ {
		for i := 0; i < 40; i++ {
			remember()
			fill(round*40 + i)
		}
		runtime.GC()
		file, _ := os.Create(fmt.Sprintf("go-heap-%03d.pb.gz", round))
		pprof.WriteHeapProfile(file)
		file.Close()
	}
}
"""
MAPS = "\nMAPPED_LIBRARIES:\n00400000-00500000 r-xp 00000000 08:01 1 /usr/bin/server\n"


def tcmalloc(leak, flat):
    """Two stacks in the text of gperftools, sampled every 512 KiB."""
    rows = [(leak, "0x401000"), (flat, "0x402000")]
    lines = [f"{n:6}: {n * 1048576:8} [{n:6}: {n * 1048576:8}] @ {a}" for n, a in rows]
    both = leak + flat
    head = f"heap profile: {both:6}: {both * 1048576:8} [{both:6}: {both * 1048576:8}]"
    return f"{head} @ heap_v2/524288\n" + "\n".join(lines) + "\n" + MAPS


def jemalloc(leak, flat):
    text = "heap_v2/524288\n"
    text += f"  t*: {leak + flat}: {(leak + flat) * 1048576} [0: 0]\n"
    for count, address in ((leak, "0x401000"), (flat, "0x402000")):
        text += f"@ {address}\n  t*: {count}: {count * 1048576} [0: 0]\n"
    return text + MAPS


class ForeignSeries(EndToEnd):
    def growing(self, files):
        report = self.cli_json("report", *files)
        return report, [o["name"] for o in report["owners"] if o.get("alarm")]

    @unittest.skipUnless(shutil.which("go"), "go is not there")
    def test_go_heap_profiles(self):
        source = os.path.join(self.scratch, "service.go")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write(GO_PROGRAM)
        environment = clean_environment()
        environment.update(
            GOCACHE=os.path.join(self.scratch, "cache"), GO111MODULE="off", GOFLAGS=""
        )
        subprocess.run(
            ["go", "run", source], env=environment, cwd=self.scratch, check=True
        )
        files = sorted(f for f in os.listdir(self.scratch) if f.startswith("go-heap-"))
        self.assertEqual(len(files), ROUNDS)
        report, growing = self.growing(files)
        self.assertEqual(growing, ["main.remember"])
        self.assertIn("main.fill", [owner["name"] for owner in report["owners"]])
        self.cli("check", *files, status=1)

    def text_series(self, write):
        files = []
        for i in range(ROUNDS):
            path = os.path.join(self.scratch, f"prof.{i:04}.heap")
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(write(leak=10 + 5 * i, flat=200))
            os.utime(path, (1700000000 + 60 * i, 1700000000 + 60 * i))
            files.append(path)
        return files

    def check_text_series(self, write):
        files = self.text_series(write)
        report, growing = self.growing(files)
        self.assertEqual(growing, ["server+0xfff"])
        self.assertIn("times of the files", " ".join(report["warnings"]))
        rate = report["owners"][0]["growth"]["bytes_per_minute"]
        self.assertGreater(rate, 3 << 20)
        self.assertLess(rate, 12 << 20)

    def test_tcmalloc_text(self):
        self.check_text_series(tcmalloc)

    def test_jemalloc_text(self):
        self.check_text_series(jemalloc)

    def test_without_times_nothing_is_claimed(self):
        files = self.text_series(tcmalloc)
        for path in files:
            os.utime(path, (1700000000, 1700000000))
        report, growing = self.growing(files)
        self.assertEqual(growing, [])
        self.assertIn("do not say when they were taken", " ".join(report["warnings"]))
        self.cli("check", *files, status=2)


if __name__ == "__main__":
    unittest.main()
