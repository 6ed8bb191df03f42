"""Owners, lines and types are what the source says: programs in C, C++ and Rust,
built in every way that hides them, against the marks beside their allocations."""

import os
import re
import shutil
import subprocess
import time
import unittest

from leaktrace_e2e import CLI, EndToEnd, ROOT, clean_environment

SOURCES = os.path.join(ROOT, "tests", "apps", "names")
MARK = re.compile(r"// mark bytes=(\d+) owner=(.+?)(?: type=(\S+))?$")


def marks(source):
    """(line, bytes, owner, type) of each mark."""
    found = []
    with open(source, encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            mark = MARK.search(line)
            if mark:
                found.append((number, int(mark[1]), mark[2], mark[3] or ""))
    return found


def run(*argv):
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, timeout=300)


class Names(EndToEnd):
    def build(self, name, source, compiler, *flags):
        program = os.path.join(self.scratch, name)
        run(compiler, *flags, "-o", program, os.path.join(SOURCES, source))
        return program

    def series_path(self, program):
        self.run_under_shim([program], interval="1", every="0")
        names = [n for n in os.listdir(self.out) if n.startswith(os.path.basename(program))]
        self.assertEqual(len(names), 1, names)
        return os.path.join(self.out, names[0])

    def rows(self, series, by):
        view = self.cli_json("top", series, "--by", by, "--no-cache")
        held = {r["function"]: r["flat"]["inuse_space"] for r in view["functions"]}
        self.assertEqual(sum(held.values()), view["total"]["inuse_space"], by)
        return held

    def check(self, program, source, lines=True, types=True):
        """Every mark: its owner holds these bytes, on this line, of this type."""
        series = self.series_path(program)
        owners = self.rows(series, "owner")
        by_line = self.rows(series, "line")
        by_type = self.rows(series, "type")
        expected_types = {}
        for number, held, owner, kind in marks(os.path.join(SOURCES, source)):
            with self.subTest(program=os.path.basename(program), owner=owner):
                self.assertEqual(owners.get(owner), held, sorted(owners))
                if lines:
                    place = f"{os.path.join(SOURCES, source)}:{number}"
                    self.assertEqual(by_line.get(place), held, sorted(by_line))
            if kind:
                expected_types[kind] = expected_types.get(kind, 0) + held
        for kind, held in expected_types.items() if types else ():
            with self.subTest(program=os.path.basename(program), type=kind):
                self.assertEqual(by_type.get(kind), held, by_type)
        return series

    def test_c(self):
        for level in ("-O0", "-O3"):
            self.check(self.build(f"c{level}", "names.c", "gcc", "-g", level), "names.c")

    def test_cxx(self):
        for name, *flags in (
            ("cxx-O0", "-O0"),
            ("cxx-O3", "-O3"),
            ("cxx-lto", "-O2", "-flto"),
            ("cxx-static", "-O2", "-static-libstdc++", "-static-libgcc"),
            ("cxx-nopie", "-O2", "-no-pie"),
            ("cxx-dwarf4", "-O2", "-gdwarf-4", "-gz"),
            ("cxx-split", "-O1", "-gsplit-dwarf"),
        ):
            program = self.build(name, "names.cc", "g++", "-std=c++20", "-g", *flags)
            self.check(program, "names.cc")

    def test_stripped_with_its_debug_file_elsewhere(self):
        program = self.build("stripped", "names.cc", "g++", "-std=c++20", "-g", "-O2")
        debug = program + ".debug"
        run("objcopy", "--only-keep-debug", program, debug)
        run("strip", f"--add-gnu-debuglink={debug}", program)
        run("objcopy", f"--add-gnu-debuglink={debug}", program)
        self.check(program, "names.cc")

    @unittest.skipUnless(shutil.which("rustc"), "rustc is not installed")
    def test_rust(self):
        for mangling in ("legacy", "v0"):
            program = self.build(
                f"rust-{mangling}",
                "names.rs",
                "rustc",
                "-g",
                "-O",
                "--crate-name=names",
                f"-Csymbol-mangling-version={mangling}",
            )
            self.check(program, "names.rs", types=False)

    def test_explain_says_which_rule_decided(self):
        program = self.build("explained", "names.c", "gcc", "-g", "-O0")
        series = self.series_path(program)
        view = self.cli_json("rules", "explain", series, "load_config")
        self.assertEqual(view["owner"], "load_config")
        wrapper = next(f for f in view["frames"] if f["function"] == "xmalloc")
        self.assertEqual(wrapper["class"], "allocator")
        self.assertIn("owner_rules.txt:", wrapper["origin"])
        owner = next(f for f in view["frames"] if f["owner"])
        self.assertNotIn("rule", owner)
        rules = os.path.join(self.scratch, "mine.rules")
        with open(rules, "w", encoding="utf-8") as stream:
            stream.write("library function load_config\n")
        mine = self.cli_json("rules", "explain", series, "load_config", "--rules", rules)
        self.assertEqual(mine["owner"], "main")
        skipped = next(f for f in mine["frames"] if f["function"] == "load_config")
        self.assertEqual(skipped["origin"], rules + ":1")
        text = self.cli("rules", "explain", series, "1").stdout
        self.assertIn("because: ", text)
        self.assertIn("counted from 1", self.cli("rules", "explain", series, "99999", status=3).stderr)

    def test_peek_and_list_show_the_neighbours_and_the_source(self):
        program = self.build("listed", "names.c", "gcc", "-g", "-O0")
        series = self.series_path(program)
        peek = self.cli_json("peek", "^load_config$", series)["functions"][0]
        self.assertEqual([c["function"] for c in peek["callers"]], ["main"])
        self.assertEqual([c["function"] for c in peek["callees"]], ["xmalloc"])
        self.assertEqual(peek["callees"][0]["values"]["inuse_space"], 3000)
        listing = self.cli("list", "^load_config$", series).stdout
        line = next(x for x in listing.splitlines() if "mark bytes=3000" in x)
        self.assertIn("2.9 KiB", line)
        focus = self.cli_json("top", series, "--focus", "load_config")
        self.assertEqual(focus["total"]["inuse_space"], 3000)
        rest = self.cli_json("top", series, "--ignore", "load_config")
        whole = self.cli_json("top", series)
        self.assertEqual(
            rest["total"]["inuse_space"] + 3000, whole["total"]["inuse_space"]
        )

    def test_bundle_is_read_where_nothing_else_is(self):
        program = self.build("bundled", "names.cc", "g++", "-std=c++20", "-g", "-O2")
        series = self.series_path(program)
        bundle = os.path.join(self.scratch, "bundle.tar.gz")
        self.cli("bundle", "-o", bundle, series)
        before = self.rows(series, "line")
        redacted = os.path.join(self.scratch, "redacted.tar.gz")
        self.cli("bundle", "--redact", "-o", redacted, series)
        owners = self.rows(series, "owner")
        os.rename(program, program + ".gone")
        shutil.rmtree(series)
        self.assertEqual(self.rows(bundle, "line"), before)
        report = self.cli_json("report", bundle, "--no-cache")
        self.assertIn("store::Register", [o["name"] for o in report["owners"]])
        self.assertEqual(self.rows(redacted, "owner"), owners)
        unpacked = subprocess.run(
            ["tar", "xzOf", redacted], check=True, stdout=subprocess.PIPE
        ).stdout
        self.assertNotIn(self.scratch.encode(), unpacked)
        self.assertNotIn(os.uname().nodename.encode(), unpacked)

    def test_damaged_bundle_is_refused(self):
        program = self.build("damaged", "names.c", "gcc", "-g", "-O0")
        series = self.series_path(program)
        bundle = os.path.join(self.scratch, "bundle.tar.gz")
        self.cli("bundle", "-o", bundle, series)
        with open(bundle, "rb") as stream:
            whole = stream.read()
        with open(bundle, "wb") as stream:
            stream.write(whole[: len(whole) // 2])
        self.assertIn("not a whole bundle", self.cli("report", bundle, status=3).stderr)

    def test_names_come_from_the_cache_when_the_binary_is_gone(self):
        program = self.build("cached", "names.c", "gcc", "-g", "-O0", "-Wl,--build-id")
        series = self.series_path(program)
        cached = ("top", series, "--by", "owner")
        first = self.cli_json(*cached)
        os.rename(program, program + ".gone")
        self.assertEqual(self.cli_json(*cached), first)
        without = self.cli_json(*cached, "--no-cache")
        self.assertNotIn("load_config", [r["function"] for r in without["functions"]])
        self.assertEqual(without["total"], first["total"])

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_compiled_javascript_is_named_from_the_perf_map(self):
        script = os.path.join(self.scratch, "keep.js")
        with open(script, "w", encoding="utf-8") as stream:
            stream.write(
                "const kept = [];\n"
                "function keepBuffers(n) {\n"
                "  for (let i = 0; i < n; i++) kept.push(Buffer.alloc(20000, i));\n"
                "}\n"
                "for (let i = 0; i < 200; i++) keepBuffers(10);\n"
                "console.log(kept.length, process.pid);\n"
            )
        result = self.run_under_shim(
            ["node", "--perf-basic-prof", "--interpreted-frames-native-stack", script],
            interval="64K",
            every="0",
        )
        pid = result.stdout.split()[1].decode()
        self.addCleanup(lambda: os.path.exists(f"/tmp/perf-{pid}.map") and os.unlink(f"/tmp/perf-{pid}.map"))
        view = self.cli_json("top", self.out, "--cum")
        held = {r["function"]: r["cumulative"]["inuse_space"] for r in view["functions"]}
        self.assertIn("keepBuffers", held, sorted(held)[:80])
        self.assertGreater(held["keepBuffers"], 0)

    @unittest.skipUnless(shutil.which("debuginfod"), "debuginfod is not installed")
    def test_debuginfod_is_asked_only_when_told(self):
        program = self.build("served", "names.c", "gcc", "-g", "-O0", "-Wl,--build-id")
        series = self.series_path(program)
        served = os.path.join(self.scratch, "served.d")
        os.mkdir(served)
        os.rename(program, os.path.join(served, "names"))
        port, server = self.start_debuginfod(served)
        environment = dict(
            clean_environment(),
            DEBUGINFOD_URLS=f"http://127.0.0.1:{port}",
            DEBUGINFOD_CACHE_PATH=os.path.join(self.scratch, "client"),
            XDG_CACHE_HOME=os.path.join(self.scratch, "cache"),
        )

        def owners(*more):
            argv = [CLI, "top", series, "--by", "owner", "--no-cache", *more]
            done = subprocess.run(
                argv, env=environment, stdout=subprocess.PIPE, text=True, timeout=120, check=True
            )
            return done.stdout

        self.assertNotIn("load_config", owners())
        self.assertIn("load_config", owners("--debuginfod"))
        server.terminate()
        server.wait(timeout=30)

    def start_debuginfod(self, folder):
        """On a free port of loopback, with `folder` indexed."""
        for port in range(18002, 18050):
            server = subprocess.Popen(
                ["debuginfod", "-F", "-p", str(port), "-d", ":memory:", "-c", "1", folder],
                env=dict(clean_environment(), DEBUGINFOD_URLS=""),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.addCleanup(lambda s=server: s.poll() is None and s.kill())
            if self.wait_until_indexed(port, server):
                return port, server
        self.fail("debuginfod does not start")

    @staticmethod
    def wait_until_indexed(port, server):
        """False if it ended, as it does when the port is taken."""
        import urllib.request

        limit = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < limit:
            try:
                url = f"http://127.0.0.1:{port}/metrics"
                text = urllib.request.urlopen(url, timeout=5).read().decode()
                if re.search(r"^found_sourcerefs_total|thread_work_total.*scan.* [1-9]", text, re.M):
                    if re.search(r"groom.*\} [1-9]|thread_work_pending\{role=\"scan\"\} 0", text):
                        return True
            except OSError:
                pass
            time.sleep(0.1)
        return False


if __name__ == "__main__":
    unittest.main()
