// `leaktrace diff` of series whose times and growth are known.
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

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// Registry::Keep gains a mebibyte every ten seconds.
constexpr double kPerMinute = 6 << 20;

json Row(const json& diff) {
  for (const json& row : diff["rows"]) {
    if (row["name"] == "Registry::Keep") return row;
  }
  return {};
}

TEST(DiffCommand, SlopesPerMinute) {
  const JudgedSeries base(14, 0);
  const JudgedSeries head(14);
  const CommandResult result = RunLeaktrace(
      {"diff", "--json", "--per", "time", base.path(), head.path()});
  const json diff = json::parse(result.out);
  EXPECT_EQ(diff["slope_per"], "min");
  EXPECT_EQ(Row(diff)["base_slope"]["bytes"], 0);
  EXPECT_NEAR(Row(diff)["head_slope"]["bytes"].get<double>(), kPerMinute,
              kPerMinute / 10);
  EXPECT_FALSE(Row(diff)["slope_noise"].get<bool>());
  EXPECT_EQ(result.err, "");
}

TEST(DiffCommand, SaysWhatIsOddAboutEitherSide) {
  const JudgedSeries base(14);
  const JudgedSeries head(14);
  std::filesystem::remove(head.File(6));
  const CommandResult result = RunLeaktrace({"diff", base.path(), head.path()});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.err,
              HasSubstr("warning: " + head.path() + ": 1 snapshot"));
  EXPECT_THAT(result.err, Not(HasSubstr(base.path())));
}

TEST(DiffCommand, ABundleIsASeries) {
  const JudgedSeries base(14, 0);
  const JudgedSeries head(14);
  const TemporaryDirectory scratch;
  const std::string bundle = scratch.path() + "/head.tar.gz";
  ASSERT_EQ(RunLeaktrace({"bundle", "-o", bundle, head.path()}).exit_status, 0);
  const CommandResult result =
      RunLeaktrace({"diff", "--json", base.path(), bundle});
  const json diff = json::parse(result.out);
  EXPECT_EQ(diff["head"], bundle);
  EXPECT_NEAR(Row(diff)["head_slope"]["bytes"].get<double>(), kPerMinute,
              kPerMinute / 10);
}

}  // namespace
}  // namespace leaktrace::report
