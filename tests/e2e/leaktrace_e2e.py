"""What the end-to-end tests share: run a program under the real shim, find and
decode what it left, ask the real command line.

ctest passes the paths in the environment (LT_*, so that the shim does not take
them for its own settings); by hand they default to build/dev.
"""

import bisect
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import pprof

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("LT_BUILD", os.path.join(ROOT, "build", "dev"))
SHIM = os.environ.get("LT_SHIM", os.path.join(BUILD, "preload", "libleaktrace.so"))
CLI = os.environ.get("LT_CLI", os.path.join(BUILD, "report", "cli", "leaktrace"))
APPS = os.environ.get("LT_APPS", os.path.join(BUILD, "tests", "apps"))
CASES = os.environ.get("LT_CASES", os.path.join(ROOT, "..", "shared", "cases"))

TIMEOUT_S = 120


def app(name):
    return os.path.join(APPS, name)


def clean_environment():
    """Ours without settings of a shim that may run around this test."""
    drop = ("LEAKTRACE_", "LD_PRELOAD")
    return {k: v for k, v in os.environ.items() if not k.startswith(drop)}


def shim_environment(directory, **settings):
    """settings: interval="1" becomes LEAKTRACE_INTERVAL=1."""
    environment = clean_environment()
    environment["LD_PRELOAD"] = SHIM
    environment["LEAKTRACE_DIR"] = directory
    # On a loaded machine an interval could rise in the middle of a test.
    environment["LEAKTRACE_BUDGET"] = "0"
    # scripts/soak runs the tests with every unwinder.
    if "LT_UNWINDER" in os.environ:
        environment["LEAKTRACE_UNWINDER"] = os.environ["LT_UNWINDER"]
    for key, value in settings.items():
        environment["LEAKTRACE_" + key.upper()] = str(value)
    return environment


class Series:
    """The snapshots of one process: DIR/<exe>.<host>.<pid>.<start>/<seq>.pb"""

    def __init__(self, path):
        self.path = path
        name = os.path.basename(path)
        rest, self.start = name.rsplit(".", 1)
        rest, pid = rest.rsplit(".", 1)
        self.pid = int(pid)
        self.executable = rest.split(".", 1)[0]

    def files(self):
        names = [n for n in os.listdir(self.path) if n.endswith(".pb")]
        return [os.path.join(self.path, n) for n in sorted(names)]

    def profiles(self):
        return [read_profile(f) for f in self.files()]

    def last(self):
        files = self.files()
        if not files:
            raise AssertionError(f"{self.path} holds no snapshot")
        return read_profile(files[-1])


def read_profile(path):
    with open(path, "rb") as stream:
        return pprof.decode(stream.read())


def all_series(directory):
    if not os.path.isdir(directory):
        return []
    paths = [os.path.join(directory, n) for n in sorted(os.listdir(directory))]
    return [Series(p) for p in paths if os.path.isdir(p)]


class SymbolTable:
    """Function names of one ELF file by file offset, from nm and readelf."""

    def __init__(self, path):
        headers = subprocess.run(
            ["readelf", "-lW", path], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        loads = re.findall(r"LOAD\s+(0x\w+)\s+(0x\w+)\s+0x\w+\s+(0x\w+)", headers)
        self.segments = [tuple(int(x, 16) for x in load) for load in loads]
        names = subprocess.run(
            ["nm", "-C", "-S", "--defined-only", path],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        rows = re.findall(r"^(\w+) (\w+) [tTwW] (.*)$", names, re.M)
        self.symbols = sorted((int(a, 16), int(s, 16), n) for a, s, n in rows)
        self.starts = [s[0] for s in self.symbols]

    def name(self, file_offset):
        for offset, address, size in self.segments:
            if offset <= file_offset < offset + size:
                address += file_offset - offset
                at = bisect.bisect_right(self.starts, address) - 1
                if at >= 0:
                    start, length, name = self.symbols[at]
                    if start <= address < start + length:
                        return name
        return ""


def with_frame_of(profile, binary, prefix):
    """A filter for totals(): stacks with a frame of `binary` whose function
    name starts with `prefix`."""
    table = SymbolTable(binary)
    wanted = set()
    for location, (mapping_id, address) in profile.locations.items():
        mapping = profile.mappings.get(mapping_id)
        if mapping and os.path.realpath(mapping.path) == os.path.realpath(binary):
            offset = address - mapping.start + mapping.offset
            if table.name(offset).startswith(prefix):
                wanted.add(location)
    return lambda sample: not wanted.isdisjoint(sample.locations)


class EndToEnd(unittest.TestCase):
    """A scratch folder per test, removed unless LT_KEEP is set."""

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="leaktrace-e2e.")
        self.out = os.path.join(self.scratch, "leaktrace.out")
        # What one test learnt must not help another.
        os.environ["XDG_CACHE_HOME"] = os.path.join(self.scratch, "cache")
        if not os.environ.get("LT_KEEP"):
            self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)

    def run_under_shim(self, argv, directory=None, **settings):
        environment = shim_environment(directory or self.out, **settings)
        result = subprocess.run(
            argv,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT_S,
            cwd=self.scratch,
        )
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return result

    def start(self, argv, environment, **options):
        """A process to talk to by lines; ended after the test."""
        process = subprocess.Popen(
            argv,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=self.scratch,
            **options,
        )
        self.addCleanup(self.end, process)
        return process

    def start_ready(self, argv, environment, **options):
        """One that says so when it is ready."""
        process = self.start(argv, environment, **options)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def end(self, process):
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()

    def accounts(self, argv, directory=None, **settings):
        """Runs a test program; what each of its processes says it holds."""
        result = self.run_under_shim(argv, directory, **settings)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertTrue(lines, f"{argv} printed no account")
        return lines

    def series_of(self, pid, directory=None):
        found = [s for s in all_series(directory or self.out) if s.pid == pid]
        self.assertEqual(len(found), 1, f"series of pid {pid} in {self.out}")
        return found[0]

    def cli(self, *arguments, status=0, cwd=None):
        environment = clean_environment()
        environment["XDG_CACHE_HOME"] = os.path.join(self.scratch, "cache")
        result = subprocess.run(
            [CLI, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            cwd=cwd or self.scratch,
        )
        if status is not None:
            self.assertEqual(
                result.returncode,
                status,
                f"leaktrace {' '.join(arguments)}\n{result.stdout}{result.stderr}",
            )
        return result

    def cli_json(self, *arguments):
        return json.loads(self.cli(*arguments, "--json").stdout)
