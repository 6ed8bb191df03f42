"""`leaktrace doctor` says before the run what the shim would not see."""

import json
import os
import shutil
import stat
import subprocess
import unittest
from ctypes.util import find_library

from leaktrace_e2e import EndToEnd, all_series, app, clean_environment, shim_environment
from survival_process_test import wait_until

USABLE = 0
NOT_USABLE = 3
USAGE = 4
PREFIXED = ("je_malloc", "_rjem_malloc", "mi_malloc", "tc_malloc")
# 32 bits, little endian, an executable for the 386.
I386 = b"\x7fELF\1\1\1" + bytes(9) + b"\2\0\3\0\1\0\0\0" + bytes(28)
SYSTEMD_GROUPS = ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup")


def allocating(variant):
    return app(f"survival/allocating_{variant}")


def has(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class Doctor(EndToEnd):
    def diagnose(self, *arguments, status):
        result = self.cli("doctor", "--json", *arguments, status=status)
        answer = json.loads(result.stdout)
        self.assertEqual(answer["usable"], status == USABLE)
        bad = [f for f in answer["findings"] if f["severity"] != "ok"]
        for finding in bad:
            self.assertTrue(finding["remedy"], finding)
        return " / ".join(f"{f['fact']} -> {f['remedy']}" for f in bad)

    def compile(self, compiler, source, *flags):
        binary = os.path.join(self.scratch, "compiled")
        command = [compiler, "-x", "c", "-", "-o", binary, *flags]
        subprocess.run(command, input=source, text=True, check=True)
        return binary

    def write(self, name, content):
        path = os.path.join(self.scratch, name)
        with open(path, "wb") as out:
            out.write(content)
        os.chmod(path, 0o755)
        return path

    def test_ordinary_program_is_fine(self):
        self.assertEqual(self.diagnose("/bin/true", status=USABLE), "")
        text = self.cli("doctor", "true", "--anything", "-x", status=USABLE).stdout
        self.assertIn("leaktrace will see its allocations", text)

    def test_static_program(self):
        said = self.diagnose(allocating("static"), status=NOT_USABLE)
        self.assertIn("static", said)
        self.assertIn("link it dynamically", said)

    def test_sanitizers(self):
        for variant, name in (("address", "AddressS"), ("thread", "ThreadS"), ("leak", "LeakS")):
            said = self.diagnose(allocating(variant), status=NOT_USABLE)
            self.assertIn(name, said)
            self.assertIn("build it without", said)

    def test_allocator_linked_in(self):
        binary = allocating("tcmalloc_minimal_a")
        if not os.path.exists(binary):
            self.skipTest("no static tcmalloc")
        said = self.diagnose(binary, status=NOT_USABLE)
        self.assertIn("malloc of its own", said)
        self.assertIn("tc_malloc", said)
        self.assertIn("link it as a shared library", said)

    def test_prefixed_allocators(self):
        for name in PREFIXED:
            source = f"void *{name}(long n) {{ return (void *)n; }}\nint main(void) {{ return 0; }}"
            said = self.diagnose(self.compile("cc", source), status=USABLE)
            self.assertIn(f"behind {name}", said)
            self.assertIn("link it as a shared library", said)

    def test_setuid_program(self):
        binary = os.path.join(self.scratch, "setuid")
        shutil.copy("/bin/true", binary)
        os.chmod(binary, 0o755 | stat.S_ISUID)
        self.assertIn("run a copy without", self.diagnose(binary, status=NOT_USABLE))

    def test_script_is_judged_by_its_interpreter(self):
        script = self.write("script", b"#!/usr/bin/env perl\nprint 1;\n")
        text = self.cli("doctor", script, status=USABLE).stdout
        self.assertIn("perl", text)

    @has("go")
    def test_go_program(self):
        said = self.diagnose(shutil.which("go"), status=USABLE)
        self.assertIn("use Go's own heap profile", said)

    @has("objcopy")
    def test_static_go_program(self):
        binary = os.path.join(self.scratch, "go")
        note = self.write("note", b"go")
        section = f".go.buildinfo={note}"
        copy = ["objcopy", "--add-section", section, allocating("static"), binary]
        subprocess.run(copy, check=True)
        said = self.diagnose(binary, status=NOT_USABLE)
        self.assertIn("use Go's own heap profile", said)

    @has("musl-gcc")
    def test_musl_program(self):
        binary = self.compile("musl-gcc", "int main(void) { return 0; }")
        said = self.diagnose(binary, status=NOT_USABLE)
        self.assertIn("linked with musl", said)
        self.assertIn("on a glibc system", said)

    def test_program_of_another_architecture(self):
        said = self.diagnose(self.write("i386", I386), status=NOT_USABLE)
        self.assertIn("not an x86-64 program", said)
        self.assertIn("for its architecture", said)

    def test_unwritable_directory(self):
        said = self.diagnose("--dir", "/dev/null/x", "/bin/true", status=NOT_USABLE)
        self.assertIn("cannot write", said)
        self.assertIn("set LEAKTRACE_DIR", said)

    def test_wrong_questions(self):
        self.cli("doctor", status=USAGE)
        self.cli("doctor", "/nonexistent/program", status=NOT_USABLE)
        self.cli("doctor", self.write("text", b"not a program"), status=NOT_USABLE)
        self.cli("doctor", "--pid", "4194304", status=NOT_USABLE)

    def await_control(self, process):
        def has_socket():
            return any(
                s.pid == process.pid and os.path.exists(s.path + "/control")
                for s in all_series(self.out)
            )

        wait_until(has_socket, "the control socket")

    def diagnose_process(self, process, status):
        pid = str(process.pid)
        return self.diagnose("--pid", pid, "--dir", self.out, status=status)

    def test_running_process(self):
        for environment, status, expected in (
            (clean_environment(), NOT_USABLE, "leaktrace run"),
            (shim_environment(self.out), USABLE, ""),
            (shim_environment(self.out, start="paused"), USABLE, "leaktrace resume"),
        ):
            process = self.start_ready([app("survival/idle_server")], environment)
            if "LEAKTRACE_DIR" in environment:
                self.await_control(process)
                self.cli("status", str(process.pid), "--dir", self.out)
            self.assertIn(expected, self.diagnose_process(process, status))
            self.end(process)

    def test_allocators_that_a_running_program_has_loaded(self):
        source = "void *_rjem_malloc(long n) { return (void *)n; }"
        module = self.compile("cc", source, "-shared", "-fPIC")
        for library, expected in ((module, f"{module} contains"), (find_library("mimalloc"), "")):
            if library is None:
                continue
            environment = shim_environment(self.out)
            environment["LD_PRELOAD"] += f":{library}"
            process = self.start_ready([app("survival/idle_server")], environment)
            self.await_control(process)
            said = self.diagnose_process(process, USABLE)
            self.assertIn(expected, said)
            self.assertEqual(said == "", expected == "")
            self.end(process)

    def test_running_static_program(self):
        # Its one line of output finds no room: it stays where it is.
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        with self.assertRaises(BlockingIOError):
            while True:
                os.write(writer, b"x" * 4096)
        os.set_blocking(writer, True)
        with subprocess.Popen([allocating("static")], stdout=writer) as process:
            os.close(writer)
            said = self.diagnose_process(process, NOT_USABLE)
            process.kill()
        os.close(reader)
        self.assertIn("static", said)
        self.assertIn("link it dynamically", said)

    @unittest.skipUnless(os.geteuid() == 0, "changes the user")
    def test_process_that_can_no_longer_write(self):
        os.chmod(self.scratch, 0o755)
        argv = [app("survival/idle_server"), "uid=65534"]
        settings = shim_environment(self.out, every="20ms")
        process = self.start_ready(argv, settings, stderr=subprocess.PIPE)
        self.assertIn("cannot write a snapshot", process.stderr.readline())
        process.stderr.close()
        said = self.diagnose_process(process, USABLE)
        self.assertIn("must be writable for that one", said)

    def test_library_named_but_missing(self):
        environment = clean_environment()
        environment["LD_PRELOAD"] = "/nonexistent/libleaktrace.so"
        process = self.start(["/bin/cat"], environment, stderr=subprocess.DEVNULL)
        process.stdin.write("x\n")
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), "x\n")
        said = self.diagnose_process(process, NOT_USABLE)
        self.assertIn("not loaded", said)
        self.assertIn("what the loader said", said)

    def test_process_under_a_seccomp_filter(self):
        everything = self.write("calls", b"\n".join(b"%d" % i for i in range(450)))
        stop = os.path.join(self.scratch, "stop")
        argv = [app("survival/sandboxed"), everything, stop]
        process = self.start(argv, shim_environment(self.out, every="20ms"))
        wait_until(
            lambda: any(s.files() for s in all_series(self.out)), "a snapshot"
        )
        said = self.diagnose_process(process, USABLE)
        self.assertIn("seccomp filter", said)
        self.assertIn("SYSCALLS.md", said)

    def test_systemd_unit_without_the_variable(self):
        unit = f"leaktrace-test-{os.getpid()}.service"
        group = self.make_group(unit)
        if group is None:
            self.skipTest("no group of systemd's can be made here")
        process = self.start(["/bin/cat"], clean_environment())
        self.addCleanup(os.rmdir, group)
        self.addCleanup(self.end, process)
        with open(os.path.join(group, "cgroup.procs"), "w", encoding="utf-8") as procs:
            procs.write(str(process.pid))
        said = self.diagnose_process(process, NOT_USABLE)
        self.assertIn(f"systemctl edit {unit},", said)

    def make_group(self, name):
        for root in SYSTEMD_GROUPS:
            group = os.path.join(root, name)
            try:
                os.mkdir(group)
            except OSError:
                continue
            if os.path.exists(os.path.join(group, "cgroup.procs")):
                return group
            os.rmdir(group)
        return None


if __name__ == "__main__":
    unittest.main()
