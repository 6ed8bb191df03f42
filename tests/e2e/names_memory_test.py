"""Naming many large modules takes the memory of one: the debug information of
the largest and 200 MiB at most, however many there are, and however much of it
is asked for."""

import os
import random
import re
import subprocess
import unittest

from address_profile import TextSection, build_id_of, readelf, write_profile
from leaktrace_e2e import CLI, EndToEnd

COPIES = 3
ADDRESSES = 2500  # of each module
MORE_BYTES = 200 << 20
DEBUG_LIBSTDCXX = "/usr/lib/x86_64-linux-gnu/debug/libstdc++.so.6.0.30"


def debug_bytes(path):
    """The debug information, unpacked."""
    rows = re.findall(
        r"\] \.debug_\w+ +\w+ +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+)", readelf("-S", path)
    )
    return sum(int(size, 16) for size in rows)


def peak_bytes(argv):
    """Of a command that must succeed."""
    process = subprocess.Popen(argv)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(f"{argv}: {process.returncode}")
    return usage.ru_maxrss * 1024


class NamesMemory(EndToEnd):
    def test_many_modules_take_the_memory_of_the_largest(self):
        source = random.Random(11)
        binaries = [os.path.realpath(CLI), DEBUG_LIBSTDCXX]
        modules = []
        for binary in binaries:
            text, build_id = TextSection(binary), build_id_of(binary)
            for number in range(COPIES):
                copy = os.path.join(self.scratch, f"{number}-{os.path.basename(binary)}")
                os.symlink(binary, copy)
                offsets = text.random_offsets(ADDRESSES, source)
                modules.append((copy, build_id, offsets))
        source.shuffle(modules)
        addresses = os.path.join(self.scratch, "addresses.pb")
        write_profile(addresses, modules)
        largest = max(map(debug_bytes, binaries))
        peak = peak_bytes(
            [CLI, "symbolize", "--no-cache", addresses]
            + ["-o", os.path.join(self.scratch, "named.pb")]
        )
        print(f"{peak >> 20} MiB; the largest module's debug information {largest >> 20}")
        self.assertLessEqual(peak, largest + MORE_BYTES)


if __name__ == "__main__":
    unittest.main()
