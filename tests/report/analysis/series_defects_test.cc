#include "report/analysis/series_defects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A point every second; `waited_ms` is what was waited for until then.
SnapshotSeries SeriesWithWaits(const std::vector<int64_t>& waited_ms) {
  constexpr int64_t kNsPerMs = 1'000'000;
  SnapshotSeries series;
  for (const int64_t waited : waited_ms) {
    SeriesPoint& point = series.points.emplace_back();
    point.time_s = static_cast<double>(series.points.size());
    point.info.waited_ns = waited * kNsPerMs;
  }
  return series;
}

TEST(SeriesDefectsTest, SaysThatTheProcessWasKeptWaiting) {
  EXPECT_THAT(SeriesDefects(SeriesWithWaits({0, 100, 200, 700, 1200})),
              ElementsAre(HasSubstr("10 % of the time in the first half of the "
                                    "series and 50 % in the second")));
}

TEST(SeriesDefectsTest, WaitsThatAreAlwaysTheSameAreNone) {
  EXPECT_THAT(SeriesDefects(SeriesWithWaits({0, 500, 1000, 1500, 2000})),
              IsEmpty());
}

TEST(SeriesDefectsTest, WaitsThatAreNotKnownAreNone) {
  SnapshotSeries series = SeriesWithWaits({0, 100, 200, 700, 1200});
  series.points.back().info.waited_ns.reset();
  EXPECT_THAT(SeriesDefects(series), IsEmpty());
}

}  // namespace
}  // namespace leaktrace::report
