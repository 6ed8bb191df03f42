// Overlapping ranges against the rule, tried by brute force.
#include "symbolizer/range_index.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <vector>

namespace leaktrace::symbolizer {
namespace {

TEST(RangeIndexTest, AnEmptyIndexFindsNothing) {
  RangeIndex index;
  index.Build();

  EXPECT_EQ(index.Find(0), std::nullopt);
}

TEST(RangeIndexTest, EndsAreExclusive) {
  RangeIndex index;
  index.Add(10, 20, 1);
  index.Build();

  EXPECT_EQ(index.Find(9), std::nullopt);
  EXPECT_EQ(index.Find(10), 1);
  EXPECT_EQ(index.Find(19), 1);
  EXPECT_EQ(index.Find(20), std::nullopt);
}

TEST(RangeIndexTest, IgnoresReversedRanges) {
  RangeIndex index;
  index.Add(20, 10, 1);
  index.Build();

  EXPECT_EQ(index.Find(15), std::nullopt);
}

TEST(RangeIndexTest, TheOuterRangeGoesOnAfterAnInnerOne) {
  RangeIndex index;
  index.Add(0, 100, 1);
  index.Add(10, 20, 2);
  index.Build();

  EXPECT_EQ(index.Find(5), 1);
  EXPECT_EQ(index.Find(15), 2);
  EXPECT_EQ(index.Find(50), 1);
}

TEST(RangeIndexTest, ReachesTheEndOfTheAddressSpace) {
  RangeIndex index;
  index.Add(UINT64_MAX - 1, UINT64_MAX, 7);
  index.Build();

  EXPECT_EQ(index.Find(UINT64_MAX - 1), 7);
}

struct Range {
  uint64_t start;
  uint64_t end;
};

// The documented rule, without cleverness.
std::optional<uint32_t> Expected(const std::vector<Range>& ranges,
                                 uint64_t address) {
  std::optional<uint32_t> best;
  for (uint32_t i = 0; i < ranges.size(); ++i) {
    const Range& range = ranges[i];
    if (address < range.start || address >= range.end) continue;
    if (!best || range.start > ranges[*best].start ||
        (range.start == ranges[*best].start && range.end < ranges[*best].end)) {
      best = i;
    }
  }
  return best;
}

TEST(RangeIndexTest, AgreesWithTheRuleOnRandomRanges) {
  std::mt19937 random(20240601);
  for (int round = 0; round < 500; ++round) {
    std::vector<Range> ranges(random() % 12);
    RangeIndex index;
    for (uint32_t i = 0; i < ranges.size(); ++i) {
      ranges[i].start = random() % 40;
      ranges[i].end = ranges[i].start + random() % 20;
      index.Add(ranges[i].start, ranges[i].end, i);
    }
    index.Build();
    for (uint64_t address = 0; address < 64; ++address) {
      ASSERT_EQ(index.Find(address), Expected(ranges, address))
          << "round " << round << " address " << address;
    }
  }
}

}  // namespace
}  // namespace leaktrace::symbolizer
