#include "preload/snapshot/live_summary.h"

#include <gtest/gtest.h>

#include <map>

#include "preload/tracking/stack_table.h"

namespace leaktrace {
namespace {

constexpr LiveScope kExact = {1, 0, 100, 1000};

class LiveSummaryTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(live_.Init(8u << 20)); }
  void Insert(uint32_t stack, uint64_t size_bytes, uint32_t birth,
              uint8_t shift = 0) {
    ASSERT_TRUE(live_.Insert(
        {next_address_ += 4096, StackId{stack}, size_bytes, birth, shift}));
  }

  LiveTable live_;
  LiveSummary summary_;
  uintptr_t next_address_ = 0x10000000;
};

TEST_F(LiveSummaryTest, SumsByStackAndBirthInOrder) {
  Insert(2, 10, 1);
  Insert(1, 5, 3);
  Insert(1, 7, 0);
  Insert(1, 8, 3);
  ASSERT_TRUE(summary_.Collect(live_, kExact));
  const auto cells = summary_.cells();
  ASSERT_EQ(cells.size(), 3u);
  EXPECT_EQ(cells[0].stack(), StackId{1});
  EXPECT_EQ(cells[0].birth(), 0u);
  EXPECT_EQ(cells[1].birth(), 3u);
  EXPECT_EQ(cells[1].samples, 2u);
  EXPECT_EQ(cells[1].bytes, 13u);
  EXPECT_EQ(cells[1].scaled_objects, 2 * StackTable::kObjectScale);
  EXPECT_EQ(cells[1].squared_norm, 25 + 64);
  EXPECT_EQ(cells[1].variance, 0);
  EXPECT_EQ(cells[2].stack(), StackId{2});
}

TEST_F(LiveSummaryTest, RecordsOfTheRunningSnapshotAreClampedOrLeftOut) {
  Insert(1, 1, 9);  // born while the snapshot is taken
  Insert(5, 1, 2);  // a stack first seen while it is taken
  Insert(1, 1, 0);  // inherited over fork
  Insert(1, 1, 4);  // inherited over fork, of the interval of the fork
  ASSERT_TRUE(summary_.Collect(live_, {1, 4, 3, 4}));
  const auto cells = summary_.cells();
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].birth(), 0u);
  EXPECT_EQ(cells[0].samples, 2u);
  EXPECT_EQ(cells[1].birth(), 3u);
}

TEST_F(LiveSummaryTest, EachRecordHasTheWeightOfItsOwnInterval) {
  Insert(1, 1000, 0, 0);
  Insert(2, 1000, 0, 3);
  ASSERT_TRUE(summary_.Collect(live_, {4096, 0, 0, 10}));
  const auto cells = summary_.cells();
  ASSERT_EQ(cells.size(), 2u);
  // 1000 / (1 - exp(-1000 / R))
  EXPECT_NEAR(static_cast<double>(cells[0].bytes), 4616.3, 1);
  EXPECT_NEAR(static_cast<double>(cells[1].bytes), 33270.5, 1);
  EXPECT_NEAR(cells[0].variance, 4616.3 * 3616.3, 2e4);
}

TEST_F(LiveSummaryTest, GrowsFarBeyondItsFirstSize) {
  for (uint32_t i = 1; i <= 20000; ++i) Insert(i, i, i % 7);
  ASSERT_TRUE(summary_.Collect(live_, {1, 0, 100, 20000}));
  const auto cells = summary_.cells();
  ASSERT_EQ(cells.size(), 20000u);
  for (uint32_t i = 0; i < cells.size(); ++i) {
    ASSERT_EQ(cells[i].stack(), StackId{i + 1});
    ASSERT_EQ(cells[i].bytes, i + 1);
  }
}

TEST_F(LiveSummaryTest, CollectStartsOver) {
  Insert(1, 5, 0);
  ASSERT_TRUE(summary_.Collect(live_, kExact));
  ASSERT_TRUE(summary_.Collect(live_, kExact));
  ASSERT_EQ(summary_.cells().size(), 1u);
  EXPECT_EQ(summary_.cells()[0].bytes, 5u);
}

}  // namespace
}  // namespace leaktrace
