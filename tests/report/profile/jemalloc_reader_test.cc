// jemalloc heap dumps: all-thread counts are read, per-thread rows are not
// added a second time.
#include "report/profile/jemalloc_reader.h"

#include <gmock/gmock.h>

#include "report/profile/profile_reader.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;

absl::StatusOr<Profile> Parse(const std::string& text) {
  return ParseProfile(text, "a.heap");
}

TEST(JemallocReader, ReadsTheCountsOfAllThreadsOnce) {
  const absl::StatusOr<Profile> profile = Parse(
      "heap_v2/1\n  t*: 5: 500 [9: 900]\n  t0: 5: 500 [9: 900] main\n"
      "@ 0x1001 0x2001\n  t*: 2: 200 [4: 400]\n  t0: 2: 200 [4: 400]\n"
      "@ 0x2001\n  t*: 3: 300 [5: 500]\n  t0: 1: 100 [5: 500]\n"
      "  t7: 2: 200 [0: 0] worker 1\n\n"
      "MAPPED_LIBRARIES:\n1000-3000 r-xp 00000000 fe:01 12 /bin/app\n");

  ASSERT_THAT(profile, Succeeds());
  ASSERT_EQ(profile->samples.size(), 2u);
  EXPECT_EQ(profile->samples[0].live_bytes, 200);
  EXPECT_EQ(profile->samples[1].live_bytes, 300);
  EXPECT_EQ(profile->samples[1].alloc_objects, 5);
  EXPECT_EQ(profile->locations.size(), 2u);
  EXPECT_EQ(profile->locations[1].mapping, 0);
}

TEST(JemallocReader, WeightsByTheRateInTheHeader) {
  const absl::StatusOr<Profile> profile =
      Parse("heap_v2/524288\n@ 0x1001\n  t*: 1: 16 [0: 0]\n");

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->info.interval_bytes, 524288);
  EXPECT_NEAR(static_cast<double>(profile->samples[0].live_bytes), 524296, 1);
  EXPECT_EQ(profile->samples[0].sampled_objects, 1);
}

TEST(JemallocReader, RefusesAStackWithoutCounts) {
  for (const char* const rest : {"", "@ 0x2\n  t*: 1: 1 [0: 0]\n",
                                 "  t1: 1: 1 [0: 0]\nMAPPED_LIBRARIES:\n"}) {
    EXPECT_THAT(Parse(std::string("heap_v2/1\n@ 0x1\n") + rest),
                FailsWith(StatusCode::kDataLoss, "no t* line"));
  }
}

TEST(JemallocReader, RefusesAStackWithTwoCounts) {
  EXPECT_THAT(Parse("heap_v2/1\n@ 0x1\n  t*: 1: 1 [0: 0]\n  t*: 1: 1 [0: 0]\n"),
              FailsWith(StatusCode::kDataLoss, "two t* lines"));
}

TEST(JemallocReader, RefusesALineOfNoKind) {
  EXPECT_THAT(Parse("heap_v2/1\nwhat?\n"),
              FailsWith(StatusCode::kDataLoss, "a.heap: byte 10"));
}

TEST(JemallocReader, RefusesAHeaderWithoutARate) {
  for (const char* const header : {"heap_v2/\n", "heap_v2/0\n", "heap_v2/x"}) {
    EXPECT_THAT(Parse(header),
                FailsWith(StatusCode::kDataLoss, "interval was expected"));
  }
}

}  // namespace
}  // namespace leaktrace::report
