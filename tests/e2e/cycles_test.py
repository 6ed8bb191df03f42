"""leaktrace run --cycles: load, drain, snapshot, again; redis and a server that
is told over a pipe what to keep."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import unittest

from leaktrace_e2e import CLI, SHIM, EndToEnd, app, clean_environment


class Cycles(EndToEnd):
    def start(self, load, drain, *program, cycles):
        environment = clean_environment()
        environment["LEAKTRACE_LIBRARY"] = SHIM
        command = [
            CLI, "run", "--exact", "--every", "1h", "--cycles", str(cycles),
            "--load", load, "--drain", drain, "--output", "json=cycles.json", "--",
        ]  # fmt: skip
        return subprocess.run(
            [*command, *program],
            env=environment,
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )

    def run_cycles(self, load, drain, *program, status, cycles=4):
        result = self.start(load, drain, *program, cycles=cycles)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        if status == 3:
            return result
        with open(
            os.path.join(self.scratch, "cycles.json"), encoding="utf-8"
        ) as stream:
            return json.load(stream)

    def fifo_commands(self, load, drain):
        """Commands for pipe_server, which answers each line it has handled."""
        for name in ("to", "from"):
            os.mkfifo(os.path.join(self.scratch, name))
        send = "echo {} > to && head -c 1 from > answer"
        return send.format(load), send.format(drain)

    def test_what_every_cycle_leaves_is_named(self):
        load, drain = self.fifo_commands("load", "drain")
        result = self.run_cycles(
            load, drain, app("pipe_server"), "to", "from", status=1
        )
        names = [row["subject"] for row in result["rows"]]
        self.assertEqual(names, ["desk::RememberSession"])
        self.assertIn("every cycle", result["rows"][0]["message"])

    def test_what_was_drained_is_not(self):
        load, drain = self.fifo_commands("healthy", "drain")
        result = self.run_cycles(
            load, drain, app("pipe_server"), "to", "from", status=0
        )
        self.assertEqual(result["status"], "passed")

    def test_a_load_that_fails_ends_the_run(self):
        result = self.run_cycles("exit 7", "true", "/bin/sleep", "1000", status=3)
        self.assertIn("--load ended with status 7", result.stderr)

    def test_a_program_that_ends_ends_the_run(self):
        result = self.run_cycles("true", "true", "/bin/true", status=3)
        self.assertIn("before all cycles were done", result.stderr)

    def test_the_program_ends_with_the_command(self):
        load = "echo $LEAKTRACE_PID > pid; kill -KILL $PPID"
        result = self.start(load, "true", "/bin/sleep", "1000", cycles=3)
        self.assertEqual(result.returncode, -signal.SIGKILL, result.stderr)
        with open(os.path.join(self.scratch, "pid"), encoding="utf-8") as stream:
            pid = int(stream.read())
        try:
            ended = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        self.addCleanup(os.close, ended)
        ready, _, _ = select.select([ended], [], [], 60)
        self.assertTrue(ready, "the program is still there")

    def redis(self, drain):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        cli = f"redis-cli -p {port}"
        wait = f"until {cli} ping >pong 2>&1; do sleep 0.1; done"
        load = (
            f"{wait}; for i in $(seq 400); do "
            f'echo "SET key:$LEAKTRACE_CYCLE:$i value-value-value-value"; done'
            f" | {cli} >replies"
        )
        return load, drain.format(cli=cli), port

    def redis_cycles(self, drain, status):
        load, drain, port = self.redis(drain)
        server = shutil.which("redis-server")
        return self.run_cycles(
            load, drain, server, "--port", port, "--save", "", status=status
        )

    @unittest.skipUnless(shutil.which("redis-server"), "redis-server is not there")
    def test_redis_keys_that_stay_grow_in_every_cycle(self):
        result = self.redis_cycles("true", status=1)
        names = [row["subject"] for row in result["rows"]]
        self.assertTrue({"dbAdd", "processMultibulkBuffer"} & set(names), names)

    @unittest.skipUnless(shutil.which("redis-server"), "redis-server is not there")
    def test_redis_keys_that_are_flushed_do_not(self):
        result = self.redis_cycles("{cli} flushall sync >flushed", status=0)
        self.assertEqual(result["status"], "passed")


if __name__ == "__main__":
    unittest.main()
