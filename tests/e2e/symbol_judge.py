"""The independent judge of symbols_test.py: llvm-symbolizer for what DWARF says,
readelf for functions that have no DWARF, c++filt for how a name is written."""

import bisect
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field

from address_profile import normal_path, readelf

PROGRAM = shutil.which("llvm-symbolizer") or shutil.which("llvm-symbolizer-14")


@dataclass
class JudgedFrame:
    names: set  # of the same function, all of them right
    file: str
    line: int


@dataclass
class Judgement:
    """One address, innermost frame first."""

    frames: list = field(default_factory=list)
    has_debug_info: bool = False


def ask(path, addresses, functions):
    """[(function, file, line), ...] for each address."""
    argv = [PROGRAM, "--obj=" + path, "--output-style=JSON", "--no-demangle"]
    output = subprocess.run(
        [*argv, "--inlines", "--functions=" + functions],
        input="".join(f"{a:#x}\n" for a in addresses),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    ).stdout
    return [
        [
            (s["FunctionName"], normal_path(s["FileName"]), s["Line"])
            for s in json.loads(line).get("Symbol", [])
        ]
        for line in output.splitlines()
    ]


class FunctionSymbols:
    """The names of the function that covers an address by its own size."""

    def __init__(self, path):
        rows = re.findall(
            r"^ *\d+: ([0-9a-f]+) +(0x[0-9a-f]+|\d+) I?FUNC +\w+ +\w+ +\d+ ([^\s@]+)",
            readelf("-s", path),
            re.M,
        )
        self.by_start = {}
        for start, size, name in rows:
            end = int(start, 16) + int(size, 0)
            known_end, names = self.by_start.get(int(start, 16), (0, set()))
            self.by_start[int(start, 16)] = (max(end, known_end), names | {name})
        self.starts = sorted(self.by_start)

    def covering(self, address):
        at = bisect.bisect_right(self.starts, address) - 1
        if at < 0:
            return set()
        end, names = self.by_start[self.starts[at]]
        return names if address < end else set()


def judge(path, addresses):
    """A Judgement for each address of the unstripped file `path`."""
    symbols = FunctionSymbols(path)
    answers = []
    # The short name of a function is DWARF's; its linkage name comes from the
    # symbol table where it is not inlined.
    for address, linked, short in zip(
        addresses, ask(path, addresses, "linkage"), ask(path, addresses, "short")
    ):
        aliases = symbols.covering(address)
        if not any(name or file for name, file, _ in short):
            frames = [JudgedFrame(aliases, "", 0)] if aliases else []
            answers.append(Judgement(frames))
            continue
        frames = [
            JudgedFrame({a[0], b[0]} - {""}, b[1], b[2]) for a, b in zip(linked, short)
        ]
        frames[-1].names |= aliases
        answers.append(Judgement(frames, has_debug_info=True))
    return answers


def readable(names):
    """name -> the same for all ways to write it: linkage names demangled, and
    all clones of a function and kinds of a constructor as one."""
    names = sorted(names)
    bare = [re.sub(r"[.@].*$", "", n) if n.startswith("_") else n for n in names]
    text = subprocess.run(
        ["c++filt", "--format=gnu-v3"],
        input="\n".join(bare) + "\n",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    return dict(zip(names, text.splitlines()))
