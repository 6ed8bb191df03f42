"""`leaktrace watch` in a real terminal (tmux) with real keys, and as plain
lines where there is none."""

import os
import shutil
import subprocess
import time
import unittest
import uuid

from leaktrace_e2e import CLI, EndToEnd, all_series, app, clean_environment, shim_environment
from shop_series import write_series

LIMIT_S = 90


@unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
class Terminal(EndToEnd):
    def setUp(self):
        super().setUp()
        self.socket = f"leaktrace-{uuid.uuid4().hex}"
        self.addCleanup(lambda: self.tmux("kill-server", check=False))

    def tmux(self, *arguments, check=True):
        return subprocess.run(
            ["tmux", "-f", "/dev/null", "-L", self.socket, *arguments],
            env=dict(clean_environment(), LC_ALL="C.UTF-8", TERM="xterm-256color"),
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=check,
        ).stdout

    def watch(self, *arguments, width=170, height=30):
        words = " ".join(f"'{word}'" for word in [CLI, "watch", *arguments])
        self.tmux("-u", "new-session", "-d", "-x", str(width), "-y", str(height),
                  f"{words}; echo ended with $?; exec cat")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def until(self, condition, what):
        limit = time.monotonic() + LIMIT_S
        while True:
            screen = self.screen()
            if condition(screen):
                return screen
            if time.monotonic() > limit:
                self.fail(f"never seen: {what}\n{screen}")
            time.sleep(0.1)

    def shows(self, text):
        return self.until(lambda screen: text in screen, text)

    def first_owner(self):
        lines = self.screen().splitlines()
        for above, line in zip(lines, lines[1:]):
            if above.startswith("verdict"):
                return line.split()[1]
        return ""

    def until_first(self, owner):
        self.until(lambda _: self.first_owner() == owner, f"{owner} first")

    def test_keys(self):
        self.watch(write_series(self.scratch))
        screen = self.shows("OrderLog::Append grows by")
        report = self.cli("report", self.scratch).stdout.splitlines()
        self.assertIn(report[1], screen)
        self.assertIn("▁", screen)
        for key, owner in (("n", "media::Thumbnails::Decode"), ("l", "shop::OrderLog::Append"),
                           ("c", "shop::OrderLog::Append"), ("r", "shop::OrderLog::Append"),
                           ("n", "media::Thumbnails::Decode"),
                           ("v", "shop::OrderLog::Append")):
            self.keys(key)
            self.until_first(owner)
        self.keys("Down", "Enter")
        screen = self.shows("heaviest call path")
        self.assertIn("> shop::SessionCache::Insert", screen)
        self.assertIn("shop::Login", screen)
        self.keys("Escape")
        self.shows("births alive")
        self.keys("Up", "Enter")
        self.shows("> shop::OrderLog::Append")
        self.keys("q")
        self.shows("ended with 0")

    def test_a_small_window_still_works(self):
        self.watch(write_series(self.scratch), width=40, height=8)
        self.shows("OrderLog")
        self.tmux("resize-window", "-x", "170", "-y", "20")
        self.shows("births alive")
        self.keys("C-c")
        self.shows("ended with 0")

    def test_follows_a_process_and_asks_for_snapshots(self):
        requests = os.path.join(self.scratch, "requests")
        replies = os.path.join(self.scratch, "replies")
        os.mkfifo(requests)
        os.mkfifo(replies)
        process = subprocess.Popen(
            [app("pipe_server"), requests, replies],
            env=shim_environment(self.out, interval="1", every="0"),
            cwd=self.scratch,
        )
        self.addCleanup(process.wait, LIMIT_S)
        self.addCleanup(process.kill)
        self.load(requests, replies)
        self.first_snapshot(process.pid)
        self.watch(self.out)
        self.shows("1 snapshot")
        self.load(requests, replies)
        self.keys("s")
        self.shows("2 snapshots")
        self.keys("p")
        self.shows("recording is paused")
        self.keys("p")
        self.shows("recording again")
        self.assertEqual(len(all_series(self.out)[0].files()), 2)
        self.keys("q")
        self.shows("ended with 0")

    def first_snapshot(self, pid):
        """As soon as the library listens."""
        limit = time.monotonic() + LIMIT_S
        while self.cli("snapshot", str(pid), "--dir", self.out, status=None).returncode:
            self.assertLess(time.monotonic(), limit, "no snapshot could be had")
            time.sleep(0.1)

    @staticmethod
    def load(requests, replies):
        with open(requests, "w", encoding="ascii") as stream:
            stream.write("load\n")
        with open(replies, encoding="ascii") as stream:
            stream.read(1)


class Plain(EndToEnd):
    def test_is_a_line_per_update_without_a_terminal(self):
        series = write_series(self.scratch)
        lines = self.cli("watch", series, "--updates", "1").stdout.splitlines()
        self.assertEqual(len(lines), 1)
        headline = self.cli_json("report", series)["headline"]
        self.assertTrue(lines[0].startswith("40 snapshots, 19 min 30 s: live heap "))
        self.assertTrue(lines[0].endswith(headline))

    def test_ends_with_the_process(self):
        self.run_under_shim([app("request_server"), "leak", "4", "100"], interval="1")
        lines = self.cli("watch", self.out).stdout.splitlines()
        self.assertEqual(len(lines), 1)
        self.assertNotIn("\x1b", lines[0])

    def test_errors_name_the_subject(self):
        result = self.cli("watch", "/nowhere", status=3)
        self.assertIn("/nowhere", result.stderr)
        result = self.cli("watch", "999999999", status=3)
        self.assertIn("no such process", result.stderr)


if __name__ == "__main__":
    unittest.main()
