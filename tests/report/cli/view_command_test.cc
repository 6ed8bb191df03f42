// Commands that show a part: by focus and hide, since a mark, by what the
// program said. What is shown adds up, and of how much it is is said.
#include <cstdint>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "report/profile/profile_writer.h"
#include "tests/report/analysis/profile_builder.h"
#include "tests/report/cli/run_leaktrace.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr int64_t kStepNs = 10'000'000'000;
constexpr int64_t kMiB = 1 << 20;
constexpr int kSnapshots = 4;

// Registry::Keep gains a MiB of Sessions in each of four snapshots, LoadConfig
// has 30 MiB. The program calls the time from the third on "warm".
class ViewCommandTest : public testing::Test {
 protected:
  ViewCommandTest() {
    for (int32_t i = 0; i < kSnapshots; ++i) Write(i);
  }

  json Json(std::vector<std::string> words) const {
    words.insert(words.end(), {"--json", directory_.path()});
    const CommandResult result = RunLeaktrace(words);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    return json::parse(result.out);
  }

  std::string Text(std::vector<std::string> words) const {
    words.push_back(directory_.path());
    const CommandResult result = RunLeaktrace(words);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    return result.out;
  }

  void Write(int32_t sequence) {
    ProfileBuilder builder;
    SnapshotInfo& info = builder.profile.info;
    info.from_leaktrace = true;
    info.sequence = sequence;
    info.pid = 7;
    info.uptime_ns = (sequence + 1) * kStepNs;
    info.executable = "/usr/bin/server";
    info.memory["rss_anon_bytes"] = (40 + sequence) * kMiB;
    if (sequence >= 2) info.mark = "warm";
    builder.Add({"LoadConfig(char const*)", "main"}, 30 * kMiB, 0).labels = {
        {"pool", "config", 0, ""}};
    for (int32_t birth = 0; birth <= sequence; ++birth) {
      Sample& sample =
          builder.Add({"operator new(unsigned long)",
                       "std::__new_allocator<Session>::allocate(unsigned long)",
                       "Registry::Keep(int)", "Serve()", "main"},
                      kMiB, birth);
      sample.live_objects = 1024;
      sample.labels = {{"label", "tenant-1", 0, ""}};
    }
    const absl::Status written = WriteProfile(
        builder.profile, ProfileEncoding::kRaw,
        directory_.path() + "/00000" + std::to_string(sequence) + ".pb");
    EXPECT_TRUE(written.ok()) << written;
  }

  TemporaryDirectory directory_;
};

TEST_F(ViewCommandTest, FocusIsSaidAndAddsUp) {
  const json report = Json({"report", "--focus", "Registry::"});
  ASSERT_EQ(report["owners"].size(), 1U);
  EXPECT_EQ(report["owners"][0]["live_bytes"], 4 * kMiB);
  EXPECT_EQ(report["total"]["live_bytes"], 4 * kMiB);
  EXPECT_EQ(report["filter"]["shown_bytes"], 4 * kMiB);
  EXPECT_EQ(report["filter"]["all_bytes"], 34 * kMiB);
  // The process is not smaller for it.
  EXPECT_EQ(report["memory"]["live_growth_bytes"], 3 * kMiB);
  EXPECT_THAT(Text({"report", "--focus", "Registry::"}),
              HasSubstr("live heap 4.0 MiB of 34.0 MiB shown (12 %)"));
}

TEST_F(ViewCommandTest, EveryViewSaysHowMuchItShows) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"top"},
                                                {"tree"},
                                                {"peek", "main"},
                                                {"list", "main"}}) {
    std::vector<std::string> filtered = words;
    filtered.insert(filtered.end(), {"--ignore", "LoadConfig"});
    EXPECT_THAT(Text(filtered),
                HasSubstr("inuse_space: 4.0 MiB of 34.0 MiB shown (12 %)"));
    EXPECT_EQ(Json(filtered)["unfiltered"]["inuse_space"], 34 * kMiB);
    EXPECT_THAT(Text(words), HasSubstr("inuse_space: 34.0 MiB in total"));
  }
}

TEST_F(ViewCommandTest, ADifferenceSaysSoOfBothSides) {
  const std::string path = directory_.path() + "/00000";
  const CommandResult result =
      RunLeaktrace({"diff", "--focus", "Keep", path + "1.pb", path + "3.pb"});
  EXPECT_THAT(result.out, HasSubstr("1.pb (2.0 MiB of 32.0 MiB shown (6.2 %)"));
  EXPECT_THAT(result.out, HasSubstr("3.pb (4.0 MiB of 34.0 MiB shown (12 %)"));
}

TEST_F(ViewCommandTest, HideChangesTheNameAndNotTheBytes) {
  const json report = Json({"report", "--hide", "Registry::"});
  EXPECT_EQ(report["owners"][0]["name"], "Serve");
  EXPECT_EQ(report["owners"][0]["live_bytes"], 4 * kMiB);
  EXPECT_EQ(report["filter"]["shown_bytes"], 34 * kMiB);
}

TEST_F(ViewCommandTest, ABadExpressionIsAWrongCommandLine) {
  for (const char* option : {"--focus", "--ignore", "--hide", "--show"}) {
    const CommandResult result =
        RunLeaktrace({"report", option, "([", directory_.path()});
    EXPECT_EQ(result.exit_status, 4);
    EXPECT_THAT(result.err, HasSubstr(option));
    EXPECT_THAT(result.err, HasSubstr("'(['"));
  }
}

TEST_F(ViewCommandTest, ObjectsOfATypeAreCounted) {
  EXPECT_THAT(Text({"report", "--by", "type"}), HasSubstr("4,096 x Session "));
  EXPECT_THAT(Text({"top", "--by", "type"}), HasSubstr("4,096 x Session"));
  EXPECT_THAT(Text({"report"}),
              HasSubstr("Registry::Keep holds 4,096 x Session\n"));
  const json type = Json({"report"})["owners"][0]["types"][0];
  EXPECT_EQ(type["name"], "Session");
  EXPECT_EQ(type["instances"], 4096);
  EXPECT_EQ(type["live_bytes"], 4 * kMiB);
  EXPECT_EQ(Json({"report", "--by", "type"})["owners"][0]["instances"], 4096);
}

TEST_F(ViewCommandTest, WhatTheProgramSaidIsAGrouping) {
  const json labels = Json({"report", "--by", "label"});
  EXPECT_EQ(labels["owners"][0]["name"], "tenant-1");
  EXPECT_EQ(labels["owners"][0]["live_bytes"], 4 * kMiB);
  EXPECT_EQ(labels["owners"][1]["name"], "[no label]");
  const json pools = Json({"report", "--by", "pool"});
  EXPECT_EQ(pools["owners"][1]["name"], "config");
  EXPECT_EQ(pools["owners"][1]["live_bytes"], 30 * kMiB);
}

TEST_F(ViewCommandTest, SinceAMarkTheTimeBeforeIsLeftOut) {
  const json report = Json({"report", "--since", "warm"});
  EXPECT_EQ(report["process"]["snapshots"], 2);
  EXPECT_EQ(report["owners"][0]["change_bytes"], kMiB);
}

TEST_F(ViewCommandTest, AMarkThatWasNeverSetIsAnError) {
  const CommandResult result =
      RunLeaktrace({"report", "--since", "hot", directory_.path()});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("no snapshot has the mark 'hot'; there "
                                    "are 'warm'"));
}

}  // namespace
}  // namespace leaktrace::report
