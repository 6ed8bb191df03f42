"""Programs that were not written for this test do the same with the shim as
without it: same output, same errors, same exit status, and a series is left."""

import os
import shutil
import subprocess
import unittest

from leaktrace_e2e import EndToEnd, all_series, clean_environment, shim_environment

BASH = r"""
declare -A seen; log=()
for i in {1..2000}; do seen[k$((i % 97))]=$i; log+=("line $i ${seen[k1]}"); done
unset 'log[5]'; echo "${#log[@]} ${#seen[@]} ${log[*]: -2}"
fib() { (( $1 < 2 )) && echo $1 || echo $(( $(fib $(($1-1))) + $(fib $(($1-2))) )); }
fib 9
printf '%s\n' {c..a} | sort | tr a-c A-C
text=$(cat <<END
here ${text:-nothing} $(echo nested | rev)
END
); echo "${text//n/N}"
trap 'echo leaving >&2' EXIT
( exit 3 ); echo "subshell $?"
[[ abc =~ ^(a)(b) ]] && echo "${BASH_REMATCH[2]}"
false | true; echo "${PIPESTATUS[@]}"
exit 7
"""

PYTHON = r"""
import json, re, subprocess, sys, threading, zlib, collections, sqlite3
rows = [{"id": i, "tags": ["t%d" % (i % 7)] * (i % 5)} for i in range(3000)]
text = json.dumps(rows)
assert json.loads(text) == rows
print(len(text), zlib.crc32(zlib.compress(text.encode(), 9)) != 0)
totals = [0] * 8
def work(n):
    totals[n] = sum(len(m) for m in re.findall(r't\d', text)) + len(b"x" * n * 100000)
threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(totals, collections.Counter(text).most_common(3))
db = sqlite3.connect(":memory:")
db.execute("create table t(a)"); db.executemany("insert into t values(?)", [(i,) for i in range(999)])
print(db.execute("select sum(a) from t").fetchone())
print(subprocess.run(["sh", "-c", "echo child; exit 5"], capture_output=True))
class Node:
    def __init__(self): self.me = self
[Node() for _ in range(5000)]
print("to stderr", file=sys.stderr)
sys.exit(3)
"""

PERL = r"""
my %h; my @a; $h{$_ % 101} .= "v$_," for 1..20000;
push @a, [sort { $h{$a} cmp $h{$b} } keys %h] for 1..20;
my $s = join '', map { chr(65 + $_ % 26) } 1..100000; $s =~ s/ABC/<$&>/g;
print length($s), " ", scalar(@a), " ", $a[0][3], "\n";
my $pid = fork; if (!$pid) { my @x = (1) x 10000; exit 4 } waitpid $pid, 0;
print "child ", $? >> 8, "\n"; local $@; eval { die { code => 9 } };
print STDERR "caught $@->{code}\n"; exit $@->{code};
"""

SQL = """
create table t(id integer primary key, name text, amount real);
with recursive n(i) as (select 1 union all select i+1 from n where i < 100000)
insert into t select i, 'name' || (i % 1000), i * 0.5 from n;
create index by_name on t(name);
select name, count(*), sum(amount) from t group by name order by 3 desc limit 5;
select count(*) from t a join t b on a.name = b.name where a.id < 500;
delete from t where id % 3 = 0; vacuum; select count(*), max(id) from t;
select * from missing;
"""

NODE = r"""
const {Worker, isMainThread, parentPort} = require('worker_threads');
const zlib = require('zlib'), crypto = require('crypto');
const rows = Array.from({length: 20000}, (_, i) => ({id: i, s: 'x'.repeat(i % 50)}));
const text = JSON.stringify(rows);
console.log(crypto.createHash('sha256').update(text).digest('hex'));
console.log(zlib.inflateSync(zlib.deflateSync(Buffer.from(text))).length);
let buffers = []; for (let i = 0; i < 2000; i++) buffers.push(Buffer.alloc(10000, i));
console.log(buffers.reduce((a, b) => a + b[0], 0));
const w = new Worker("require('worker_threads').parentPort.postMessage([1,2,3].map(x => x*x))", {eval: true});
w.on('message', m => { console.log(m); console.error('bye'); process.exitCode = 6; });
"""

