// Splitting the growth of a process: every byte is somewhere, nothing unknown
// is made up.
#include "report/analysis/memory_reconciliation.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

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
  EXPECT_EQ(result.unexplained_growth, 100);
  EXPECT_DOUBLE_EQ(result.share_explained.value_or(-1), 0.9);
}

TEST(MemoryReconciliation, LeavesUnknownFactsEmpty) {
  const MemoryReconciliation result =
      ReconcileMemory(SnapshotInfo(), 100, SnapshotInfo(), 300);

  EXPECT_EQ(result.live_growth, 200);
  EXPECT_EQ(result.process_growth, std::nullopt);
  EXPECT_EQ(result.retained_growth, std::nullopt);
  EXPECT_EQ(result.self_growth, std::nullopt);
  EXPECT_EQ(result.unexplained_growth, std::nullopt);
  EXPECT_EQ(result.share_explained, std::nullopt);
}

TEST(MemoryReconciliation, CountsAnUnknownPartAsOther) {
  SnapshotInfo first;
  first.memory = {{"rss_anon_bytes", 0}};
  SnapshotInfo last;
  last.memory = {{"rss_anon_bytes", 100}};

  const MemoryReconciliation result = ReconcileMemory(first, 0, last, 60);

  EXPECT_EQ(result.unexplained_growth, 40);
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
  EXPECT_EQ(result.unexplained_growth, -150);
  EXPECT_EQ(result.share_explained, std::nullopt);
}

TEST(MemoryReconciliation, NeverExplainsLessThanNothing) {
  // Heap that was allocated but not touched: more live than resident.
  const MemoryReconciliation result =
      ReconcileMemory(WithMemory(0, 0, 0), 0, WithMemory(10, 0, 0), 1000);

  EXPECT_EQ(result.unexplained_growth, -990);
  EXPECT_EQ(result.share_explained, 0);
}

// A process of glibc whose allocator has statistics, or has none.
SnapshotInfo OfGlibc(int64_t anonymous, std::map<std::string, int64_t> facts,
                     std::map<std::string, int64_t> mappings) {
  SnapshotInfo info;
  info.memory = std::move(facts);
  info.memory["rss_anon_bytes"] = anonymous;
  info.mappings = std::move(mappings);
  return info;
}

TEST(MemoryReconciliation, NamesMappingsOutsideOfTheHeap) {
  const MemoryReconciliation result = ReconcileMemory(
      OfGlibc(1000, {{"heap_in_use_bytes", 500}, {"heap_retained_bytes", 0}},
              {{"[heap]", 500}, {"[anonymous]", 400}, {"/a.so", 100}}),
      450,
      OfGlibc(4000, {{"heap_in_use_bytes", 1500}, {"heap_retained_bytes", 300}},
              {{"[heap]", 1800},
               {"[anonymous]", 1500},
               {"/a.so", 90},
               {"[thread stacks]", 610}}),
      1350);

  EXPECT_EQ(result.process_growth, 3000);
  EXPECT_EQ(result.live_growth, 900);
  EXPECT_EQ(result.overhead_growth, 100);
  EXPECT_EQ(result.retained_growth, 300);
  const std::vector<MappingGrowth> mappings = {
      {"[anonymous]", 1100}, {"[thread stacks]", 610}, {"/a.so", -10}};
  EXPECT_EQ(result.mappings, mappings);
  EXPECT_EQ(result.unexplained_growth, 0);
  EXPECT_DOUBLE_EQ(result.share_explained.value_or(-1), 1);
}

TEST(MemoryReconciliation, FreeMemoryThatWasGivenBackIsNotKept) {
  const MemoryReconciliation result = ReconcileMemory(
      OfGlibc(0, {{"heap_in_use_bytes", 0}, {"heap_retained_bytes", 0}}, {}), 0,
      OfGlibc(100, {{"heap_in_use_bytes", 80}, {"heap_retained_bytes", 900}},
              {}),
      80);

  EXPECT_EQ(result.retained_growth, 20);
  EXPECT_EQ(result.unexplained_growth, 0);
}

TEST(MemoryReconciliation, WithoutStatisticsTheHeapBeyondTheLiveIsKept) {
  const MemoryReconciliation result = ReconcileMemory(
      OfGlibc(100, {}, {{"[heap]", 100}}), 90,
      OfGlibc(1300, {},
              {{"[heap]", 700}, {"[malloc arenas]", 400}, {"[stack]", 200}}),
      90);

  EXPECT_EQ(result.retained_growth, 1000);
  EXPECT_EQ(result.overhead_growth, std::nullopt);
  EXPECT_EQ(result.unexplained_growth, 0);
}

TEST(MemoryReconciliation, HeapThatWasNeverTouchedStaysUnexplained) {
  const MemoryReconciliation result = ReconcileMemory(
      OfGlibc(100, {{"heap_in_use_bytes", 0}}, {{"[anonymous]", 100}}), 0,
      OfGlibc(200, {{"heap_in_use_bytes", 5000}}, {{"[anonymous]", 200}}),
      5000);

  EXPECT_EQ(result.unexplained_growth, -4900);
  EXPECT_TRUE(result.mappings.empty());
}

TEST(MemoryReconciliation, OneLookAtMappingsIsNotEnough) {
  const MemoryReconciliation result = ReconcileMemory(
      OfGlibc(100, {}, {}), 0, OfGlibc(200, {}, {{"[anonymous]", 200}}), 0);

  EXPECT_TRUE(result.mappings.empty());
  EXPECT_EQ(result.unexplained_growth, 100);
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
