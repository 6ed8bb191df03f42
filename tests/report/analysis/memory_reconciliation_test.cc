// Splitting the growth of a process: every byte is somewhere, nothing unknown
// is made up.
#include "report/analysis/memory_reconciliation.h"

#include <gtest/gtest.h>

#include <limits>

namespace leaktrace::report {
namespace {

SnapshotInfo WithMemory(int64_t anonymous, int64_t swapped, int64_t retained) {
  SnapshotInfo info;
  info.memory = {{"rss_anon_bytes", anonymous},
                 {"swap_bytes", swapped},
                 {"heap_retained_bytes", retained}};
  return info;
}

TEST(MemoryReconciliation, SplitsGrowthIntoItsParts) {
  SnapshotInfo first = WithMemory(1000, 0, 100);
  first.self = {{"stack_table_bytes", 10}, {"stacks", 5}};
  SnapshotInfo last = WithMemory(1800, 200, 150);
  last.self = {{"stack_table_bytes", 60}, {"stacks", 900}};

  const MemoryReconciliation result = ReconcileMemory(first, 500, last, 1300);

  EXPECT_EQ(result.process_growth, 1000);
  EXPECT_EQ(result.live_growth, 800);
  EXPECT_EQ(result.retained_growth, 50);
  EXPECT_EQ(result.self_growth, 50);
  EXPECT_EQ(result.other_growth, 100);
  EXPECT_DOUBLE_EQ(result.share_explained.value_or(-1), 0.9);
}

TEST(MemoryReconciliation, LeavesUnknownFactsEmpty) {
  const MemoryReconciliation result =
      ReconcileMemory(SnapshotInfo(), 100, SnapshotInfo(), 300);

  EXPECT_EQ(result.live_growth, 200);
  EXPECT_EQ(result.process_growth, std::nullopt);
  EXPECT_EQ(result.retained_growth, std::nullopt);
  EXPECT_EQ(result.self_growth, std::nullopt);
  EXPECT_EQ(result.other_growth, std::nullopt);
  EXPECT_EQ(result.share_explained, std::nullopt);
}

TEST(MemoryReconciliation, CountsAnUnknownPartAsOther) {
  SnapshotInfo first;
  first.memory = {{"rss_anon_bytes", 0}};
  SnapshotInfo last;
  last.memory = {{"rss_anon_bytes", 100}};

  const MemoryReconciliation result = ReconcileMemory(first, 0, last, 60);

  EXPECT_EQ(result.other_growth, 40);
  EXPECT_DOUBLE_EQ(result.share_explained.value_or(-1), 0.6);
}

TEST(MemoryReconciliation, DoesNotCountReservedAddressSpace) {
  SnapshotInfo first;
  first.self = {{"live_table_reserved_bytes", 0}, {"table_bytes", 1}};
  SnapshotInfo last;
  last.self = {{"live_table_reserved_bytes", 1 << 20}, {"table_bytes", 3}};

  EXPECT_EQ(ReconcileMemory(first, 0, last, 0).self_growth, 2);
}

TEST(MemoryReconciliation, GivesNoShareWhenTheProcessDidNotGrow) {
  const MemoryReconciliation result =
      ReconcileMemory(WithMemory(500, 0, 0), 0, WithMemory(400, 0, 0), 50);

  EXPECT_EQ(result.process_growth, -100);
  EXPECT_EQ(result.other_growth, -150);
  EXPECT_EQ(result.share_explained, std::nullopt);
}

TEST(MemoryReconciliation, NeverExplainsLessThanNothing) {
  // Heap that was allocated but not touched: more live than resident.
  const MemoryReconciliation result =
      ReconcileMemory(WithMemory(0, 0, 0), 0, WithMemory(10, 0, 0), 1000);

  EXPECT_EQ(result.other_growth, -990);
  EXPECT_EQ(result.share_explained, 0);
}

TEST(MemoryReconciliation, DoesNotOverflowOnAbsurdFacts) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

  const MemoryReconciliation result = ReconcileMemory(
      WithMemory(0, 0, kMax), kMax, WithMemory(kMax, kMax, 0), -kMax);

  EXPECT_GT(result.process_growth.value_or(0), 0);
  EXPECT_LT(result.live_growth, 0);
}

}  // namespace
}  // namespace leaktrace::report