CPLUSPLUS = """
#include <map>
#include <string>
#include <vector>
std::map<std::string, std::vector<int>> Group(const std::vector<int>& in) {
  std::map<std::string, std::vector<int>> out;
  for (int i : in) out[std::to_string(i % 10)].push_back(i);
  return out;
}
int main() { return static_cast<int>(Group({1, 2, 3}).size()) - 3; }
"""

GIT = r"""
set -e
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
git init -q -b main repo; cd repo
git config user.name Test; git config user.email test@example.org
for i in 1 2 3 4 5; do seq $((i * 1000)) > file$i; git add .; git commit -q -m "commit $i"; done
git checkout -q -b side HEAD~2; seq 7 > side; git add side; git commit -q -m side
git merge -q --no-edit main; git log --graph --oneline --all; git diff HEAD~1 --stat
git gc -q; git fsck; git blame file2 | tail -n 2; git archive HEAD | wc -c
git show nosuchthing
"""


class Transparency(EndToEnd):
    def both(self, argv, standard_input, settings):
        """Runs argv in a new empty folder without and with the shim."""
        results = []
        for under_shim in (False, True):
            folder = os.path.join(self.scratch, "cwd")
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
            environment = (
                shim_environment(self.out, **settings)
                if under_shim
                else clean_environment()
            )
            # Hash order would differ between any two runs.
            environment["PYTHONHASHSEED"] = "0"
            environment["PERL_HASH_SEED"] = "0"
            results.append(
                subprocess.run(
                    argv,
                    env=environment,
                    cwd=folder,
                    input=standard_input,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    timeout=120,
                )
            )
        return results

    def assert_same(self, argv, status, standard_input=b"", **settings):
        name = os.path.basename(argv[0])
        for interval in ("512K", "1"):
            with self.subTest(program=name, interval=interval):
                shutil.rmtree(self.out, ignore_errors=True)
                settings["interval"] = interval
                plain, shimmed = self.both(argv, standard_input, settings)
                self.assertEqual(plain.returncode, status, plain.stderr.decode())
                self.assertEqual(shimmed.returncode, status, shimmed.stderr.decode())
                self.assertEqual(shimmed.stdout, plain.stdout)
                self.assertEqual(shimmed.stderr, plain.stderr)
                # A process that executes another leaves an empty series.
                series = [s for s in all_series(self.out) if s.files()]
                self.assertTrue(series, f"no series of {name}: shim not loaded?")
                for each in series:
                    each.last()  # decodes

    def test_true(self):
        self.assert_same(["/bin/true"], 0)

    def test_false(self):
        self.assert_same(["/bin/false"], 1)

    def test_bash(self):
        self.assert_same(["/bin/bash", "-c", BASH], 7)

    def test_python(self):
        self.assert_same(["/usr/bin/python3", "-c", PYTHON], 3)

    def test_perl(self):
        self.assert_same(["/usr/bin/perl", "-e", PERL], 9)

    def test_sqlite(self):
        self.assert_same(["/usr/bin/sqlite3", "-batch", ":memory:"], 1, SQL.encode())

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_node(self):
        self.assert_same([shutil.which("node"), "-e", NODE], 6)

    def test_git(self):
        # git runs git: exec'd children are followed, so that all of it is traced.
        self.assert_same(["/bin/bash", "-c", GIT], 128, follow="exec")

    def test_gcc_accepts(self):
        script = (
            "cat > a.cc; g++ -O1 -Wall -o a a.cc && ./a && sha256sum a"
            " && g++ -O2 -S -o - a.cc"
        )
        self.assert_same(["/bin/bash", "-c", script], 0, CPLUSPLUS.encode(), follow="exec")

    def test_gcc_rejects(self):
        script = "cat > a.cc; g++ -fsyntax-only a.cc"
        wrong = CPLUSPLUS.replace("push_back(i)", "push_back(i, nonsense)")
        self.assert_same(["/bin/bash", "-c", script], 1, wrong.encode(), follow="exec")


if __name__ == "__main__":
    unittest.main()
