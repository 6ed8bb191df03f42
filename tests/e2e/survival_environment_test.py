"""Places and limits that are against the shim: the program does not notice, and
what could not be written is said."""

import os
import resource
import shutil
import subprocess
import unittest

from leaktrace_e2e import (
    EndToEnd,
    all_series,
    app,
    clean_environment,
    shim_environment,
)
from survival_process_test import wait_until

ROOT = os.geteuid() == 0
NOBODY = 65534
CLONE_NEWUSER = 0x10000000


def survival(name):
    return app(os.path.join("survival", name))


class Environment(EndToEnd):
    def setUp(self):
        super().setUp()
        os.chmod(self.scratch, 0o755)

    def start(self, *arguments, out=None, **settings):
        settings.setdefault("interval", "4K")
        settings.setdefault("every", "20ms")
        process = subprocess.Popen(
            [survival("idle_server"), *arguments],
            env=shim_environment(out or self.out, **settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=self.scratch,
        )
        self.addCleanup(self.end, process)
        self.assertEqual(process.stdout.readline(), "ready\n")
        self.work(process)
        return process

    def end(self, process):
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def work(self, process):
        process.stdin.write("work\n")
        self.assertEqual(process.stdout.readline(), "done\n")

    def finish(self, process):
        """Ends as it should; what it said on stderr."""
        self.work(process)
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        return process.stderr.read()

    def with_files(self, out=None):
        return [s for s in all_series(out or self.out) if s.files()]

    def await_more(self, out=None, more=3):
        def count():
            return sum(len(s.files()) for s in all_series(out or self.out))

        before = count()
        wait_until(lambda: count() >= before + more, "snapshots")

    def assert_said_once(self, said):
        self.assertEqual(said.count("leaktrace: cannot write a snapshot"), 1, said)
        self.assertIn("set LEAKTRACE_DIR", said)

    def test_missing_and_unwritable_directory(self):
        not_a_directory = os.path.join(self.scratch, "file")
        open(not_a_directory, "w").close()
        for out in (not_a_directory, "/proc/nowhere", "/dev/null/x"):
            self.assert_said_once(self.finish(self.start(out=out)))

    @unittest.skipUnless(ROOT, "mounts")
    def test_read_only_file_system_and_full_one(self):
        for options in ("ro,size=64k", "size=64k"):
            mounted = os.path.join(self.scratch, "mounted")
            os.makedirs(mounted, exist_ok=True)
            mount = ["mount", "-t", "tmpfs", "-o", options, "none", mounted]
            subprocess.run(mount, check=True)
            try:
                out = os.path.join(mounted, "out")
                process = self.start(out=out)
                said = ""
                if "ro" not in options:
                    with open(os.path.join(mounted, "rest"), "wb", 0) as rest:
                        try:
                            while rest.write(b"x" * 4096):
                                pass
                        except OSError:
                            pass
                said = self.finish(process)
                self.assert_said_once(said)
                left = [n for _, _, names in os.walk(mounted) for n in names]
                self.assertEqual([n for n in left if n.endswith(".tmp")], [])
                for each in self.with_files(out):
                    each.profiles()
            finally:
                subprocess.run(["umount", "-l", mounted], check=True)

    def test_directory_removed_while_running(self):
        process = self.start()
        self.await_more()
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.rmtree(self.out, ignore_errors=True)
        self.await_more()
        self.assertEqual(self.finish(process), "")
        self.assertEqual(self.with_files()[0].last().facts()["reason"], "exit")

    def test_every_descriptor_closed(self):
        process = self.start("close=3,1023")
        self.await_more()
        self.assertEqual(self.finish(process), "")
        self.assertEqual([len(self.with_files())], [1])
        self.assertEqual(self.with_files()[0].last().facts()["reason"], "exit")

    @unittest.skipUnless(ROOT, "chroot takes root")
    def test_chroot_into_an_empty_folder(self):
        jail = os.path.join(self.scratch, "jail")
        os.mkdir(jail)
        process = self.start(f"chroot={jail}")
        self.await_more()
        self.assertEqual(self.finish(process), "")
        self.assertEqual(os.listdir(jail), [])
        self.assertEqual(self.with_files()[0].last().facts()["reason"], "exit")

    @unittest.skipUnless(ROOT, "changes the user")
    def test_privileges_dropped(self):
        process = self.start(f"uid={NOBODY}")
        # Its directory was made before, for root: a failure, said once.
        said = self.finish(process)
        self.assert_said_once(said)
        self.assertIn(f"errno 13 in {self.out} as user {NOBODY}", said)

    @unittest.skipUnless(ROOT and shutil.which("setpriv"), "changes the user")
    def test_identity_changed_with_capabilities_of_one_thread(self):
        # libc aborts a program one thread of which may not do what others may.
        argv = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        for _ in range(5):
            result = self.limited([*argv, "/bin/true"], {}, True)
            self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_namespaces_that_only_a_process_of_one_thread_may_change(self):
        own = "--mount=/proc/self/ns/mnt"
        for argv in (["unshare", "-U"], ["unshare", "-Upf"], ["unshare", "-m"], ["nsenter", own]):
            plain = self.limited([*argv, "/bin/true"], {}, False)
            for interval in ("64K", "1"):
                shimmed = self.limited([*argv, "/bin/true"], {}, True, interval=interval)
                self.assertEqual(shimmed.returncode, plain.returncode, shimmed.stderr)
                self.assertEqual(shimmed.stderr, plain.stderr)

    def test_snapshots_go_on_in_another_user_namespace(self):
        if self.limited(["unshare", "-U", "/bin/true"], {}, False).returncode != 0:
            self.skipTest("no user namespace can be made here")
        process = self.start(f"unshare={CLONE_NEWUSER}")
        self.await_more()
        self.assertEqual(self.finish(process), "")

    def test_limit_of_descriptors(self):
        process = self.start("nofile=3")
        self.await_more()
        self.assertEqual(self.finish(process), "")

    def limited(self, argv, limits, under_shim, interval="512K", user=None):
        def before():
            for which, value in limits.items():
                resource.setrlimit(which, (value, value))
            if user is not None:
                os.setuid(user)

        environment = (
            shim_environment(self.out, interval=interval, every="20ms")
            if under_shim
            else clean_environment()
        )
        return subprocess.run(
            argv,
            env=environment,
            preexec_fn=before,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            cwd="/",
        )

    def test_exhausted_heap_is_hardly_smaller(self):
        for which in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
            limits = {which: 200 << 20}
            argv = [survival("exhaustion")]
            plain = self.limited(argv, limits, False)
            shimmed = self.limited(argv, limits, True)
            self.assertEqual((shimmed.returncode, shimmed.stderr), (0, ""))
            without = [int(n) for n in plain.stdout.split()]
            within = [int(n) for n in shimmed.stdout.split()]
            for a, b in zip(without, within, strict=True):
                self.assertGreater(b, a * 0.9, f"{within} against {without}")

    def test_exhausted_heap_in_exact_mode(self):
        limits = {resource.RLIMIT_AS: 400 << 20}
        result = self.limited([survival("exhaustion")], limits, True, interval="1")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_tiny_address_space(self):
        limits = {resource.RLIMIT_AS: 24 << 20}
        plain = self.limited(["/bin/true"], limits, False)
        self.assertEqual(plain.returncode, 0)
        self.assertEqual(self.limited(["/bin/true"], limits, True).returncode, 0)

    @unittest.skipUnless(ROOT, "changes the user")
    def test_no_more_threads_allowed(self):
        os.mkdir(self.out)
        os.chmod(self.out, 0o777)
        # The user has no process: our thread is the second task.
        limits = {resource.RLIMIT_NPROC: 1}
        user = 61234
        result = self.limited(["/bin/true"], limits, True, interval="1", user=user)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(self.with_files()[0].last().facts()["reason"], "exit")

    def test_file_size_limit_is_no_signal(self):
        limits = {resource.RLIMIT_FSIZE: 0}
        result = self.limited(["/bin/true"], limits, True)
        self.assertEqual(result.returncode, 0)
        self.assert_said_once(result.stderr)

    def test_entry_points_answer_alike(self):
        for interval in ("64K", "1"):
            argv = [survival("entry_points")]
            plain = self.limited(argv, {}, False)
            shimmed = self.limited(argv, {}, True, interval=interval)
            self.assertEqual(plain.returncode, 0, plain.stderr)
            self.assertEqual(shimmed.returncode, 0, shimmed.stderr)
            self.assertEqual(shimmed.stdout, plain.stdout)

    def test_broken_stderr_is_no_signal(self):
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run(
            ["/bin/true"],
            env=shim_environment("/dev/null/x", start="nonsense"),
            stderr=writer,
            timeout=60,
        )
        os.close(writer)
        self.assertEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main()
