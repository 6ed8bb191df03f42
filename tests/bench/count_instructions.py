#!/usr/bin/env python3
"""Counts the instructions of the shim's unsampled path from its disassembly and
compares with a golden file, so that nobody adds one unawares.

The path runs from a function's entry to the jump into the real allocator:
conditional branches fall through, which is where the compiler puts the likely
side, unless that side does not end in such a jump. Counted beside the
instructions: stores into the thread's own block, other stores (there must be
none beyond the function's own stack), and calls.

usage: count_instructions.py LIBRARY [GOLDEN] [--update]
"""

import re
import subprocess
import sys

FUNCTIONS = ("malloc", "free", "calloc", "realloc", "_Znwm", "_ZdlPv", "_ZdlPvm")
HEADING = "# function instructions thread_stores other_stores calls"
MAX_STEPS = 64


class Instruction:
    def __init__(self, address, text):
        self.address = address
        self.name, _, self.operands = text.partition(" ")
        self.operands = self.operands.split("#")[0].strip()

    def target(self):
        """Of a direct jump; None for one through memory or a register."""
        found = re.match(r"^([0-9a-f]+) <", self.operands)
        return int(found.group(1), 16) if found else None

    def is_store(self):
        """AT&T order: the destination comes last. Compares only read."""
        if self.name.startswith(("cmp", "test", "j", "call", "lea", "nop", "push")):
            return False
        return self.operands.endswith(")") and "," in self.operands


def disassemble(library):
    """{function: {address: Instruction}} in order of addresses."""
    text = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", library],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    functions, current = {}, {}
    for line in text.splitlines():
        heading = re.match(r"^[0-9a-f]+ <([^>]+)>:$", line)
        if heading:
            current = functions.setdefault(heading.group(1), {})
            continue
        found = re.match(r"^\s*([0-9a-f]+):\s+(\S.*)$", line)
        if found:
            address = int(found.group(1), 16)
            current[address] = Instruction(address, found.group(2).strip())
    return functions


def likely_path(body):
    """The instructions from the entry to the jump into the real function."""
    addresses = sorted(body)
    following = dict(zip(addresses, addresses[1:]))

    def walk(address, path):
        instruction = body.get(address)
        if instruction is None or len(path) >= MAX_STEPS:
            return None
        path = path + [instruction]
        target = instruction.target()
        if instruction.name == "jmp":
            return path if target is None else walk(target, path)
        if instruction.name == "ret":
            return None
        found = walk(following.get(address), path)
        if found is None and instruction.name.startswith("j"):
            found = walk(target, path)
        return found

    return walk(addresses[0], [])


def counts(path):
    stores = [i for i in path if i.is_store()]
    thread = sum("%fs:" in i.operands for i in stores)
    calls = sum(i.name.startswith("call") for i in path)
    return len(path), thread, len(stores) - thread, calls


def measure(library):
    functions = disassemble(library)
    lines = [HEADING]
    for name in FUNCTIONS:
        path = likely_path(functions[name]) if name in functions else None
        if path is None:
            sys.exit(f"{library}: {name} has no path into the real allocator")
        lines.append(" ".join([name, *map(str, counts(path))]))
    return lines


def main():
    files = [word for word in sys.argv[1:] if not word.startswith("-")]
    if not 1 <= len(files) <= 2:
        sys.exit(__doc__)
    lines = measure(files[0])
    if len(files) == 1:
        return print("\n".join(lines))
    if "--update" in sys.argv:
        with open(files[1], "w", encoding="ascii") as stream:
            stream.write("\n".join(lines) + "\n")
        return None
    with open(files[1], encoding="ascii") as stream:
        golden = stream.read().splitlines()
    changed = [(g, n) for g, n in zip(golden, lines) if g != n]
    if len(golden) == len(lines) and not changed:
        return print("\n".join(lines))
    for before, now in changed:
        print(f"was: {before}\nnow: {now}")
    sys.exit(f"the unsampled path changed; if that is meant: --update {files[1]}")


if __name__ == "__main__":
    main()
