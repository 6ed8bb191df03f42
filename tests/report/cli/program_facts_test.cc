#include "report/cli/program_facts.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/cli/elf_bytes.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ProgramFactsTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) {
    std::string path = directory_.Write(name, bytes);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  ProgramFacts Read(const std::string& path) {
    absl::StatusOr<ProgramFacts> facts = ReadProgramFacts(path);
    EXPECT_TRUE(facts.ok()) << facts.status();
    return facts.value_or(ProgramFacts());
  }

  TemporaryDirectory directory_;
};

TEST_F(ProgramFactsTest, AnOrdinaryProgram) {
  const ProgramFacts facts = Read("/bin/true");
  EXPECT_TRUE(facts.is_x86_64);
  EXPECT_THAT(facts.interpreter, EndsWith("ld-linux-x86-64.so.2"));
  EXPECT_THAT(facts.script, IsEmpty());
  EXPECT_THAT(facts.sanitizer, IsEmpty());
  EXPECT_THAT(facts.prefixed_allocators, IsEmpty());
  EXPECT_FALSE(facts.is_setuid || facts.is_go || facts.defines_malloc);
}

TEST_F(ProgramFactsTest, AnotherArchitecture) {
  const ProgramFacts facts = Read(Write("i386", ElfOfI386()));
  EXPECT_FALSE(facts.is_x86_64);
}

TEST_F(ProgramFactsTest, TheLoaderOfAnotherLibc) {
  const std::string loader = "/lib/ld-musl-x86_64.so.1";
  EXPECT_EQ(Read(Write("musl", ElfWithInterpreter(loader))).interpreter,
            loader);
}

TEST_F(ProgramFactsTest, ALoaderNameBeyondTheFileIsNone) {
  for (const uint64_t size : {1000ul, ~0ul, ~0ul - 100}) {
    const std::string path = Write("wild", ElfWithInterpreter("/lib/x", size));
    EXPECT_THAT(Read(path).interpreter, IsEmpty()) << size;
  }
}

TEST_F(ProgramFactsTest, ScriptsLeadToTheirInterpreter) {
  const std::string inner = Write("inner", "#!/bin/true -x\nfalse\n");
  const std::string outer = Write("outer", "#!" + inner + "\n");
  const ProgramFacts facts = Read(outer);
  EXPECT_EQ(facts.script, outer);
  EXPECT_EQ(facts.path, "/bin/true");
}

TEST_F(ProgramFactsTest, EnvIsFollowedToTheProgram) {
  EXPECT_THAT(Read(Write("script", "#!/usr/bin/env true\n")).path,
              EndsWith("/true"));
}

TEST_F(ProgramFactsTest, AScriptThatNamesItselfIsNoProgram) {
  const std::string path = directory_.path() + "/loop";
  Write("loop", "#!" + path + "\n");
  EXPECT_EQ(ReadProgramFacts(path).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ProgramFactsTest, WhatIsNoProgramSaysSo) {
  for (const std::string bytes : {"", "text", "\177ELF", "#!", "#! \n"}) {
    const absl::StatusOr<ProgramFacts> facts =
        ReadProgramFacts(Write("file", bytes));
    ASSERT_FALSE(facts.ok()) << bytes;
    EXPECT_THAT(facts.status().message(), HasSubstr(directory_.path()));
  }
  EXPECT_EQ(ReadProgramFacts("/nonexistent/program").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ProgramFactsTest, MoreRightsAreSeen) {
  const std::string path = Write("setuid", FileBytes("/bin/true"));
  for (const mode_t mode : {04755, 02755}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_TRUE(Read(path).is_setuid) << mode;
  }
}

// Cut or changed anywhere, a file is read without harm.
TEST_F(ProgramFactsTest, DamagedFilesAreHarmless) {
  const std::string whole = FileBytes("/bin/true");
  std::mt19937 random(1);
  const auto below = [&random](size_t n) { return random() % n; };
  for (int i = 0; i < 300; ++i) {
    std::string bytes = whole;
    if (i % 2 == 0) bytes.resize(below(bytes.size()));
    for (int changes = 0; changes < 8 && !bytes.empty(); ++changes) {
      const size_t size = below(4) == 0 ? bytes.size() : 2048;
      bytes[below(std::min(size, bytes.size()))] = static_cast<char>(random());
    }
    const absl::StatusOr<ProgramFacts> facts =
        ReadProgramFacts(Write("damaged", bytes));
    EXPECT_TRUE(facts.ok() ||
                absl::StrContains(facts.status().message(), "damaged"));
  }
}

TEST(FindProgramTest, LooksWhereExecvpLooks) {
  EXPECT_THAT(FindProgram("true").value_or(""), EndsWith("/true"));
  EXPECT_EQ(FindProgram("/bin/true").value_or(""), "/bin/true");
  for (const char* missing : {"/nonexistent", "no-such-program-here"}) {
    EXPECT_EQ(FindProgram(missing).status().code(),
              absl::StatusCode::kNotFound);
  }
}

}  // namespace
}  // namespace leaktrace::report
