"""`leaktrace serve`: what it answers, and to whom not."""

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import unittest
import urllib.parse

import pprof
from leaktrace_e2e import CLI, EndToEnd, clean_environment
from shop_series import write_series

LIMIT_S = 60


class Serve(EndToEnd):
    def setUp(self):
        super().setUp()
        self.directory = os.path.join(self.scratch, "all")
        self.shop = write_series(self.directory)
        self.hostile = write_series(self.directory, hostile=True)
        newest = os.path.join(self.shop, "000039.pb")
        later = os.stat(newest).st_mtime + 60
        os.utime(newest, (later, later))

    def serve(self, *arguments):
        process = subprocess.Popen(
            [CLI, "serve", self.directory, "--port", "0", *arguments],
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, LIMIT_S)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        self.assertTrue(found, line)
        self.port = int(found.group(1))
        return process

    def ask(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            names = {key.replace("_", "-"): value for key, value in headers.items()}
            connection.request(method, path, headers=names)
            reply = connection.getresponse()
            return reply, reply.read()
        finally:
            connection.close()

    def body(self, path, **headers):
        reply, body = self.ask(path, **headers)
        self.assertEqual(reply.status, 200, (path, body, reply.getheaders()))
        return body

    def series_path(self, series):
        return "/series/" + urllib.parse.quote(os.path.basename(series), safe="") + "/"

    def test_lists_and_shows_every_series(self):
        self.serve()
        index = self.body("/").decode()
        links = re.findall(r'href="(series/[^"]+/)"', index)
        self.assertEqual(len(links), 2)
        self.assertNotIn("<img", index)
        for series in (self.shop, self.hostile):
            path = self.series_path(series)
            self.assertIn(path[1:], links)
            page = self.body(path).decode()
            self.assertIn('data-live="1"', page)
            report = json.loads(self.body(path + "report.json"))
            self.assertEqual(report, self.cli_json("report", series))

    def test_the_page_hears_of_newer_snapshots(self):
        self.serve()
        path = self.series_path(self.shop) + "data.json"
        reply, _ = self.ask(path)
        tag = reply.getheader("ETag")
        reply, body = self.ask(path, If_None_Match=tag)
        self.assertEqual((reply.status, body), (304, b""))
        os.remove(os.path.join(self.shop, "000039.pb"))
        reply, body = self.ask(path, If_None_Match=tag)
        self.assertEqual(reply.status, 200)
        self.assertEqual(json.loads(body)["report"]["process"]["snapshots"], 39)

    def test_heap_is_a_profile_with_names(self):
        self.serve()
        newest = self.body("/debug/pprof/heap")
        self.assertEqual(newest, self.body(self.series_path(self.shop) + "debug/pprof/heap"))
        profile = pprof.decode(gzip.decompress(newest))
        top = self.cli_json("top", self.shop)
        self.assertEqual(profile.totals()["inuse_space"], top["total"]["inuse_space"])

    @unittest.skipUnless(shutil.which("go"), "go is not installed")
    def test_go_tool_pprof_scrapes_it(self):
        self.serve()
        for name in ("heap", "allocs"):
            result = subprocess.run(
                ["go", "tool", "pprof", "-top",
                 f"http://127.0.0.1:{self.port}/debug/pprof/{name}"],
                env=dict(clean_environment(), PPROF_TMPDIR=self.scratch),
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("OrderLog", result.stdout)

    def test_only_reads(self):
        self.serve()
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            self.assertEqual(self.ask("/", method)[0].status, 405, method)
        reply, body = self.ask("/", "HEAD")
        self.assertEqual((reply.status, body), (200, b""))

    def test_refuses_other_host_names(self):
        self.serve()
        for host in ("evil.example", f"evil.example:{self.port}", "127.0.0.1.evil.example"):
            reply, body = self.ask("/", Host=host)
            self.assertEqual(reply.status, 403, host)
            self.assertNotIn(b"series", body)
        for host in ("localhost", f"127.0.0.1:{self.port}"):
            self.assertEqual(self.ask("/", Host=host)[0].status, 200, host)

    def test_nothing_outside_of_the_directory(self):
        secret = os.path.join(self.scratch, "secret")
        write_series(secret)
        os.symlink(secret, os.path.join(self.directory, "link.shop-1.1.1"))
        outside = os.path.join(secret, os.listdir(secret)[0])
        os.symlink(outside, os.path.join(self.directory, "out.shop-1.2.2"))
        planted = os.path.join(self.directory, "planted.shop-1.3.3")
        os.mkdir(planted)
        os.symlink(os.path.join(outside, "000001.pb"), os.path.join(planted, "000001.pb"))
        self.serve()
        self.assertEqual(self.body("/").count(b"<tr><td>"), 2)
        for name in ("link.shop-1.1.1", "out.shop-1.2.2", "planted.shop-1.3.3"):
            self.assertEqual(self.ask(f"/series/{name}/")[0].status, 404, name)
        for path in ("/../secret/", "/series/../../secret/", "/series/..%2f..%2fsecret/",
                     "/series/%2e%2e/", "/etc/passwd", "/series/%00/", "/series/x/",
                     "/series//", "//etc/passwd", "/series/..%5c/debug/pprof/heap"):
            self.assertEqual(self.ask(path)[0].status, 404, path)

    def test_survives_nonsense(self):
        self.serve()
        for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 5000, b"GET / HTTP/9.9\r\n\r\n",
                     b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S) as peer:
                peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
                try:
                    while peer.recv(1 << 16):
                        pass
                except ConnectionResetError:
                    pass
        self.body("/")

    def test_a_damaged_snapshot_is_an_error_not_an_end(self):
        with open(os.path.join(self.shop, "000039.pb"), "wb") as stream:
            stream.write(b"\x1f\x8bnonsense")
        self.serve()
        reply, body = self.ask(self.series_path(self.shop))
        self.assertEqual(reply.status, 500)
        self.assertIn(b"000039.pb", body)
        self.body(self.series_path(self.hostile))

    def test_refuses_other_machines_unless_told(self):
        result = self.cli("serve", self.directory, "--listen", "0.0.0.0", status=4)
        self.assertIn("--allow-remote", result.stderr)
        result = self.cli("serve", os.path.join(self.scratch, "none"), status=3)
        self.assertIn("no such directory", result.stderr)

    def test_ends_when_told(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.serve()
            self.body("/")
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=LIMIT_S), 0)


if __name__ == "__main__":
    unittest.main()
