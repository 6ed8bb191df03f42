"""Whoever provides malloc: linked in, preloaded before, preloaded after. What
the shim cannot see, it says; what it must not touch, it leaves alone."""

import ctypes.util
import os
import shutil
import stat
import subprocess
import unittest

from leaktrace_e2e import SHIM, EndToEnd, all_series, app, shim_environment

ALLOCATORS = ("jemalloc", "tcmalloc_minimal", "mimalloc")
KEPT_BYTES = 80 * 100 * 1024
SEES_NOTHING = "leaktrace: sees no allocation: the program takes malloc from "
ASAN = {"ASAN_OPTIONS": "verify_asan_link_order=0"}


def allocating(variant=""):
    return app("survival/allocating" + (f"_{variant}" if variant else ""))


def needed(binary):
    result = subprocess.run(["readelf", "-dW", binary], stdout=subprocess.PIPE, text=True)
    return result.stdout


class Allocators(EndToEnd):
    def run_program(self, argv, preload=SHIM, interval="1", **extra):
        environment = shim_environment(self.out, interval=interval, every="50ms")
        environment["LD_PRELOAD"] = preload
        environment.update(extra)
        shutil.rmtree(self.out, ignore_errors=True)
        result = subprocess.run(
            argv,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def assert_seen(self, provider):
        """Exact: what the program kept, and not twice; and from whom."""
        (series,) = all_series(self.out)
        last = series.last()
        in_use = last.totals()["inuse_space"]
        self.assertGreater(in_use, KEPT_BYTES)
        self.assertLess(in_use, KEPT_BYTES * 1.1)
        for key in ("provider.malloc", "provider.new"):
            self.assertIn(provider, last.facts()[key])
        self.assertNotIn("provider.shadowing", last.facts())

    def assert_says_it_sees_nothing(self, result, provider):
        self.assertIn(SEES_NOTHING + provider, result.stderr)
        (series,) = all_series(self.out)
        facts = series.last().facts()
        self.assertEqual(facts["provider.shadowing"], provider)
        first_line = self.cli("report", series.path).stdout.splitlines()[0]
        self.assertIn("coverage: no allocation was seen", first_line)
        self.assertIn(provider, first_line)
        (warning,) = self.cli_json("report", series.path)["warnings"]
        self.assertIn(provider, warning)

    def each(self, variant_of):
        for name in ALLOCATORS:
            subject = variant_of(name)
            if subject:
                with self.subTest(allocator=name):
                    yield name, subject

    def linked(self, kind):
        def variant_of(name):
            binary = allocating(f"{name}_{kind}")
            return binary if os.path.exists(binary) else None

        return self.each(variant_of)

    def test_linked_as_library(self):
        for name, binary in self.linked("so"):
            self.assertIn(name, needed(binary))
            for interval in ("64K", "1"):
                result = self.run_program([binary], interval=interval)
                self.assertEqual(result.stderr, "")
            self.assert_seen(name)

    def test_linked_into_the_executable(self):
        for _, binary in self.linked("a"):
            result = self.run_program([binary])
            self.assert_says_it_sees_nothing(result, binary)

    def preloaded(self):
        return self.each(ctypes.util.find_library)

    def test_preloaded_after_us(self):
        for name, library in self.preloaded():
            self.run_program([allocating()], preload=f"{SHIM}:{library}")
            self.assert_seen(name)

    def test_preloaded_before_us(self):
        for name, library in self.preloaded():
            result = self.run_program([allocating()], preload=f"{library}:{SHIM}")
            self.assertIn(f"lib{name}", result.stdout)
            self.assert_says_it_sees_nothing(result, result.stdout.strip())

    def test_memory_past_malloc_leads_the_report(self):
        # Ends once a snapshot was begun and written with all of the memory in use.
        script = f"""
import glob, mmap, os
m = mmap.mmap(-1, 200 << 20, mmap.MAP_PRIVATE)
m.write(b"x" * len(m))
newest = lambda: max(glob.glob({self.out!r} + "/*/*.pb"), default="")
for _ in range(2):
    before = newest()
    while newest() == before:
        pass
os._exit(0)
"""
        for interval in ("64K", "1"):
            self.run_program(["/usr/bin/python3", "-c", script], interval=interval)
            (series,) = all_series(self.out)
            last = series.files()[-1]
            first_line = self.cli("report", last).stdout.splitlines()[0]
            self.assertIn("coverage: most of the process's memory is not heap", first_line)

    def test_own_operator_new(self):
        for how in ("malloc", "pool"):
            for interval in ("64K", "1"):
                argv = [app("survival/own_operator_new"), how]
                result = self.run_program(argv, interval=interval)
                self.assertEqual(result.stderr, "")

    def test_sanitizers_keep_their_allocator(self):
        for variant in ("address", "thread", "leak"):
            result = self.run_program([allocating(variant)], **ASAN)
            self.assertIn("a sanitizer owns this program's malloc", result.stderr)
            self.assertEqual(all_series(self.out), [])

    def test_functions_of_several_allocators_are_passed_through(self):
        partial = app("survival/partial.so")
        argv = [app("survival/entry_points")]
        expected = self.run_program(argv, preload=partial)
        result = self.run_program(argv, preload=f"{SHIM}:{partial}")
        self.assertEqual(result.stdout, expected.stdout)
        self.assertEqual(result.stderr.count("leaktrace:"), 1, result.stderr)
        self.assertIn(f"malloc is of {partial}", result.stderr)
        self.assertEqual(all_series(self.out), [])

    def test_static_binary_runs_alone(self):
        result = self.run_program([allocating("static")])
        self.assertEqual((result.stdout, result.stderr), ("static\n", ""))
        self.assertEqual(all_series(self.out), [])

    @unittest.skipUnless(os.geteuid() == 0, "changes owner and user")
    def test_setuid_program_is_not_traced(self):
        os.chmod(self.scratch, 0o777)
        binary = os.path.join(self.scratch, "setuid")
        shutil.copy(app("survival/endings"), binary)
        os.chmod(binary, 0o755 | stat.S_ISUID)
        result = subprocess.run(
            [binary, "exit"],
            env=shim_environment(self.out, interval="1"),
            user=65534,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.assertEqual(result.returncode, 7)
        self.assertEqual(all_series(self.out), [])


if __name__ == "__main__":
    unittest.main()
