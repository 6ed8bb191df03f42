"""Fork, vfork, spawn, clone, exec, daemons: each process goes its own way, and
nobody's files end up with somebody else."""

import os
import signal
import subprocess
import time
import unittest

from leaktrace_e2e import SHIM, EndToEnd, all_series, app, shim_environment

DEADLINE_S = 60


def survival(name):
    return app(os.path.join("survival", name))


def wait_until(condition, what):
    """Polls; no outcome depends on how long it takes."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen in {DEADLINE_S} s")
        time.sleep(0.02)


class Processes(EndToEnd):
    def both_modes(self):
        for interval in ("64K", "1"):
            self.out = os.path.join(self.scratch, f"out{interval}")
            yield interval

    def with_files(self):
        return [s for s in all_series(self.out) if s.files()]

    def start(self, argv, **settings):
        process = subprocess.Popen(
            argv,
            env=shim_environment(self.out, **settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.scratch,
        )
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def test_children_of_threaded_program_allocate_fork_and_outlive(self):
        for interval in self.both_modes():
            # Waits for the orphan too: it holds the pipe.
            result = self.run_under_shim([survival("fork_tree")], interval=interval)
            self.assertEqual(result.stdout, b"outlived\n")
            series = self.with_files()
            # 30 children, their 30 children, the orphan and the parent.
            self.assertEqual(len({s.pid for s in series}), len(series))
            self.assertGreater(len(series), 30)
            for each in series:
                facts = dict(each.last().facts())
                self.assertEqual(int(facts["pid"]), each.pid)

    def test_child_forked_in_the_middle_of_dlopen_gets_its_thread(self):
        for interval in self.both_modes():
            argv = [survival("fork_while_loading"), app("survival")]
            process = self.start(argv, interval=interval, every="50ms")
            children = [int(process.stdout.readline()) for _ in range(12)]
            for child in children:
                wait_until(lambda c=child: c in self.pids(), "a snapshot of a child")
            process.stdin.close()
            self.assertEqual(process.wait(DEADLINE_S), 0, process.stderr.read())

    def pids(self):
        return {s.pid for s in self.with_files()}

    def test_prefork_workers_write_series_of_their_own(self):
        server = self.start([survival("prefork")], interval="4K", every="200ms")
        workers = [int(server.stdout.readline().split()[1]) for _ in range(4)]

        def all_have_files():
            return set(workers) <= {s.pid for s in self.with_files()}

        wait_until(all_have_files, "a snapshot of each worker")
        os.kill(workers[0], signal.SIGKILL)
        workers[0] = int(server.stdout.readline().split()[1])
        wait_until(all_have_files, "a snapshot of the replacement")
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(DEADLINE_S), 0)
        for each in self.with_files():
            each.last()

    def test_followed_nobody_when_told_so(self):
        for number, interval in enumerate(("64K", "1"), 1):
            self.run_under_shim([survival("fork_tree")], interval=interval, follow="none")
            self.assertEqual(len(self.with_files()), number)

    def spawn(self, follow):
        shell = ["/bin/sh", "-c", 'echo "[$LD_PRELOAD]"']
        result = self.run_under_shim([survival("spawn"), *shell], interval="1", follow=follow)
        return result.stdout.decode(), {s.executable for s in self.with_files()}

    def test_executed_programs_are_left_alone(self):
        output, executables = self.spawn("fork")
        self.assertEqual(output, "[]\n")
        self.assertEqual(executables, {"spawn"})

    def test_executed_programs_are_followed_when_asked(self):
        output, executables = self.spawn("exec")
        self.assertEqual(output, f"[{SHIM}]\n")
        self.assertIn("true", executables)

    def test_clone_vm_child_leaves_parents_series_alone(self):
        for interval in self.both_modes():
            process = self.start([survival("clone_vm")], interval=interval, every="50ms")
            self.assertEqual(process.stdout.readline(), "parent\n")
            series = self.with_files() or all_series(self.out)
            self.assertEqual([s.pid for s in series], [process.pid])
            # The child's exit() must not have ended the parent's snapshots.
            seen = len(series[0].files())
            wait_until(lambda: len(series[0].files()) > seen, "another snapshot")
            process.stdin.close()
            self.assertEqual(process.wait(DEADLINE_S), 0)

    def test_fork_past_libc_leaves_parents_series_alone(self):
        for interval in self.both_modes():
            process = self.start([survival("raw_fork")], interval=interval, every="50ms")
            self.assertEqual(process.stdout.readline(), "done\n")
            wait_until(lambda: self.of(process.pid), "a series of the parent")
            series = self.of(process.pid)[0]
            for each in series.profiles():
                self.assertEqual(int(dict(each.facts())["pid"]), process.pid)
            seen = len(series.files())
            wait_until(lambda: len(series.files()) > seen, "another snapshot")
            control = os.path.join(series.path, "control")
            self.assertTrue(os.path.exists(control), os.listdir(series.path))
            process.stdin.close()
            self.assertEqual(process.wait(DEADLINE_S), 0)
            pids = [s.pid for s in self.with_files()]
            self.assertEqual(len(set(pids)), len(pids))

    def of(self, pid):
        return [s for s in all_series(self.out) if s.pid == pid]

    def test_daemon_that_reuses_all_descriptors_keeps_its_files(self):
        files = os.path.join(self.scratch, "files")
        stop = os.path.join(self.scratch, "stop")
        os.mkdir(files)
        self.run_under_shim(
            [survival("daemonize"), files, stop], interval="4K", every="20ms"
        )
        wait_until(lambda: os.path.exists(os.path.join(files, "ready")), "the daemon")
        wait_until(
            lambda: any(len(s.files()) > 3 for s in all_series(self.out)),
            "snapshots of the daemon",
        )
        open(stop, "w").close()
        answers = [os.path.join(files, n) for n in ("touched", "untouched")]
        wait_until(lambda: any(map(os.path.exists, answers)), "the daemon's answer")
        self.assertTrue(os.path.exists(answers[1]), "the daemon's files were touched")

    def test_signals_are_the_programs(self):
        server = self.start([survival("idle_server")], every="20ms")
        self.assertEqual(server.stdout.readline(), "ready\n")
        tasks = f"/proc/{server.pid}/task"
        masks = {}
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/status", encoding="utf-8") as stream:
                status = stream.read()
            fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            masks[fields["Name"]] = fields
        # Whatever can be blocked is, in the shim's thread and only there.
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            blocked = int(masks["leaktrace"]["SigBlk"], 16) >> (number - 1) & 1
            self.assertEqual(blocked, 1, number)
        self.assertEqual(int(masks["idle_server"]["SigBlk"], 16), 0)
        # 33 is libc's own, for what setuid does to threads.
        caught = int(masks["idle_server"]["SigCgt"], 16) & ~(1 << 33 - 1)
        self.assertEqual(caught, 0, "a handler")

    def test_lowest_descriptor_number_stays_predictable(self):
        self.run_under_shim([survival("fd_numbers")], interval="64K", every="1ms")


if __name__ == "__main__":
    unittest.main()
