// The command as users and scripts meet it: exit statuses, one line on stderr
// that names the file and a remedy, help with an example.
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/cli/run_leaktrace.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int kInvalidInput = 3;
constexpr int kUsage = 4;

void ExpectOneErrorLine(const CommandResult& result, int exit_status) {
  EXPECT_EQ(result.exit_status, exit_status);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, StartsWith("leaktrace: "));
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
}

TEST(CommandLineTest, VersionAndHelpSucceed) {
  const CommandResult version = RunLeaktrace({"--version"});
  EXPECT_EQ(version.exit_status, 0);
  EXPECT_THAT(version.out, StartsWith("leaktrace "));
  EXPECT_EQ(RunLeaktrace({"--help"}).exit_status, 0);
}

class HelpTest : public testing::TestWithParam<const char*> {};

TEST_P(HelpTest, HasAnExample) {
  const CommandResult help = RunLeaktrace({GetParam(), "--help"});
  EXPECT_EQ(help.exit_status, 0) << help.err;
  EXPECT_THAT(help.out, HasSubstr("Example"));
  EXPECT_THAT(help.out, HasSubstr(std::string("leaktrace ") + GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Commands, HelpTest,
                         testing::Values("run", "report", "top", "tree", "diff",
                                         "symbolize", "snapshot", "status"));

class UsageErrorTest : public testing::TestWithParam<std::vector<std::string>> {
};

TEST_P(UsageErrorTest, IsOneLineAndStatusFour) {
  ExpectOneErrorLine(RunLeaktrace(GetParam()), kUsage);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, UsageErrorTest,
    testing::Values(
        std::vector<std::string>{}, std::vector<std::string>{"nonsense"},
        std::vector<std::string>{"report", "--nonsense"},
        std::vector<std::string>{"report", "--by", "colour"},
        std::vector<std::string>{"report", "--limit", "many"},
        std::vector<std::string>{"report", "--limit", "-3"},
        std::vector<std::string>{"top", "-n", "99999999999999999999"},
        std::vector<std::string>{"diff", "-n", "nan", "a", "b"},
        std::vector<std::string>{"tree", "--least", "nan"},
        std::vector<std::string>{"check", "--tolerance", "nan"},
        std::vector<std::string>{"check", "--require-coverage", "nan"},
        std::vector<std::string>{"check", "--min-snapshots", "0"},
        std::vector<std::string>{"run", "--cycles", "2", "--", "true"},
        std::vector<std::string>{"run", "--load", "true", "--", "true"},
        std::vector<std::string>{"run", "--output", "json=x", "--", "true"},
        std::vector<std::string>{"top", "--sample", "cpu"},
        std::vector<std::string>{"diff", "one"},
        std::vector<std::string>{"symbolize", "x"},
        std::vector<std::string>{"snapshot"},
        std::vector<std::string>{"status", "abc"},
        std::vector<std::string>{"run"}, std::vector<std::string>{"run", "--"},
        std::vector<std::string>{"run", "--nonsense", "true"},
        std::vector<std::string>{"run", "--every", "x", "--", "true"},
        std::vector<std::string>{"run", "--exact", "--interval", "1K", "--",
                                 "true"}));

TEST(BadInputTest, MissingFileIsNamed) {
  for (const char* command : {"report", "top", "tree"}) {
    const CommandResult result = RunLeaktrace({command, "/nonexistent/x.pb"});
    ExpectOneErrorLine(result, kInvalidInput);
    EXPECT_THAT(result.err, HasSubstr("/nonexistent/x.pb"));
  }
}

TEST(BadInputTest, EmptyRandomAndTruncatedFilesAreNamed) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/bad.pb";
  for (const std::string& bytes :
       {std::string(), std::string("random text"), std::string("\x0a\x7f\x01"),
        std::string("\x1f\x8b\x08\x00\x00", 5), std::string(4096, '\xff')}) {
    std::ofstream(path, std::ios::binary) << bytes;
    const CommandResult result = RunLeaktrace({"report", path});
    ExpectOneErrorLine(result, kInvalidInput);
    EXPECT_THAT(result.err, HasSubstr(path));
  }
}

TEST(BadInputTest, DirectoryWithoutSnapshotsIsNamed) {
  const TemporaryDirectory directory;
  const CommandResult result = RunLeaktrace({"report", directory.path()});
  ExpectOneErrorLine(result, kInvalidInput);
  EXPECT_THAT(result.err, HasSubstr(directory.path()));
}

TEST(BadInputTest, NoProcess) {
  const CommandResult result = RunLeaktrace({"status", "999999999"});
  ExpectOneErrorLine(result, kInvalidInput);
  EXPECT_THAT(result.err, HasSubstr("999999999"));
}

TEST(BadInputTest, MissingRulesFile) {
  ExpectOneErrorLine(
      RunLeaktrace({"top", "--rules", "/nonexistent", "/dev/null"}),
      kInvalidInput);
}

}  // namespace
}  // namespace leaktrace::report
