"""Programs that run and end, sampled at 64 KiB and exact: their own tests pass,
and their output is the same, as without the shim."""

import os
import unittest

from real_programs import INTERVALS, LONG, RealPrograms, has

PYTHON = "/usr/bin/python3"

SQL = """
create table customer(id integer primary key, name text, data blob);
create table sale(id integer primary key, customer integer, amount real, note text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
insert into customer select i, 'customer ' || i, zeroblob(i % 4000) from n;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
insert into sale select i, 1 + i * 7919 % 20000, i % 1000, hex(zeroblob(i % 50)) from n;
create index sale_customer on sale(customer);
select c.id % 10, count(*), sum(s.amount), max(length(c.data)) from customer c
  join sale s on s.customer = c.id group by 1 order by 1;
select count(*) from (select distinct note from sale order by note desc);
begin; update sale set amount = amount * 2 where customer % 3 = 0; rollback;
delete from customer where id % 2 = 0;
vacuum;
select sum(length(data)), group_concat(distinct length(data) % 7) from customer;
pragma integrity_check;
"""

HEADERS = """
#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <random>
#include <regex>
#include <sstream>
#include <thread>
#include <unordered_map>
int main() {
  std::map<std::string, std::deque<int>> words{{"a", {3, 1, 2}}};
  std::sort(words["a"].begin(), words["a"].end());
  return words["a"].front() - 1;
}
"""

GIT = """
set -e
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
git init -q -b main a; cd a; git config user.name T; git config user.email t@example.org
for i in $(seq 12); do seq $((i * 3000)) > f$((i % 4)); git add .; git commit -q -m "c $i"; done
cd ..; git clone -q --no-local a b; cd b; git gc -q --aggressive; git fsck --strict
git log --stat | sha256sum; git rev-list --objects --all | sort | sha256sum
"""

WORKERS = """
const {Worker, isMainThread, parentPort, workerData} = require('worker_threads');
if (isMainThread) {
  let left = 3, sum = 0;
  for (let i = 0; i < 3; i++) {
    const w = new Worker(__filename, {workerData: i});
    w.on('message', m => sum += m.length);
    w.on('exit', c => { if (c) process.exit(9); if (--left === 0) console.log(sum); });
  }
} else {
  let kept = [];
  for (let i = 0; i < 300; i++) kept.push(Buffer.alloc(20000 + workerData, i));
  for (let i = 0; i < 200; i++) JSON.parse(JSON.stringify({i, s: 'x'.repeat(1000)}));
  parentPort.postMessage(Buffer.concat(kept));
}
"""

# Operations of the short form; mmap and clone take their time by themselves.
STRESSORS = {
    "malloc": 400,
    "mmap": 4,
    "fork": 400,
    "pthread": 400,
    "vfork": 400,
    "clone": 40,
    "sigfd": 400,
    "context": 400,
}


class Programs(RealPrograms):
    def test_python_test_suite(self):
        probe = self.run_one([PYTHON, "-c", "import test.test_json"])
        if probe.returncode != 0:
            self.skipTest("libpython3.11-testsuite is not installed")
        # Some of its children run as nobody, and compare what is on stderr.
        os.chmod(self.scratch, 0o755)
        os.mkdir(self.out)
        os.chmod(self.out, 0o777)
        names = ["test_json", "test_dict", "test_ctypes"]
        if LONG:
            names += ["test_threading", "test_io", "test_re"]
        argv = [PYTHON, "-m", "test", "-q", *names]
        self.assert_passes(argv, INTERVALS if LONG else ("64K",))
        # As by default, followed into forks only: in executed children two tests
        # list all descriptors, and find ours.
        few = [] if LONG else ["-m", "*fork*", "-m", "*Popen*"]
        argv = [PYTHON, "-m", "test", "-q", *few, "test_subprocess"]
        self.assert_passes(argv, INTERVALS if LONG else ("1",), follow="fork")
        if not LONG:
            few = ["-m", "test_daemon_threads_shutdown*", "-m", "*fork*"]
            self.assert_passes([PYTHON, "-m", "test", "-q", *few, "test_threading"], ("1",))

    @has("perl")
    def test_perl(self):
        script = (
            'my %h; for my $i (1..60000) { push @{$h{$i % 997}}, "v$i" x ($i % 9) }'
            'my $t = 0; $t += length join ",", @$_ for map { $h{$_} } sort keys %h;'
            'for (1..20) { my $p = fork // die; if (!$p) { my @x = map { "y" x $_ } 1..500;'
            "exit 0 } waitpid $p, 0; die if $? } print \"$t\\n\";"
            'my $s = "ab" x 100000; my $n = () = $s =~ /b(?=a)/g; print "$n\\n";'
        )
        self.assert_alike(["perl", "-e", script])

    def test_bash(self):
        script = (
            "for i in {1..60}; do x=$(echo $i | tr 0-9 a-j); a+=($x); done;"
            ' echo ${#a[@]} ${a[-1]}; (ulimit -n 20; for f in {1..20}; do (:); done);'
            " diff <(seq 1000) <(seq 1000) && echo same"
        )
        self.assert_alike(["/bin/bash", "-c", script])

    @has("git")
    def test_git_clone_gc_fsck(self):
        self.assert_alike(["/bin/bash", "-c", GIT])

    @has("sqlite3")
    def test_sqlite(self):
        def script(folder):
            with open(os.path.join(folder, "s.sql"), "w", encoding="utf-8") as out:
                out.write(SQL)

        self.assert_alike(["sqlite3", "-batch", "d.db", ".read s.sql"], script)

    @has("g++")
    def test_gcc_with_many_headers(self):
        def source(folder):
            with open(os.path.join(folder, "a.cc"), "w", encoding="utf-8") as out:
                out.write(HEADERS)

        command = "g++ -std=c++17 -O1 -c a.cc && sha256sum a.o"
        self.assert_alike(["/bin/sh", "-c", command], source)

    @has("node")
    def test_node_workers(self):
        def source(folder):
            with open(os.path.join(folder, "w.js"), "w", encoding="utf-8") as out:
                out.write(WORKERS)

        self.assert_alike(["node", "w.js"], source)

    @has("keytool")
    def test_java(self):
        # A program that comes with every run-time: a JVM, its compiler threads,
        # its collector, its signal handlers.
        store = "-keystore k -storepass secret -storetype PKCS12"
        script = f"""
        set -e; rm -f k
        keytool -genkeypair -alias a -dname CN=a -keyalg RSA -keysize 2048 {store}
        keytool -genkeypair -alias b -dname CN=b -keyalg EC {store}
        keytool -list -v {store} | grep -c 'Entry type: PrivateKeyEntry'
        """
        self.assert_passes(["/bin/sh", "-c", script])

    @has("stress-ng")
    def test_stressors(self):
        for name, short in STRESSORS.items():
            operations = str(short * 20 if LONG else short)
            argv = ["stress-ng", f"--{name}", "2", f"--{name}-ops", operations, "-q"]
            self.assert_passes(argv)


if __name__ == "__main__":
    unittest.main()
