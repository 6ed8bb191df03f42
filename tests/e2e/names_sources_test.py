"""Names wherever they are: files that are gone, replaced, damaged or on another
machine; libraries loaded where another one was; compiled JavaScript; the kernel's
vdso; debuginfod. What is missing costs names, never bytes."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from address_profile import build_id_of, readelf, symbolize
from leaktrace_e2e import CLI, clean_environment, shim_environment
from named_programs import SOURCES, NamedPrograms, run
from servers_test import free_port

LIMIT_S = 60


class NamesSources(NamedPrograms):
    def check_bytes_without_names(self, series, complaint):
        """The total is what it was; nothing is named; it is said why."""
        result = self.cli("top", series, "--by", "owner", "--no-cache", "--json")
        view = json.loads(result.stdout)
        names = [row["function"] for row in view["functions"]]
        self.assertFalse({"load_config", "copy_name"} & set(names), names)
        self.assertIn(complaint, result.stderr)
        return view["total"]

    def test_a_missing_binary_costs_names_not_bytes(self):
        program = self.build_c("missing")
        series = self.series_path(program)
        before = self.cli_json("top", series, "--no-cache")["total"]
        os.unlink(program)
        after = self.check_bytes_without_names(series, "No such file")
        self.assertEqual(after, before)

    def test_a_corrupt_binary_costs_names_not_bytes(self):
        program = self.build_c("corrupt")
        series = self.series_path(program)
        before = self.cli_json("top", series, "--no-cache")["total"]
        with open(program, "rb") as stream:
            whole = stream.read()
        for damaged in (whole[:40], b"\0" * len(whole), b""):
            with open(program, "wb") as stream:
                stream.write(damaged)
            after = self.check_bytes_without_names(series, "not an ELF file")
            self.assertEqual(after, before)

    def test_a_replaced_binary_is_refused_until_its_copy_is_found(self):
        program = self.build_c("replaced")
        series = self.series_path(program)
        build_id = build_id_of(program)
        before = self.rows(series, "owner")
        copy = self.path("copies", ".build-id", build_id[:2], build_id[2:])
        os.makedirs(os.path.dirname(copy))
        os.rename(program, copy)
        self.build_c("replaced", "-O3", "-Wl,--build-id")
        self.check_bytes_without_names(series, "but the process ran build-id " + build_id)
        again = self.rows(series, "owner", "--debug-dir", self.path("copies"))
        self.assertEqual(again, before)

    def test_libraries_loaded_one_where_the_other_was(self):
        libraries = {}
        for name, size in (("one", 11111), ("two", 22222)):
            library = self.path(name + ".so")
            defines = (f"-DNAME={name}", f"-DSIZE={size}")
            flags = ("-g", "-O1", "-shared", "-fPIC", *defines, "-o", library)
            run("gcc", *flags, os.path.join(SOURCES, "plugin.c"))
            libraries[name] = library
        host = self.build("host", "plugin_host.c", "gcc", "-g", "-O1")
        order = [libraries[name] for name in ("one", "two", "one")]
        result = self.run_under_shim([host, *order], interval="1", every="0")
        self.assertEqual(len(set(result.stdout.split())), 1, "not at the same place")
        owners = self.rows(self.out, "owner")
        self.assertEqual(owners.get("keep_for_one"), 2 * 11111, owners)
        self.assertEqual(owners.get("keep_for_two"), 22222, owners)

    def test_the_vdso_is_the_one_of_this_kernel(self):
        with open("/proc/self/maps", encoding="utf-8") as stream:
            line = next((x for x in stream if x.rstrip().endswith("[vdso]")), None)
        if line is None:
            self.skipTest("this kernel has no vdso")
        start, end = (int(x, 16) for x in line.split()[0].split("-"))
        image = self.path("vdso.so")
        with open("/proc/self/mem", "rb") as memory, open(image, "wb") as out:
            memory.seek(start)
            out.write(memory.read(end - start))
        symbol = re.search(r"([0-9a-f]{16}) .* FUNC .* (\w+clock_gettime)\b", readelf("-s", image))
        offsets = [int(symbol[1], 16) & 0xFFFFF]
        frames, _ = symbolize([("[vdso]", build_id_of(image), offsets)], self.scratch)
        self.assertIn("clock_gettime", frames[0][0][0][0])
        frames, _ = symbolize([("[vdso]", "00" * 20, offsets)], self.scratch)
        self.assertEqual(frames, [[]])

    def test_names_come_from_the_cache_when_the_binary_is_gone(self):
        program = self.build_c("cached")
        series = self.series_path(program)
        cached = ("top", series, "--by", "owner")
        first = self.cli_json(*cached)
        os.unlink(program)
        self.assertEqual(self.cli_json(*cached), first)
        total = self.check_bytes_without_names(series, "No such file")
        self.assertEqual(total, first["total"])

    def test_a_bundle_is_read_where_nothing_else_is(self):
        program = self.build_cxx("bundled", "-O2")
        series = self.series_path(program)
        bundle, redacted = self.path("bundle.tar.gz"), self.path("redacted.tar.gz")
        self.cli("bundle", "-o", bundle, series)
        self.cli("bundle", "--redact", "-o", redacted, series)
        lines, owners = self.rows(series, "line"), self.rows(series, "owner")
        os.unlink(program)
        shutil.rmtree(series)
        self.assertEqual(self.rows(bundle, "line"), lines)
        self.assertEqual(self.rows(redacted, "owner"), owners)
        report = self.cli_json("report", bundle, "--no-cache")
        self.assertIn("store::Register", [o["name"] for o in report["owners"]])
        unpacked = subprocess.run(
            ["tar", "xzOf", redacted], check=True, stdout=subprocess.PIPE
        ).stdout
        self.assertNotIn(self.scratch.encode(), unpacked)
        self.assertNotIn(os.uname().nodename.encode(), unpacked)

    def test_half_a_bundle_is_refused(self):
        series = self.series_path(self.build_c("damaged"))
        bundle = self.path("bundle.tar.gz")
        self.cli("bundle", "-o", bundle, series)
        os.truncate(bundle, os.path.getsize(bundle) // 2)
        refusal = self.cli("report", bundle, status=3).stderr
        self.assertIn("not a whole bundle", refusal)

    def test_compiled_javascript_is_named_from_the_perf_map(self):
        script = self.path("keep.js")
        with open(script, "w", encoding="utf-8") as stream:
            stream.write(
                "const kept = [];\n"
                "function keepBuffers(n) {\n"
                "  for (let i = 0; i < n; i++) kept.push(Buffer.alloc(20000, i));\n"
                "}\n"
                "for (let i = 0; i < 200; i++) keepBuffers(10);\n"
                "setInterval(() => kept.length, 50);\n"
            )
        options = ["--perf-basic-prof", "--interpreted-frames-native-stack"]
        process = subprocess.Popen(
            ["node", *options, script],
            env=shim_environment(self.out, interval="64K", every="200ms"),
            cwd=self.scratch,  # V8 leaves a log here
            stdin=subprocess.DEVNULL,
        )
        perf_map = f"/tmp/perf-{process.pid}.map"
        self.addCleanup(lambda: os.path.exists(perf_map) and os.unlink(perf_map))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        limit = time.monotonic() + LIMIT_S
        held = 0
        while held < 20_000_000 and time.monotonic() < limit:
            time.sleep(0.1)
            held = self.held_by("keepBuffers")
        self.assertGreaterEqual(held, 20_000_000)
        process.send_signal(signal.SIGKILL)

    def held_by(self, function):
        """In the newest snapshot; 0 while there is none."""
        result = self.cli("top", self.out, "--cum", "--json", status=None)
        if result.returncode:
            return 0
        rows = json.loads(result.stdout)["functions"]
        held = {r["function"]: r["cumulative"]["inuse_space"] for r in rows}
        return held.get(function, 0)

    def test_debuginfod_is_asked_only_when_told(self):
        program = self.build_c("served")
        series = self.series_path(program)
        served = self.path("served.d")
        os.mkdir(served)
        os.rename(program, os.path.join(served, "names"))
        port = self.start_debuginfod(served, build_id_of(os.path.join(served, "names")))
        environment = dict(
            clean_environment(),
            DEBUGINFOD_URLS=f"http://127.0.0.1:{port}",
            DEBUGINFOD_CACHE_PATH=self.path("client"),
        )

        def lines(*more):
            argv = [CLI, "top", series, "--by", "line", "--no-cache", *more]
            done = subprocess.run(
                argv,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                timeout=LIMIT_S,
                check=True,
            )
            return done.stdout

        self.assertNotIn("names.c:", lines())
        self.assertIn("names.c:", lines("--debuginfod"))

    def start_debuginfod(self, folder, build_id):
        """Its port on loopback, once it has `build_id` from `folder`."""
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            port = free_port()
            argv = ["debuginfod", "-F", "-p", str(port), "-d", ":memory:", folder]
            server = subprocess.Popen(
                argv,
                env=dict(clean_environment(), DEBUGINFOD_URLS=""),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.addCleanup(server.wait)
            self.addCleanup(server.kill)
            # It ends if somebody took the port meanwhile.
            while server.poll() is None and time.monotonic() < limit:
                if self.answers(f"http://127.0.0.1:{port}/buildid/{build_id}/executable"):
                    return port
                time.sleep(0.1)
        self.fail("debuginfod does not serve")

    @staticmethod
    def answers(url):
        try:
            with urllib.request.urlopen(url, timeout=LIMIT_S):
                return True
        except (urllib.error.URLError, OSError):
            return False


if __name__ == "__main__":
    unittest.main()
