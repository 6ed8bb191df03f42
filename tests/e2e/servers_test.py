"""redis-server and nginx answer the same with the shim as without it, under
load, over a reload, to the end; and their series hold what they did."""

import os
import signal
import socket
import subprocess
import time
import unittest

from leaktrace_e2e import EndToEnd, all_series, clean_environment, shim_environment

START_LIMIT_S = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(port):
    """Connects as soon as the server listens."""
    limit = time.monotonic() + START_LIMIT_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except ConnectionRefusedError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.02)


def redis_session(port):
    """Replies to a fixed dialogue: strings, lists, hashes, scripts, a flush."""
    commands = [f"SET key:{i} {'v' * (i % 300)}" for i in range(3000)]
    commands += [f"LPUSH list{i % 5} item{i}" for i in range(2000)]
    commands += [f"HSET hash f{i} {i}" for i in range(1000)]
    commands += [f"ZADD zset {i % 17} m{i}" for i in range(1000)]
    commands += ["DBSIZE", "GET key:299", "LRANGE list1 0 20", "HLEN hash"]
    commands += ["SORT list2 ALPHA LIMIT 0 5", "ZRANGE zset 0 4", "BOGUS"]
    commands += [f"DEL key:{i}" for i in range(0, 3000, 2)]
    commands += ['EVAL "return {1,2,ARGV[1]}" 0 x', "DBSIZE", "FLUSHALL", "PING"]
    with connect(port) as server:
        server.sendall("".join(c + "\r\n" for c in commands).encode() + b"QUIT\r\n")
        reply = b""
        while chunk := server.recv(1 << 16):
            reply += chunk
    return reply


def http_get(port, path):
    with connect(port) as server:
        server.sendall(
            f"GET {path} HTTP/1.0\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        reply = b""
        while chunk := server.recv(1 << 16):
            reply += chunk
    head, body = reply.split(b"\r\n\r\n", 1)
    return head.split(b"\r\n", 1)[0], body


class Servers(EndToEnd):
    def start(self, argv, under_shim):
        environment = clean_environment()
        if under_shim:
            environment = shim_environment(self.out, interval="64K", every="200ms")
        process = subprocess.Popen(
            argv,
            env=environment,
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def assert_series(self, path):
        # Debian's redis-server is a link to redis-check-rdb.
        names = {os.path.basename(path), os.path.basename(os.path.realpath(path))}
        series = [s for s in all_series(self.out) if s.executable in names]
        self.assertTrue(series, f"no series of {path}")
        for each in series:
            self.assertGreater(each.last().totals()["alloc_space"], 0)
        return series

    def redis(self, under_shim):
        port = free_port()
        argv = ["/usr/bin/redis-server", "--port", str(port), "--bind", "127.0.0.1"]
        argv += ["--save", "", "--dir", self.scratch]
        process = self.start(argv, under_shim)
        reply = redis_session(port)
        with connect(port) as server:
            server.sendall(b"SHUTDOWN NOSAVE\r\n")
            server.recv(100)
        return reply, process.wait(timeout=30)

    def test_redis(self):
        shimmed, plain = self.redis(under_shim=True), self.redis(under_shim=False)
        self.assertEqual(shimmed, plain)
        self.assertIn(b"+PONG", plain[0])
        self.assert_series("/usr/bin/redis-server")

    def nginx(self, under_shim):
        port = free_port()
        root = os.path.join(self.scratch, f"www{under_shim}")
        os.mkdir(root)
        os.chmod(self.scratch, 0o755)
        for size in (0, 100, 20_000, 300_000):
            with open(os.path.join(root, f"{size}.txt"), "wb") as page:
                page.write(b"0123456789" * (size // 10))
        configuration = os.path.join(root, "nginx.conf")
        with open(configuration, "w", encoding="utf-8") as stream:
            stream.write(self.nginx_configuration(root, port))
        process = self.start(["/usr/sbin/nginx", "-c", configuration], under_shim)
        paths = ["/0.txt", "/100.txt", "/20000.txt", "/300000.txt", "/none", "/"]
        replies = [http_get(port, paths[i % len(paths)]) for i in range(300)]
        process.send_signal(signal.SIGHUP)  # new workers, old ones leave
        replies += [http_get(port, paths[i % len(paths)]) for i in range(300)]
        process.send_signal(signal.SIGQUIT)
        return replies, process.wait(timeout=30)

    @staticmethod
    def nginx_configuration(root, port):
        temporary = "".join(
            f"{kind}_temp_path {root}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"daemon off; worker_processes 2; pid {root}/pid;"
            f" error_log {root}/error.log;"
            " env LD_PRELOAD; events {}"
            f" http {{ {temporary} access_log off; gzip on; gzip_types text/plain;"
            f" server {{ listen 127.0.0.1:{port}; root {root};"
            " default_type text/plain; } }"
        )

    @unittest.skipUnless(os.path.exists("/usr/sbin/nginx"), "nginx is not installed")
    def test_nginx(self):
        # Workers of a root master run as nobody and write beside it.
        os.mkdir(self.out)
        os.chmod(self.out, 0o777)
        shimmed, plain = self.nginx(under_shim=True), self.nginx(under_shim=False)
        self.assertEqual(shimmed, plain)
        self.assertEqual({b"200" in head for head, _ in plain[0]}, {True, False})
        series = self.assert_series("/usr/sbin/nginx")
        self.assertGreaterEqual(len(series), 3, "master and its workers")


if __name__ == "__main__":
    unittest.main()
