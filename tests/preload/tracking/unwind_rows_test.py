"""Our call frame decoder against readelf's, on every row of every entry of the
modules of this machine. Each difference has to have one of the reasons below.

usage: unwind_rows_test.py [MODULE ...]      default: those that are installed
"""

import collections
import glob
import os
import re
import subprocess
import sys
import unittest

TOOL = os.environ.get("LT_UNWIND_ROWS_OF", "unwind_rows_of")
PATTERNS = (
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/x86_64-linux-gnu/libm.so.6",
    "/lib64/ld-linux-x86-64.so.2",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
    "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0",
    "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2",
    "/usr/lib/x86_64-linux-gnu/liblua5.*.so.0",
    "/usr/bin/python3",
    "/usr/bin/redis-server",
    "/usr/sbin/nginx",
)
ENTRY = re.compile(r"^(\w{8}) \w+ \w+ (CIE|FDE)(.*)$")
RANGE = re.compile(r"cie=(\w+) pc=(\w+)\.\.(\w+)")
ROW = re.compile(r"^[0-9a-f]{16} ")


def entries(module):
    """(kind, details, column names, rows) of each entry, as readelf has it."""
    argv = ["readelf", "--wide", "--debug-dump=frames-interp", module]
    # Its status is about separate debug information that is not there.
    text = subprocess.run(
        argv, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout
    section, entry = "", None
    for line in text.splitlines():
        if line.startswith("Contents of the "):
            section = line.split()[3]
        head = ENTRY.match(line)
        if head:
            if entry and entry[0] == ".eh_frame":
                yield entry[1:]
            entry = (section, head[1], head[2], head[3], [], [])
        elif entry and line.startswith("   LOC "):
            entry[4].extend(line.split())
        elif entry and ROW.match(line):
            # A register has two names: "r10 (r10)".
            entry[5].append(re.sub(r" \(\w+\)", "", line).split())
    if entry and entry[0] == ".eh_frame":
        yield entry[1:]


def expected_rows(module):
    """{address: (CFA, rbp)}; an entry without rows has those of its CIE."""
    initial, rows_at = {}, {}
    for offset, kind, details, names, rows in entries(module):
        rows = [dict(zip(names, row)) for row in rows]
        if kind == "CIE":
            initial[offset] = (rows, '"zRS"' in details or '"zPLRS"' in details)
            continue
        found = RANGE.search(details)
        cie, begin, end = found[1], int(found[2], 16), int(found[3], 16)
        cie_rows, is_signal = initial[cie]
        if not rows and cie_rows:
            rows = [{**cie_rows[-1], "LOC": found[2]}]
        for row in rows:
            address = int(row["LOC"], 16)
            if not begin <= address < end:
                continue
            cfa, rbp = row["CFA"], row.get("rbp", "u")
            if is_signal:
                cfa, rbp = "signal", "u"
            elif row.get("ra") == "u":
                cfa, rbp = "outermost", "u"
            elif row["ra"] != "c-8":
                cfa = f"return address in {row['ra']}"
            rows_at[address] = (cfa, rbp)
    return rows_at


def our_rows(module, addresses):
    argv = [TOOL, module]
    text = "\n".join(f"{address:x}" for address in addresses)
    output = subprocess.run(
        argv, check=True, stdout=subprocess.PIPE, input=text, text=True
    ).stdout
    return [tuple(line.split()) for line in output.splitlines()]


def reason(ours, theirs):
    """Why the two may differ; None: they may not."""
    cfa, rbp = theirs
    if ours[0] == "unknown":
        if cfa.startswith("return address"):
            return "return address not where calls put it: not walked"
        if not cfa.startswith(("rsp", "rbp", "exp")):
            return "CFA in a register that only lives in a prologue: not walked"
        if cfa == "exp":
            return "CFA by an expression of an unusual form: not walked"
        if "exp" in rbp:
            return "rbp by an expression of an unusual form: not walked"
        return None
    if ours[0] == cfa and rbp.startswith(("exp", "vexp")) and ours[1] == "exp":
        return "the same"
    return None


class UnwindRows(unittest.TestCase):
    modules: list = []

    def check(self, module):
        theirs = expected_rows(module)
        self.assertGreater(len(theirs), 0, f"{module}: no rows")
        ours = our_rows(module, theirs)
        self.assertEqual(len(ours), len(theirs))
        explained = collections.Counter()
        wrong = []
        for (address, row), own in zip(theirs.items(), ours):
            if own == row:
                continue
            why = reason(own, row)
            explained[why] += 1
            if why is None:
                wrong.append(f"{address:x}: readelf {row}, ours {own}")
        told = ", ".join(f"{n} {why}" for why, n in explained.items() if why != "the same")
        print(f"{module}: {len(theirs)} rows; {told or 'all equal'}")
        self.assertEqual(wrong[:10], [], f"{module}: {len(wrong)} wrong rows")

    def test_every_row_of_every_module(self):
        for module in self.modules:
            with self.subTest(module=module):
                self.check(module)


def installed():
    found = (path for pattern in PATTERNS for path in sorted(glob.glob(pattern)))
    return [path for path in found if os.path.exists(path)]


if __name__ == "__main__":
    UnwindRows.modules = sys.argv[1:] or installed()
    unittest.main(argv=sys.argv[:1])
