"""What users copy from examples/ci works: the commands of both CI files, and the
CMake project against an installed leaktrace."""

import os
import re
import shutil
import subprocess
import unittest

from leaktrace_e2e import BUILD, ROOT, EndToEnd, clean_environment

EXAMPLES = os.path.join(ROOT, "examples", "ci")


def commands(name):
    """The leaktrace commands of a CI file, in order."""
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as stream:
        return re.findall(r"^\s+(?:run:|-) (leaktrace .*)$", stream.read(), re.M)


class Examples(EndToEnd):
    def setUp(self):
        super().setUp()
        self.prefix = os.path.join(self.scratch, "usr")
        self.project = os.path.join(self.scratch, "project")
        shutil.copytree(EXAMPLES, os.path.join(self.project, "examples", "ci"))
        self.shell(f"cmake --install '{BUILD}' --prefix '{self.prefix}'")

    def shell(self, command, status=0):
        environment = clean_environment()
        environment["PATH"] = f"{self.prefix}/bin:{environment['PATH']}"
        environment["GITHUB_STEP_SUMMARY"] = os.path.join(self.scratch, "summary")
        result = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=self.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        self.assertEqual(result.returncode, status, command + "\n" + result.stdout)
        return result.stdout

    def build_server(self, *flags):
        os.makedirs(os.path.join(self.project, "build"), exist_ok=True)
        source = "examples/ci/cmake/service.cc"
        self.shell(f"g++ -std=c++20 -O1 -g {' '.join(flags)} {source} -o build/server")

    def run_ci(self, name, status):
        found = commands(name)
        self.assertEqual(
            [line.split()[1] for line in found], ["selftest", "run", "check"]
        )
        for line in found[:-1]:
            self.shell(line)
        return self.shell(found[-1], status)

    def read(self, *path):
        with open(os.path.join(*path), encoding="utf-8") as stream:
            return stream.read()

    def test_github_passes_a_healthy_server(self):
        self.build_server()
        self.run_ci("github.yml", status=0)
        self.assertIn("leaktrace: passed", self.read(self.scratch, "summary"))
        self.assertIn("2.1.0", self.read(self.project, "leaktrace.sarif"))

    def test_gitlab_fails_a_leaky_server(self):
        self.build_server("-DLEAKS")
        self.assertIn("HandleRequest", self.run_ci("gitlab-ci.yml", status=1))
        self.assertIn("<failure", self.read(self.project, "leaktrace.xml"))

    def test_cmake_project_gates_its_memory(self):
        self.shell(
            f"cmake -S examples/ci/cmake -B tree -DCMAKE_PREFIX_PATH='{self.prefix}'"
            " -DCMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build tree"
        )
        self.shell("ctest --test-dir tree --output-on-failure")
        report = self.read(self.project, "tree", "leaktrace", "leaky_service_grows.xml")
        self.assertIn("HandleRequest", report)

    def test_wrong_arguments_are_named(self):
        path = os.path.join(self.project, "examples", "ci", "cmake", "CMakeLists.txt")
        with open(path, "a", encoding="utf-8") as stream:
            stream.write("leaktrace_add_test(NAME y)\n")
        output = self.shell(
            f"cmake -S examples/ci/cmake -B other -DCMAKE_PREFIX_PATH='{self.prefix}'"
            " -DCMAKE_BUILD_TYPE=Release",
            status=1,
        )
        self.assertIn("NAME and COMMAND are needed", output)


if __name__ == "__main__":
    unittest.main()
