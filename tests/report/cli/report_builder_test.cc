// Series as they come in practice: incomplete, out of order, mixed, with a
// clock that was set. The answer stays right, and what is odd is said.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/report/cli/judged_series.h"
#include "tests/report/cli/run_leaktrace.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kGrows[] = "Registry::Keep grows by";

TEST(ReportBuilder, GapsHideNoLeakAndAreSaid) {
  const JudgedSeries series(20);
  for (const int gone : {5, 6, 7, 12}) {
    std::filesystem::remove(series.File(gone));
  }
  const CommandResult result = RunLeaktrace({"report", series.path()});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(kGrows));
  EXPECT_THAT(result.out, HasSubstr("4 snapshots between the first and the "
                                    "last missing"));
}

TEST(ReportBuilder, OrderOfTheFilesDoesNotMatter) {
  const JudgedSeries series(14);
  std::vector<std::string> words = {"report"};
  for (const int i : {9, 3, 0, 13, 1, 7, 12, 2, 11, 4, 10, 5, 8, 6}) {
    words.push_back(series.File(i));
  }
  const CommandResult result = RunLeaktrace(words);
  EXPECT_THAT(result.out, HasSubstr(kGrows));
  EXPECT_THAT(result.out, Not(HasSubstr("missing")));
}

TEST(ReportBuilder, AClockThatWasSetChangesNoRate) {
  constexpr int64_t kHourNs = 3'600'000'000'000;
  const CommandResult steady =
      RunLeaktrace({"report", "--json", JudgedSeries(14).path()});
  for (const int64_t jump : {kHourNs, -kHourNs}) {
    const JudgedSeries series(14, 1 << 20, jump);
    const CommandResult result =
        RunLeaktrace({"report", "--json", series.path()});
    const auto json = nlohmann::json::parse(result.out);
    EXPECT_EQ(json["owners"][0]["growth"],
              nlohmann::json::parse(steady.out)["owners"][0]["growth"]);
    EXPECT_THAT(json["warnings"].dump(), HasSubstr("clock was set 1 time"));
  }
}

TEST(ReportBuilder, ARestartIsAnotherProcess) {
  const JudgedSeries before(8);
  const JudgedSeries after(8, 1 << 20, 0, 2000);
  const CommandResult result =
      RunLeaktrace({"report", before.File(6), before.File(7), after.File(0)});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("snapshots of different processes"));
  EXPECT_THAT(result.err, HasSubstr(before.File(6)));
  EXPECT_THAT(result.err, HasSubstr(after.File(0)));
}

// The newest series is reported; who ran at the same time is named, who ran
// before is not.
TEST(ReportBuilder, OtherProcessesOfTheRunAreNamed) {
  namespace fs = std::filesystem;
  const TemporaryDirectory base;
  const JudgedSeries series(8);
  const auto put = [&](const char* name, fs::file_time_type first) {
    const fs::path to = fs::path(base.path()) / name;
    fs::copy(series.path(), to);
    for (const fs::directory_entry& file : fs::directory_iterator(to)) {
      const int number = std::stoi(file.path().stem().string());
      fs::last_write_time(file, first + std::chrono::seconds(number));
    }
  };
  const auto now = fs::file_time_type::clock::now();
  put("server.h.1.1", now);
  put("worker.h.2.1", now - std::chrono::seconds(1));
  put("earlier.h.3.1", now - std::chrono::hours(1));
  for (const char* command : {"report", "check"}) {
    const CommandResult result = RunLeaktrace({command, base.path()});
    EXPECT_THAT(result.out, HasSubstr("not looked at here: worker.h.2.1;"));
    EXPECT_THAT(result.out, Not(HasSubstr("earlier")));
  }
  const CommandResult named =
      RunLeaktrace({"report", base.path() + "/server.h.1.1"});
  EXPECT_THAT(named.out, Not(HasSubstr("not looked at")));
}

TEST(ReportBuilder, TheSameSnapshotTwiceIsRefused) {
  const JudgedSeries series(8);
  const CommandResult result =
      RunLeaktrace({"report", series.File(1), series.File(1)});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("leave one of them out"));
}

TEST(ReportBuilder, ACutSnapshotIsNamed) {
  const JudgedSeries series(8);
  std::filesystem::resize_file(series.File(4), 100);
  const CommandResult result = RunLeaktrace({"report", series.path()});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr(series.File(4)));
}

}  // namespace
}  // namespace leaktrace::report
