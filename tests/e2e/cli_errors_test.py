"""Bad input at the command line: one clear error that names the file and the
remedy, the exit status of the design, never a crash and never a made-up answer."""

import gzip
import os
import random
import shutil
import unittest

from leaktrace_e2e import EndToEnd, app

INVALID_INPUT = 3
USAGE = 4
NOT_FOUND = 127
READERS = (["report"], ["top"], ["tree"], ["diff"], ["symbolize", "-o", "out.pb"])


class CliErrors(EndToEnd):
    def good_snapshot(self):
        account = self.accounts([app("mixed_forms")], interval=1)[0]
        return self.series_of(account["pid"]).files()[-1]

    def write(self, name, data):
        path = os.path.join(self.scratch, name)
        with open(path, "wb") as stream:
            stream.write(data)
        return path

    def assert_refused(self, arguments, status, *mentions):
        result = self.cli(*arguments, status=status)
        self.assertEqual(result.stdout, "", arguments)
        self.assertTrue(result.stderr.strip(), f"{arguments}: no message")
        self.assertLessEqual(result.stderr.count("\n"), 4, result.stderr)
        for mention in mentions:
            self.assertIn(mention, result.stderr)
        return result.stderr

    def assert_every_reader_refuses(self, path, good):
        for reader in READERS:
            files = [good, path] if reader == ["diff"] else [path]
            with self.subTest(reader=reader[0], file=os.path.basename(path)):
                self.assert_refused(
                    reader + files, INVALID_INPUT, os.path.basename(path)
                )

    def test_bad_snapshot_files(self):
        good = self.good_snapshot()
        with open(good, "rb") as stream:
            data = stream.read()
        noise = random.Random(1).randbytes(5000)
        version = data.replace(b"leaktrace.version=1", b"leaktrace.version=9")
        self.assertNotEqual(version, data)
        bad = {
            "empty.pb": b"",
            "truncated.pb": data[: len(data) // 2],
            "cut-by-one.pb": data[:-1],
            "random.pb": noise,
            "text.pb": b"this is not a profile\n" * 100,
            "version.pb": version,
            "half-gzip.pb": gzip.compress(data)[:-200],
        }
        for name, content in bad.items():
            self.assert_every_reader_refuses(self.write(name, content), good)

    def test_gzip_bomb(self):
        path = os.path.join(self.scratch, "bomb.pb")
        with gzip.open(path, "wb", compresslevel=1) as stream:
            for _ in range(3 * 1024):
                stream.write(b"\0" * (1 << 20))
        self.assert_refused(["top", path], INVALID_INPUT, "bomb.pb")

    def test_missing_file(self):
        self.assert_refused(["report", "/nowhere/x.pb"], INVALID_INPUT, "/nowhere/x.pb")

    def test_empty_directory(self):
        empty = os.path.join(self.scratch, "empty")
        os.mkdir(empty)
        self.assert_refused(["report", empty], INVALID_INPUT, empty)

    def test_no_series_in_the_working_directory(self):
        self.assert_refused(["report"], INVALID_INPUT, "leaktrace.out")

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable_directory(self):
        closed = os.path.join(self.scratch, "closed")
        os.mkdir(closed, 0)
        self.assert_refused(["report", closed], INVALID_INPUT, closed)

    def test_wrong_options(self):
        for arguments in (
            ["report", "--no-such-option"],
            ["no-such-command"],
            ["diff"],
        ):
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, USAGE, "--help")
        self.assert_refused(["run"], USAGE, "leaktrace run -- ")

    def test_run_of_a_missing_program(self):
        name = "no-such-program-x"
        self.assert_refused(["run", "--", name], NOT_FOUND, name)

    def test_snapshot_and_status_of_nobody(self):
        for command in ("snapshot", "status"):
            self.assert_refused([command, "999999999"], INVALID_INPUT, "999999999")

    def test_missing_binary_keeps_the_bytes(self):
        """A binary that is gone costs names, not bytes: totals stay."""
        copy = os.path.join(self.scratch, "gone")
        shutil.copy(app("mixed_forms"), copy)
        account = self.accounts([copy], interval=1)[0]
        path = self.series_of(account["pid"]).files()[-1]
        before = self.cli_json("top", path)["total"]
        os.remove(copy)
        remembered = self.cli_json("top", path)
        top = self.cli_json("top", path, "--no-cache")
        for view, is_nameless in ((remembered, False), (top, True)):
            self.assertEqual(view["total"], before)
            names = [r["function"] for r in view["functions"]]
            self.assertEqual(any("gone+0x" in n for n in names), is_nameless)

    def test_help_of_every_command(self):
        for command in "run report top tree diff symbolize snapshot status".split():
            text = self.cli(command, "--help").stdout
            self.assertIn(f"leaktrace {command}", text)


if __name__ == "__main__":
    unittest.main()
