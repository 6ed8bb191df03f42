"""Series of real programs under the shim: redis that is given ever more keys,
nginx that serves, and a server of our own that forgets 0.5 % of what it
handles."""

import os
import subprocess
import time

from leaktrace_e2e import all_series, app, shim_environment
from servers_test import Servers, connect, free_port, http_get

SNAPSHOTS = 24
LIMIT_S = 60
REDIS = "/usr/bin/redis-server"
NGINX = "/usr/sbin/nginx"


def start(argv, directory, scratch, **settings):
    return subprocess.Popen(
        argv,
        env=shim_environment(directory, **settings),
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def largest_series(directory):
    """The one with the most snapshots: the process that did the work."""
    found = all_series(directory)
    return max(found, key=lambda s: len(s.files())) if found else None


def drive(directory, process, step):
    """Calls step(i) until there are enough snapshots; ends the process."""
    limit = time.monotonic() + LIMIT_S
    i = 0
    try:
        while time.monotonic() < limit:
            step(i)
            i += 1
            series = largest_series(directory)
            if series and len(series.files()) >= SNAPSHOTS:
                return series.path
        raise AssertionError(f"{directory}: no {SNAPSHOTS} snapshots in {LIMIT_S} s")
    finally:
        process.terminate()
        process.wait(timeout=30)


def growing_redis(scratch):
    directory = os.path.join(scratch, "redis")
    port = free_port()
    argv = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = start(argv, directory, scratch, interval="64K", every="250ms")
    with connect(port) as server:

        def more_keys(i):
            keys = range(i * 500, (i + 1) * 500)
            lines = "".join(f"SET key:{k} {'v' * 400}\r\n" for k in keys)
            server.sendall(lines.encode())
            wanted, got = 500 * len(b"+OK\r\n"), 0
            while got < wanted:
                got += len(server.recv(1 << 16))

        return drive(directory, process, more_keys)


def steady_nginx(scratch):
    directory = os.path.join(scratch, "nginx")
    os.mkdir(directory)
    os.chmod(scratch, 0o755)
    os.chmod(directory, 0o777)
    root = os.path.join(scratch, "www")
    os.mkdir(root)
    with open(os.path.join(root, "page.txt"), "wb") as page:
        page.write(b"0123456789" * 2000)
    port = free_port()
    configuration = os.path.join(root, "nginx.conf")
    with open(configuration, "w", encoding="utf-8") as stream:
        stream.write(Servers.nginx_configuration(root, port))
    argv = [NGINX, "-c", configuration]
    process = start(argv, directory, scratch, interval="4K", every="250ms")
    return drive(directory, process, lambda _: http_get(port, "/page.txt"))


def forgetful_server(scratch):
    directory = os.path.join(scratch, "leak")
    subprocess.run(
        [app("request_server"), "leak", "30", "20000"],
        env=shim_environment(directory, interval="64K", every="0"),
        cwd=scratch,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=LIMIT_S,
    )
    return largest_series(directory).path


def real_series(scratch):
    """name -> series directory, of the programs that are installed."""
    series = {"leak": forgetful_server(scratch)}
    if os.path.exists(REDIS):
        series["redis"] = growing_redis(scratch)
    if os.path.exists(NGINX):
        series["nginx"] = steady_nginx(scratch)
    return series
