"""Profiles of bare addresses, and what the command makes of them: the tests of
names ask for any place of any binary without running it."""

import os
import re
import subprocess
import sys

from leaktrace_e2e import CLI, ROOT, read_profile

sys.path.insert(0, os.path.join(ROOT, "tests", "page"))

from pprof_writer import bytes_field, number_field  # noqa: E402

BASE = 0x10000000


def readelf(*arguments):
    return subprocess.run(
        ["readelf", "-W", *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def build_id_of(path):
    """Empty if it has none."""
    found = re.search(r"Build ID: (\w+)", readelf("-n", path))
    return found[1] if found else ""


class TextSection:
    """Where the code of a binary is."""

    def __init__(self, path):
        row = re.search(
            r" \.text +PROGBITS +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)",
            readelf("-S", path),
        )
        self.address, self.offset, self.size = (int(x, 16) for x in row.groups())

    def random_offsets(self, count, source):
        """File offsets, ascending."""
        return sorted(self.offset + source.randrange(self.size) for _ in range(count))


def write_profile(target, modules):
    """modules: (path, build-id, file offsets); one sample of a byte for each
    offset, in this order."""
    strings = ["", "inuse_space", "bytes"]
    out = [bytes_field(1, number_field(1, 1) + number_field(2, 2))]
    location = 0
    for index, (path, build_id, offsets) in enumerate(modules, 1):
        start = BASE * index
        out.append(
            bytes_field(
                3,
                number_field(1, index)
                + number_field(2, start)
                + number_field(3, start + BASE)
                + number_field(5, len(strings))
                + number_field(6, len(strings) + 1),
            )
        )
        strings += [path, build_id]
        for offset in offsets:
            location += 1
            place = number_field(2, index) + number_field(3, start + offset)
            out.append(bytes_field(4, number_field(1, location) + place))
            out.append(bytes_field(2, number_field(1, location) + number_field(2, 1)))
    out += [bytes_field(6, text.encode()) for text in strings]
    with open(target, "wb") as stream:
        stream.write(b"".join(out))


def frames_of(profile):
    """For each location ((name, linkage name), file, line), innermost first."""
    answers = []
    for location in sorted(profile.locations):
        frames = []
        for function, line in profile.lines[location]:
            name, system_name, file = profile.functions[function]
            frames.append(((name, system_name), normal_path(file), line))
        answers.append(frames)
    return answers


def symbolize(modules, scratch, *options):
    """As frames_of, by `leaktrace symbolize`; and what it says on stderr."""
    source = os.path.join(scratch, "addresses.pb")
    named = os.path.join(scratch, "named.pb")
    write_profile(source, modules)
    done = subprocess.run(
        [CLI, "symbolize", "--no-cache", *options, source, "-o", named],
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise AssertionError(f"leaktrace symbolize: {done.returncode}: {done.stderr}")
    return frames_of(read_profile(named)), done.stderr


def normal_path(path):
    return os.path.normpath(path) if path else ""
