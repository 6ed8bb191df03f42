#include "preload/snapshot/retention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

// Keeps a series of `count` snapshots of 1 byte within a cap of bytes.
std::vector<StoredSnapshot> KeptOf(uint32_t count, uint64_t cap_bytes) {
  std::vector<StoredSnapshot> stored;
  for (uint32_t sequence = 0; sequence < count; ++sequence) {
    stored.push_back({1, sequence});
    for (;;) {
      const size_t victim = ChooseVictim(stored, {cap_bytes, 0});
      if (victim == kNoVictim) break;
      stored.erase(stored.begin() + static_cast<long>(victim));
    }
  }
  return stored;
}

TEST(RetentionTest, NothingGoesWhileTheLimitsAreKept) {
  const std::vector<StoredSnapshot> stored = {{10, 0}, {10, 1}, {10, 2}};
  EXPECT_EQ(ChooseVictim(stored, {30, 3}), kNoVictim);
  EXPECT_EQ(ChooseVictim(stored, {0, 0}), kNoVictim);
  EXPECT_NE(ChooseVictim(stored, {29, 0}), kNoVictim);
  EXPECT_NE(ChooseVictim(stored, {0, 2}), kNoVictim);
}

TEST(RetentionTest, FirstAndLastStayEvenBeyondTheCap) {
  const std::vector<StoredSnapshot> two = {{10, 0}, {10, 5}};
  EXPECT_EQ(ChooseVictim(two, {1, 0}), kNoVictim);
  EXPECT_FALSE(IsWithin(two, {1, 0}));
  EXPECT_EQ(ChooseVictim({}, {1, 0}), kNoVictim);
  for (const uint32_t count : {3u, 10u, 100u, 1000u}) {
    const auto kept = KeptOf(count, 2);
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept.front().sequence, 0u);
    EXPECT_EQ(kept.back().sequence, count - 1);
  }
}

TEST(RetentionTest, TheNewestAreDenseWhenTheCapPermits) {
  const auto kept = KeptOf(5000, 64);
  ASSERT_EQ(kept.size(), 64u);
  for (size_t i = 0; i < kDenseCount; ++i) {
    EXPECT_EQ(kept[kept.size() - 1 - i].sequence, 4999 - i);
  }
}

TEST(RetentionTest, TheMiddleThinsOutEvenlyTowardsThePast) {
  for (const uint32_t count : {200u, 1000u, 5000u, 20000u}) {
    const auto kept = KeptOf(count, 64);
    ASSERT_EQ(kept.size(), 64u);
    uint32_t widest = 0;
    for (size_t i = 1; i < kept.size(); ++i) {
      widest = std::max(widest, kept[i].sequence - kept[i - 1].sequence);
    }
    // 48 snapshots for the old part: a power of two of at most twice the mean
    // distance, and one such step more where two densities meet.
    EXPECT_LE(widest, 4 * (count / 48 + 1)) << count;
  }
}

TEST(RetentionTest, MissingNumbersAndMixedSizesAreFine) {
  std::mt19937 random(7);
  std::vector<StoredSnapshot> stored;
  uint32_t sequence = 0;
  constexpr uint64_t kCapBytes = 5000;
  for (int i = 0; i < 2000; ++i) {
    sequence += 1 + random() % 3;
    stored.push_back({random() % 200, sequence});
    for (;;) {
      const size_t victim = ChooseVictim(stored, {kCapBytes, 0});
      if (victim == kNoVictim) break;
      ASSERT_GT(victim, 0u);
      ASSERT_LT(victim, stored.size() - 1);
      stored.erase(stored.begin() + static_cast<long>(victim));
    }
    ASSERT_TRUE(IsWithin(stored, {kCapBytes, 0}));
  }
}

TEST(RetentionTest, TheListRemovesTheFilesItDrops) {
  TemporaryDirectory directory;
  SnapshotList list;
  for (uint32_t sequence = 0; sequence < 40; ++sequence) {
    char name[32];
    snprintf(name, sizeof(name), "/%06u.pb", sequence);
    std::ofstream(directory.path() + name) << "x";
    EXPECT_TRUE(list.Add({1, sequence}, 20, directory.fd()));
  }
  EXPECT_EQ(NamesIn(directory.path()).size(), 20u);
  EXPECT_EQ(list.stored().size(), 20u);
  EXPECT_FALSE(list.Add({1000, 40}, 20, directory.fd()));
}

}  // namespace
}  // namespace leaktrace
