// The commands over files: a series written here, read by the built command.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "report/profile/profile_reader.h"
#include "report/profile/profile_writer.h"
#include "tests/report/analysis/profile_builder.h"
#include "tests/report/cli/run_leaktrace.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int64_t kSecondNs = 1'000'000'000;
constexpr int64_t kMiB = 1 << 20;

SnapshotInfo Info(int64_t sequence) {
  SnapshotInfo info;
  info.from_leaktrace = true;
  info.sequence = sequence;
  info.pid = 7;
  info.start_time_ns = 1000 * kSecondNs;
  info.uptime_ns = (sequence + 1) * 10 * kSecondNs;
  info.time_ns = *info.start_time_ns + *info.uptime_ns;
  info.executable = "/usr/bin/server";
  info.memory["rss_anon_bytes"] = (40 + 2 * sequence) * kMiB;
  return info;
}

// Four snapshots ten seconds apart; Registry::Keep gains a MiB in each.
class SeriesTest : public testing::Test {
 protected:
  SeriesTest() {
    for (int32_t i = 0; i < 4; ++i) Write(i);
  }

  void Write(int32_t sequence) {
    ProfileBuilder builder;
    builder.profile.info = Info(sequence);
    builder.Add({"LoadConfig(char const*)", "main"}, 30 * kMiB, 0);
    for (int32_t birth = 0; birth <= sequence; ++birth) {
      builder.Add({"operator new(unsigned long)", "Registry::Keep(int)",
                   "Serve()", "main"},
                  kMiB, birth);
    }
    for (Sample& sample : builder.profile.samples) {
      sample.alloc_bytes = sample.live_bytes;
      sample.alloc_objects = 1;
    }
    const absl::Status written =
        WriteProfile(builder.profile, ProfileEncoding::kRaw, File(sequence));
    EXPECT_TRUE(written.ok()) << written;
  }

  std::string File(int sequence) const {
    return directory_.path() + "/00000" + std::to_string(sequence) + ".pb";
  }

  TemporaryDirectory directory_;
};

TEST_F(SeriesTest, FirstLineNamesTheGrower) {
  const CommandResult result = RunLeaktrace({"report", directory_.path()});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out,
              StartsWith("Registry::Keep holds 3.0 MiB more than at the start "
                         "(+6.0 MiB/min), 100 % of the growth of server\n"));
  EXPECT_THAT(result.out, HasSubstr("4 snapshots over 30 s"));
  EXPECT_THAT(result.out, HasSubstr("4 of 4"));
}

TEST_F(SeriesTest, FilesInAnyOrderGiveTheSameReport) {
  const CommandResult directory = RunLeaktrace({"report", directory_.path()});
  const CommandResult files =
      RunLeaktrace({"report", File(2), File(0), File(3), File(1)});
  EXPECT_EQ(files.out, directory.out);
}

TEST_F(SeriesTest, DirectoryVariableIsTheDefault) {
  const CommandResult result =
      RunLeaktrace({"report"}, {"LEAKTRACE_DIR=" + directory_.path()});
  EXPECT_THAT(result.out, StartsWith("Registry::Keep holds"));
}

TEST_F(SeriesTest, JsonHasTheSameAnswer) {
  const CommandResult result =
      RunLeaktrace({"report", "--json", directory_.path()});
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["owners"][0]["name"], "Registry::Keep");
  EXPECT_EQ(json["owners"][0]["change_bytes"], 3 * kMiB);
  EXPECT_EQ(json["process"]["snapshots"], 4);
  EXPECT_EQ(json["total"]["live_bytes"], 34 * kMiB);
  EXPECT_EQ(json["memory"]["process_growth_bytes"], 6 * kMiB);
}

TEST_F(SeriesTest, OneFileHasNoGrowth) {
  const CommandResult result = RunLeaktrace({"report", File(3)});
  EXPECT_THAT(result.out,
              StartsWith("LoadConfig holds 30.0 MiB, 88 % of the live heap of "
                         "server (one snapshot: no growth known)\n"));
}

TEST_F(SeriesTest, GroupingsShareTheTotal) {
  for (const char* by :
       {"owner", "path", "function", "module", "file", "line"}) {
    const CommandResult result =
        RunLeaktrace({"report", "--json", "--by", by, directory_.path()});
    const auto json = nlohmann::json::parse(result.out);
    int64_t sum = 0;
    for (const auto& row : json["owners"]) {
      sum += row["live_bytes"].get<int64_t>();
    }
    EXPECT_EQ(sum, 34 * kMiB) << by;
  }
}

TEST_F(SeriesTest, TopShowsFlatAndCumulative) {
  const CommandResult flat = RunLeaktrace({"top", "--json", File(3)});
  const auto json = nlohmann::json::parse(flat.out);
  EXPECT_EQ(json["total"]["inuse_space"], 34 * kMiB);
  EXPECT_EQ(json["functions"][0]["function"], "LoadConfig");
  const CommandResult cumulative = RunLeaktrace({"top", "--cum", File(3)});
  EXPECT_THAT(cumulative.out, HasSubstr("100 %  main"));
}

TEST_F(SeriesTest, TreeStartsAtTheEntry) {
  const CommandResult result = RunLeaktrace({"tree", directory_.path()});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("100 %  main  [server]\n"));
  EXPECT_THAT(result.out, HasSubstr("    Registry::Keep"));
}

TEST_F(SeriesTest, DiffIsBMinusA) {
  const CommandResult result = RunLeaktrace({"diff", File(0), File(3)});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("B - A: +3.0 MiB of live heap"));
  const CommandResult reverse = RunLeaktrace({"diff", File(3), File(0)});
  EXPECT_THAT(reverse.out, StartsWith("B - A: -3.0 MiB of live heap"));
}

TEST_F(SeriesTest, SymbolizeKeepsEverything) {
  const std::string out = directory_.path() + "/out.pb.gz";
  const CommandResult result = RunLeaktrace({"symbolize", File(3), "-o", out});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  const auto before = ReadProfile(File(3));
  const auto after = ReadProfile(out);
  ASSERT_TRUE(before.ok() && after.ok()) << after.status();
  EXPECT_EQ(after->samples, before->samples);
  EXPECT_EQ(after->functions, before->functions);
}

TEST_F(SeriesTest, MixedProcessesAreRefused) {
  ProfileBuilder other;
  other.profile.info = Info(9);
  other.profile.info.pid = 8;
  other.Add({"main"}, 1, 0);
  const std::string path = directory_.path() + "/other.pb";
  ASSERT_TRUE(WriteProfile(other.profile, ProfileEncoding::kRaw, path).ok());
  const CommandResult result = RunLeaktrace({"report", File(0), path});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr(path));
}

TEST_F(SeriesTest, UserRulesMoveTheOwner) {
  const std::string rules = directory_.path() + "/my.rules";
  std::FILE* file = std::fopen(rules.c_str(), "w");
  std::fputs("library function Registry::*\n", file);
  std::fclose(file);
  const CommandResult result =
      RunLeaktrace({"report", "--rules", rules, directory_.path()});
  EXPECT_THAT(result.out, StartsWith("Serve holds 3.0 MiB more"));
}

}  // namespace
}  // namespace leaktrace::report
