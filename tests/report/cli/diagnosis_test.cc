// Each fact about a program or a process, and the remedy that goes with it.
#include "report/cli/diagnosis.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ProgramFacts Ordinary() {
  ProgramFacts facts;
  facts.path = "/bin/true";
  facts.is_x86_64 = true;
  facts.interpreter = "/lib64/ld-linux-x86-64.so.2";
  return facts;
}

// What is wrong; everything that is has a remedy.
std::string Wrong(const Diagnosis& diagnosis) {
  std::string text;
  for (const Finding& finding : diagnosis) {
    if (finding.severity == Severity::kFine) continue;
    EXPECT_THAT(finding.remedy, Not(IsEmpty())) << finding.fact;
    text += finding.fact + " -> " + finding.remedy + "\n";
  }
  return text;
}

TEST(DiagnoseProgramTest, AnOrdinaryProgramIsFine) {
  EXPECT_EQ(Wrong(DiagnoseProgram(Ordinary())), "");
}

TEST(DiagnoseProgramTest, WhatCannotBePreloadedIsAProblem) {
  ProgramFacts static_program = Ordinary();
  static_program.interpreter.clear();
  ProgramFacts musl = Ordinary();
  musl.interpreter = "/lib/ld-musl-x86_64.so.1";
  ProgramFacts foreign = Ordinary();
  foreign.is_x86_64 = false;
  ProgramFacts setuid = Ordinary();
  setuid.is_setuid = true;
  const std::pair<ProgramFacts, const char*> programs[] = {
      {static_program, "without -static"},
      {musl, "glibc system"},
      {foreign, "for its architecture"},
      {setuid, "run a copy without these rights"}};
  for (const auto& [facts, remedy] : programs) {
    const Diagnosis diagnosis = DiagnoseProgram(facts);
    EXPECT_TRUE(HasProblem(diagnosis)) << remedy;
    EXPECT_THAT(Wrong(diagnosis), HasSubstr(remedy));
  }
}

TEST(DiagnoseProgramTest, AStaticGoProgramIsAProblemAndADynamicOneAWarning) {
  ProgramFacts facts = Ordinary();
  facts.is_go = true;
  EXPECT_FALSE(HasProblem(DiagnoseProgram(facts)));
  EXPECT_THAT(Wrong(DiagnoseProgram(facts)), HasSubstr("Go's own heap"));
  facts.interpreter.clear();
  EXPECT_TRUE(HasProblem(DiagnoseProgram(facts)));
}

TEST(DiagnoseProgramTest, PrefixedAllocatorsAreWarnings) {
  for (const char* name :
       {"je_malloc", "_rjem_malloc", "mi_malloc", "tc_malloc"}) {
    ProgramFacts facts = Ordinary();
    facts.prefixed_allocators = {name};
    EXPECT_FALSE(HasProblem(DiagnoseProgram(facts)));
    EXPECT_THAT(Wrong(DiagnoseProgram(facts)), HasSubstr(name));
  }
}

class DiagnoseProcessTest : public testing::Test {
 protected:
  DiagnoseProcessTest() {
    directory_.Write("maps", "1-2 r-xp 0 0:0 1 /bin/server\n");
    directory_.Write("status", "Name:\tserver\nSeccomp:\t0\n");
    directory_.Write("cgroup", "0::/user.slice\n");
    directory_.Write("environ", std::string("PATH=/bin\0", 10));
  }
  std::string WrongWithProcess() {
    return Wrong(DiagnoseProcess(1, directory_.path(), ""));
  }

  TemporaryDirectory directory_;
};

TEST_F(DiagnoseProcessTest, StartedWithoutTheLibrary) {
  EXPECT_THAT(WrongWithProcess(), HasSubstr("leaktrace run -- COMMAND"));
}

TEST_F(DiagnoseProcessTest, AUnitWithoutTheVariableIsNamed) {
  for (const char* cgroup :
       {"0::/system.slice/redis.service\n",
        "9:name=systemd:/system.slice/redis.service/worker\n0::/\n"}) {
    directory_.Write("cgroup", cgroup);
    EXPECT_THAT(WrongWithProcess(),
                HasSubstr("systemctl edit redis.service, add [Service] "
                          "Environment=LD_PRELOAD="));
  }
}

TEST_F(DiagnoseProcessTest, NamedButNotLoaded) {
  directory_.Write("environ", "LD_PRELOAD=/gone/libleaktrace.so");
  EXPECT_THAT(WrongWithProcess(), HasSubstr("what the loader said"));
}

TEST_F(DiagnoseProcessTest, AnotherVariableThatNamesTheLibraryIsNoPreload) {
  directory_.Write("environ", "X=/build/libleaktrace.so");
  EXPECT_THAT(WrongWithProcess(), HasSubstr("leaktrace run -- COMMAND"));
}

TEST_F(DiagnoseProcessTest, ASeccompFilterIsAWarning) {
  EXPECT_THAT(WrongWithProcess(), Not(HasSubstr("seccomp")));
  directory_.Write("status", "Name:\tserver\nSeccomp:\t2\n");
  EXPECT_THAT(WrongWithProcess(), HasSubstr("preload/SYSCALLS.md"));
}

TEST_F(DiagnoseProcessTest, ProcessOfSomebodyElse) {
  EXPECT_THAT(Wrong(DiagnoseProcess(1, "/nonexistent", "")),
              HasSubstr("or be root"));
}

TEST(DiagnoseInstallationTest, AnUnwritableDirectory) {
  EXPECT_THAT(Wrong(DiagnoseInstallation("/dev/null/x")),
              HasSubstr("set LEAKTRACE_DIR"));
}

TEST(DiagnoseInstallationTest, ADirectoryThatCanBeMadeIsWritable) {
  const TemporaryDirectory directory;
  EXPECT_THAT(Wrong(DiagnoseInstallation(directory.path() + "/a/b")),
              Not(HasSubstr("LEAKTRACE_DIR")));
}

TEST(DiagnoseInstallationTest, ALibraryThatIsNone) {
  const TemporaryDirectory directory;
  const std::string text = directory.Write("libleaktrace.so", "text");
  for (const std::string& library : {text, std::string("/nonexistent.so")}) {
    setenv("LEAKTRACE_LIBRARY", library.c_str(), 1);
    EXPECT_THAT(Wrong(DiagnoseInstallation(directory.path())),
                HasSubstr("LEAKTRACE_LIBRARY"));
    unsetenv("LEAKTRACE_LIBRARY");
  }
}

}  // namespace
}  // namespace leaktrace::report
