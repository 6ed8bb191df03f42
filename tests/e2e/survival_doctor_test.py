"""`leaktrace doctor` says before the run what the shim would not see."""

import json
import os
import shutil
import stat
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, app, clean_environment, shim_environment
from survival_process_test import wait_until

USABLE = 0
NOT_USABLE = 3
USAGE = 4


def allocating(variant):
    return app(f"survival/allocating_{variant}")


class Doctor(EndToEnd):
    def diagnose(self, *arguments, status):
        result = self.cli("doctor", "--json", *arguments, status=status)
        answer = json.loads(result.stdout)
        self.assertEqual(answer["usable"], status == USABLE)
        bad = [f for f in answer["findings"] if f["severity"] != "ok"]
        for finding in bad:
            self.assertTrue(finding["remedy"], finding)
        return " / ".join(f["fact"] for f in bad)

    def test_ordinary_program_is_fine(self):
        self.assertEqual(self.diagnose("/bin/true", status=USABLE), "")
        text = self.cli("doctor", "true", "--anything", "-x", status=USABLE).stdout
        self.assertIn("leaktrace will see its allocations", text)

    def test_static_program(self):
        self.assertIn("static", self.diagnose(allocating("static"), status=NOT_USABLE))

    def test_sanitizers(self):
        for variant, name in (("address", "AddressS"), ("thread", "ThreadS")):
            facts = self.diagnose(allocating(variant), status=NOT_USABLE)
            self.assertIn(name, facts)

    def test_allocator_linked_in(self):
        binary = allocating("tcmalloc_minimal_a")
        if not os.path.exists(binary):
            self.skipTest("no static tcmalloc")
        facts = self.diagnose(binary, status=NOT_USABLE)
        self.assertIn("malloc of its own", facts)
        self.assertIn("tc_malloc", facts)

    def test_setuid_program(self):
        binary = os.path.join(self.scratch, "setuid")
        shutil.copy("/bin/true", binary)
        os.chmod(binary, 0o755 | stat.S_ISUID)
        self.assertIn("setuid", self.diagnose(binary, status=NOT_USABLE))

    def test_script_is_judged_by_its_interpreter(self):
        script = os.path.join(self.scratch, "script")
        with open(script, "w", encoding="utf-8") as out:
            out.write("#!/usr/bin/env perl\nprint 1;\n")
        os.chmod(script, 0o755)
        text = self.cli("doctor", script, status=USABLE).stdout
        self.assertIn("perl", text)

    @unittest.skipUnless(shutil.which("go"), "go is not installed")
    def test_go_program(self):
        self.assertIn("Go", self.diagnose(shutil.which("go"), status=USABLE))

    def test_unwritable_directory(self):
        facts = self.diagnose("--dir", "/dev/null/x", "/bin/true", status=NOT_USABLE)
        self.assertIn("cannot write", facts)

    def test_wrong_questions(self):
        self.cli("doctor", status=USAGE)
        self.cli("doctor", "/nonexistent/program", status=NOT_USABLE)
        text = os.path.join(self.scratch, "text")
        with open(text, "w", encoding="utf-8") as out:
            out.write("not a program")
        os.chmod(text, 0o755)
        self.cli("doctor", text, status=NOT_USABLE)
        self.cli("doctor", "--pid", "4194304", status=NOT_USABLE)

    def test_running_process(self):
        for environment, status, said in (
            (clean_environment(), NOT_USABLE, "not loaded"),
            (shim_environment(self.out), USABLE, ""),
            (shim_environment(self.out, start="paused"), USABLE, "paused"),
        ):
            with subprocess.Popen(
                [app("survival/idle_server")],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            ) as process:
                self.assertEqual(process.stdout.readline(), b"ready\n")
                if "LEAKTRACE_DIR" in environment:
                    wait_until(
                        lambda: any(
                            s.pid == process.pid and os.path.exists(s.path + "/control")
                            for s in all_series(self.out)
                        ),
                        "the control socket",
                    )
                    self.cli("status", str(process.pid), "--dir", self.out)
                pid = str(process.pid)
                facts = self.diagnose("--pid", pid, "--dir", self.out, status=status)
                self.assertIn(said, facts)
                process.stdin.close()


if __name__ == "__main__":
    unittest.main()
