"""What the tests of names share: builds the programs of tests/apps/names, runs
them under the shim, and holds the answers against the marks in their source."""

import os
import re
import subprocess

from leaktrace_e2e import EndToEnd, ROOT

SOURCES = os.path.join(ROOT, "tests", "apps", "names")
RUSTC = "/usr/bin/rustc"  # Debian's, whichever else is in PATH
MARK = re.compile(
    r"// mark bytes=(\d+) owner=(.+?)(?: type=(\S+))?(?: through=(\S+))?$"
)


class Mark:
    """An allocation, and who called its owner: function and "file:line"."""

    def __init__(self, path, number, match, places):
        self.place = f"{path}:{number}"
        self.held = int(match[1])
        self.owners = match[2].split("|")  # one of them, by mangling
        self.type = match[3]
        self.chain = []
        if match[4]:
            callers = [(name, places[name]) for name in match[4].split(",")]
            self.chain = [(self.owners[0], self.place), *callers]


def marks(source):
    path = os.path.join(SOURCES, source)
    with open(path, encoding="utf-8") as stream:
        lines = list(enumerate(stream.read().splitlines(), 1))
    calls = [(number, re.search(r"// in (\S+)$", line)) for number, line in lines]
    places = {call[1]: f"{path}:{number}" for number, call in calls if call}
    found = [(number, MARK.search(line)) for number, line in lines]
    return [Mark(path, number, match, places) for number, match in found if match]


def run(*argv, **options):
    quiet = subprocess.DEVNULL
    subprocess.run(argv, check=True, stdout=quiet, stderr=quiet, timeout=300, **options)


class NamedPrograms(EndToEnd):
    def path(self, *parts):
        return os.path.join(self.scratch, *parts)

    def build(self, name, source, *compiler_and_flags):
        program = self.path(name)
        run(*compiler_and_flags, "-o", program, os.path.join(SOURCES, source))
        return program

    def build_cxx(self, name, *flags):
        return self.build(name, "names.cc", "g++", "-std=c++20", "-g", *flags)

    def build_c(self, name, *flags):
        flags = flags or ("-O0", "-Wl,--build-id")
        return self.build(name, "names.c", "gcc", "-g", *flags)

    def series_path(self, program):
        """Runs it; the series that holds what it kept to its end."""
        self.run_under_shim([program], interval="1", every="0")
        prefix = os.path.basename(program) + "."
        names = [n for n in os.listdir(self.out) if n.startswith(prefix)]
        self.assertEqual(len(names), 1, names)
        return os.path.join(self.out, names[0])

    def rows(self, series, by, *options):
        """What each row holds; the sum is the total."""
        view = self.cli_json("top", series, "--by", by, "--no-cache", *options)
        held = {r["function"]: r["flat"]["inuse_space"] for r in view["functions"]}
        self.assertEqual(sum(held.values()), view["total"]["inuse_space"], by)
        return held

    def check_owners(self, series, source, *options):
        owners = self.rows(series, "owner", *options)
        for mark in marks(source):
            with self.subTest(owner=mark.owners):
                held = [owners[name] for name in mark.owners if name in owners]
                self.assertEqual(held, [mark.held], sorted(owners))

    def check_lines(self, series, source, *options):
        lines = self.rows(series, "line", *options)
        for mark in marks(source):
            with self.subTest(place=mark.place):
                self.assertEqual(lines.get(mark.place), mark.held, sorted(lines))

    def check_types(self, series, source, *options):
        expected = {}
        for mark in marks(source):
            if mark.type:
                expected[mark.type] = expected.get(mark.type, 0) + mark.held
        types = self.rows(series, "type", *options)
        for name, held in expected.items():
            with self.subTest(type=name):
                self.assertEqual(types.get(name), held, types)

    def check_chains(self, series, source, *options):
        """Inlined calls and the lines they were made on, outwards."""
        for mark in marks(source):
            if not mark.chain:
                continue
            with self.subTest(chain=mark.owners):
                view = self.cli_json(
                    "rules", "explain", series, mark.owners[0], *options
                )
                frames = [(f["function"], f["place"]) for f in view["frames"]]
                at = next(i for i, f in enumerate(view["frames"]) if f["owner"])
                self.assertEqual(frames[at : at + len(mark.chain)], mark.chain)

    def check(self, program, source, *options):
        """Owner, line, type and inline chain of every mark."""
        series = self.series_path(program)
        with self.subTest(program=os.path.basename(program)):
            self.check_owners(series, source, *options)
            self.check_lines(series, source, *options)
            self.check_types(series, source, *options)
            self.check_chains(series, source, *options)
        return series
