"""Names, files, lines and inline chains against an independent judge: 10,000
random addresses of five binaries with debug files, answered by leaktrace and by
llvm-symbolizer. Every difference must be one of the kinds explained here."""

import json
import os
import random
import re
import shutil
import struct
import subprocess
import unittest

from leaktrace_e2e import CLI, EndToEnd, SHIM, app, read_profile

ADDRESSES = 2000  # of each binary
LEAST_EQUAL = 0.999
BASE = 0x10000000
JUDGE = shutil.which("llvm-symbolizer") or shutil.which("llvm-symbolizer-14")


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def profile_of(path, offsets):
    """A heap profile with one sample for each file offset of a binary."""
    strings = ["", "inuse_space", "bytes", path]
    out = block(1, number(1, 1) + number(2, 2))
    size = os.path.getsize(path)
    out += block(3, number(1, 1) + number(2, BASE) + number(3, BASE + size) + number(5, 3))
    for index, offset in enumerate(offsets, 1):
        out += block(4, number(1, index) + number(2, 1) + number(3, BASE + offset))
        out += block(2, number(1, index) + number(2, 1))
    for text in strings:
        out += block(6, text.encode())
    return out


class Elf:
    """Just enough of an ELF file: its executable segment."""

    def __init__(self, path):
        with open(path, "rb") as stream:
            data = stream.read()
        start, entry_size, count = (
            struct.unpack_from("<Q", data, 32)[0],
            *struct.unpack_from("<HH", data, 54),
        )
        for i in range(count):
            kind, flags, offset, address, _, size = struct.unpack_from(
                "<IIQQQQ", data, start + i * entry_size
            )
            if kind == 1 and flags & 1:
                self.offset, self.address, self.size = offset, address, size
                return
        raise ValueError(f"{path} has no code")

    def random_offsets(self, count):
        random_source = random.Random(20240611)
        return sorted(
            self.offset + random_source.randrange(self.size) for _ in range(count)
        )


def ask_judge(path, addresses):
    """address -> [(function, file, line)], innermost first."""
    argv = [JUDGE, "--obj=" + path, "--output-style=JSON", "--no-demangle", "--inlines"]
    output = subprocess.run(
        argv,
        input="".join(f"{a:#x}\n" for a in addresses),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    ).stdout
    answers = []
    for line in output.splitlines():
        symbols = json.loads(line).get("Symbol", [])
        answers.append(
            [(s["FunctionName"], normal_path(s["FileName"]), s["Line"]) for s in symbols]
        )
    return answers


def normal_path(path):
    return os.path.normpath(path) if path else ""


def ask_leaktrace(path, offsets, scratch):
    source = os.path.join(scratch, "addresses.pb")
    named = os.path.join(scratch, "named.pb")
    with open(source, "wb") as stream:
        stream.write(profile_of(path, offsets))
    subprocess.run(
        [CLI, "symbolize", "--no-cache", source, "-o", named], check=True, timeout=600
    )
    profile = read_profile(named)
    answers = []
    for location in sorted(profile.locations):
        frames = []
        for function, line in profile.lines[location]:
            name, system_name, file = profile.functions[function]
            frames.append((system_name or name, normal_path(file), line))
        answers.append(frames)
    return answers


def same_name(ours, theirs):
    """Without a linkage name the judge prints the bare name of the DIE, we the
    scopes before it: "main::{lambda}::operator()" and "operator()". Assembler
    and PLT code have none."""
    bare = re.sub(r"\.(constprop|isra|part|cold|llvm)[.\w]*$", "", theirs)
    return ours in (theirs, bare) or ours.endswith("::" + bare) or not bare


def explained(ours, theirs):
    """Why two answers differ, if that is as it should be; else ""."""
    if not theirs or all(not f and not p for f, p, _ in theirs):
        return "the judge knows nothing"
    if not ours and len(theirs) == 1 and not theirs[0][1]:
        return "the judge takes the nearest symbol, we only one that covers"
    if len(ours) != len(theirs):
        return ""
    for (our_name, our_file, our_line), (name, file, line) in zip(ours, theirs):
        if not same_name(our_name, name):
            return ""
        if our_file != file or our_line != line:
            return ""
    return "the same but for scopes and clones"


class Symbols(EndToEnd):
    @unittest.skipUnless(JUDGE, "llvm-symbolizer is not installed")
    def test_answers_are_those_of_the_judge(self):
        binaries = [CLI, SHIM, app("growing_service"), app("live_set"), "/lib/x86_64-linux-gnu/libc.so.6"]
        equal = total = 0
        for path in map(os.path.realpath, binaries):
            elf = Elf(path)
            offsets = elf.random_offsets(ADDRESSES)
            theirs = ask_judge(path, [o - elf.offset + elf.address for o in offsets])
            ours = ask_leaktrace(path, offsets, self.scratch)
            self.assertEqual(len(ours), len(theirs))
            kinds = {}
            for offset, mine, judged in zip(offsets, ours, theirs):
                kind = "equal" if mine == judged else explained(mine, judged)
                kinds.setdefault(kind, []).append((offset, mine, judged))
            total += len(offsets)
            equal += len(offsets) - len(kinds.get("", []))
            counts = {kind or "different": len(rows) for kind, rows in kinds.items()}
            print(f"{os.path.basename(path)}: {counts}")
            for row in kinds.get("", [])[:5]:
                print("  {:#x}\n    ours  {}\n    judge {}".format(*row))
        print(f"{equal / total:.3%} of {total} addresses")
        self.assertGreaterEqual(equal / total, LEAST_EQUAL)


if __name__ == "__main__":
    unittest.main()
