"""Names, files, lines and inline chains against an independent judge: 10,000
random addresses of five binaries, answered by leaktrace from debug files made
here, and by llvm-symbolizer from the whole binaries. They agree in at least
99.9 %, and each difference is of a kind explained here.

The binaries: Debian's libc and libm with Debian's debug files, Debian's debug
build of libstdc++, a program of Debian's rustc with Debian's std inside, and the
command itself, which is C++ of every kind."""

import os
import random
import subprocess
import unittest

import symbol_judge
from address_profile import TextSection, build_id_of, symbolize
from leaktrace_e2e import CLI, EndToEnd, ROOT

ADDRESSES = 2000  # of each binary
LEAST_EQUAL = 0.999
LIBRARIES = "/usr/lib/x86_64-linux-gnu"
DEBUG_LIBSTDCXX = LIBRARIES + "/debug/libstdc++.so.6.0.30"
RUSTC = "/usr/bin/rustc"

EXPLAINED = {
    "symbol without size": "no size says where hand-written code ends: the next"
    " symbol does, for us; the judge's table of sizes has nothing",
}


def run(*argv):
    quiet = subprocess.DEVNULL
    subprocess.run(argv, check=True, stdout=quiet, stderr=quiet, timeout=300)


def has_name(ours, theirs, readable):
    """Neither has one in the padding between two functions."""
    if not theirs:
        return not any(ours)
    return bool({readable[n] for n in ours} & {readable[n] for n in theirs})


def symbol_difference(ours, judged, readable):
    """Of code without debug information: "" if the answers are equal."""
    if not judged.frames:
        return "symbol without size" if ours else ""
    if not ours:
        return "symbol"
    return "" if has_name(ours[0][0], judged.frames[0].names, readable) else "symbol"


def difference(ours, judged, readable):
    """"" if the answers are equal, else the kind of the first difference."""
    if not judged.has_debug_info:
        return symbol_difference(ours, judged, readable)
    if len(ours) != len(judged.frames):
        return "inline chain"
    for (names, file, line), frame in zip(ours, judged.frames):
        if not has_name(names, frame.names, readable):
            return "function"
        if (file, line) != (frame.file, frame.line):
            return "line"
    return ""


class Symbols(EndToEnd):
    def setUp(self):
        super().setUp()
        self.debug_dir = os.path.join(self.scratch, "debug")
        self.stripped_dir = os.path.join(self.scratch, "stripped")
        os.mkdir(self.debug_dir)
        os.mkdir(self.stripped_dir)

    def build_id_file(self, binary, suffix):
        build_id = build_id_of(binary)
        folder = os.path.join(self.debug_dir, ".build-id", build_id[:2])
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, build_id[2:] + suffix)

    def by_build_id(self, whole, *objcopy):
        """A stripped copy; its debug file is below the folder "debug"."""
        stripped = os.path.join(self.stripped_dir, os.path.basename(whole))
        debug = self.build_id_file(whole, ".debug")
        run("objcopy", "--only-keep-debug", *objcopy, whole, debug)
        run("strip", "-o", stripped, whole)
        return stripped

    def by_debug_link(self, whole):
        """A stripped copy; its debug file is in .debug/ beside it."""
        stripped = os.path.join(self.stripped_dir, os.path.basename(whole))
        debug = os.path.join(self.stripped_dir, ".debug", "of-" + os.path.basename(whole))
        os.makedirs(os.path.dirname(debug), exist_ok=True)
        run("eu-strip", "-f", debug, "-o", stripped, whole)
        return stripped

    def joined(self, name):
        """Debian's library and its debug file as one."""
        whole = os.path.join(self.scratch, "whole-" + name)
        library = os.path.join(LIBRARIES, name)
        build_id = build_id_of(library)
        debug = f"/usr/lib/debug/.build-id/{build_id[:2]}/{build_id[2:]}.debug"
        run("eu-unstrip", "-o", whole, library, debug)
        return whole

    def rust_program(self):
        program = os.path.join(self.scratch, "whole-rust")
        source = os.path.join(ROOT, "tests", "apps", "names", "names.rs")
        flags = ["-g", "-O", "--crate-name=names", "-Clink-arg=-Wl,--build-id"]
        run(RUSTC, *flags, "-o", program, source)
        return program

    def compare(self, stripped, whole, random_source):
        """kind of difference -> how many addresses."""
        text = TextSection(whole)
        offsets = text.random_offsets(ADDRESSES, random_source)
        theirs = symbol_judge.judge(
            whole, [o - text.offset + text.address for o in offsets]
        )
        modules = [(stripped, build_id_of(whole), offsets)]
        ours, _ = symbolize(modules, self.scratch, "--debug-dir", self.debug_dir)
        self.assertEqual(len(ours), len(theirs))
        names = {n for frames in ours for frame in frames for n in frame[0]}
        names |= {n for j in theirs for f in j.frames for n in f.names}
        readable = symbol_judge.readable(names)
        kinds = {}
        for offset, mine, judged in zip(offsets, ours, theirs):
            kind = difference(mine, judged, readable)
            kinds[kind] = kinds.get(kind, 0) + 1
            place = f"{os.path.basename(whole)}+{offset:#x}"
            with self.subTest(place):
                self.assertIn(kind, ["", *EXPLAINED], f"\n{mine}\n{judged}")
        inlined = sum(len(j.frames) > 1 for j in theirs)
        print(f"{os.path.basename(whole)}: {kinds}, {inlined} within inlined calls")
        return kinds

    def test_answers_are_those_of_the_judge(self):
        libc, libm = self.joined("libc.so.6"), self.joined("libm.so.6")
        rust, command = self.rust_program(), os.path.realpath(CLI)
        binaries = [
            (os.path.join(LIBRARIES, "libc.so.6"), libc),
            (self.by_build_id(libm, "--compress-debug-sections=zlib"), libm),
            (self.by_debug_link(DEBUG_LIBSTDCXX), DEBUG_LIBSTDCXX),
            (self.by_build_id(rust), rust),
            (self.by_debug_link(command), command),
        ]
        source = random.Random(20240611)
        equal = sum(self.compare(*pair, source).get("", 0) for pair in binaries)
        total = ADDRESSES * len(binaries)
        print(f"{equal / total:.2%} of {total} addresses as the judge says")
        self.assertGreaterEqual(equal / total, LEAST_EQUAL)


if __name__ == "__main__":
    unittest.main()
