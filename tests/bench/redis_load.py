"""redis-server under redis-benchmark -P 16: the server's own CPU time for each
command, asked of the server, so that wrappers and compressors do not count."""

import os
import socket
import subprocess
import time

import bench_runs as bench

COMMANDS = ("set", "get", "lpush", "hset")
START_TIMEOUT_S = 60


class Server:
    def __init__(self, scratch):
        self.scratch = scratch
        self.port = free_port()
        argv = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        argv += ["--save", "", "--dir", scratch.path]
        self.process = bench.spawn(argv, scratch)

    def ask(self, line):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as link:
            link.sendall(line.encode() + b"\r\n")
            stream = link.makefile("rb")
            head = stream.readline()
            return stream.read(int(head[1:])).decode() if head[:1] == b"$" else ""

    def info(self, section):
        lines = self.ask(f"INFO {section}").splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.info("server")
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"redis-server under {self.scratch.mode.name}: no start")

    def cpu_s(self):
        cpu = self.info("cpu")
        return float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])

    def peak_rss_bytes(self):
        pid = self.info("server")["process_id"].strip()
        with open(f"/proc/{pid}/status", encoding="ascii") as stream:
            line = next(line for line in stream if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def stop(self):
        try:
            self.ask("SHUTDOWN NOSAVE")
        except OSError:
            pass
        try:
            self.process.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def load(server, command, requests):
    before, begin = server.cpu_s(), time.monotonic()
    argv = ["redis-benchmark", "-p", str(server.port), "-t", command, "-q"]
    argv += ["-n", str(requests), "-P", "16", "-c", "20", "-r", "100000", "-d", "64"]
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return bench.Cost(time.monotonic() - begin, server.cpu_s() - before)


def run(mode, requests):
    """{command: Cost}; memory and bytes written are those of the whole run."""
    with bench.Scratch(mode) as scratch:
        server = Server(scratch)
        try:
            server.wait_until_ready()
            costs = {command: load(server, command, requests) for command in COMMANDS}
            rss_bytes = server.peak_rss_bytes()
        finally:
            server.stop()
        written_bytes = scratch.written_bytes()
    for cost in costs.values():
        cost.rss_bytes, cost.written_bytes = rss_bytes, written_bytes
    return costs
