#include "preload/tracking/live_table.h"

#include <atomic>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

LiveRecord RecordAt(uintptr_t address, uint64_t size_bytes = 10,
                    uint32_t birth = 3) {
  return {address, StackId{7}, size_bytes, birth, 2};
}

TEST(LiveTableTest, ReturnsWhatWasInserted) {
  LiveTable table;
  ASSERT_TRUE(table.Init(1 << 20));
  const LiveRecord in = {0x7f1234567890, StackId{kMaxStackId},
                         LiveTable::kMaxSizeBytes, LiveTable::kMaxBirth, 15};
  ASSERT_TRUE(table.Insert(in));
  LiveRecord out;
  ASSERT_TRUE(table.Remove(in.address, &out));
  EXPECT_EQ(out.address, in.address);
  EXPECT_EQ(out.stack, in.stack);
  EXPECT_EQ(out.size_bytes, in.size_bytes);
  EXPECT_EQ(out.birth, in.birth);
  EXPECT_EQ(out.interval_shift, in.interval_shift);
}

TEST(LiveTableTest, RemovesOnceOnly) {
  LiveTable table;
  ASSERT_TRUE(table.Init(1 << 20));
  LiveRecord out;
  EXPECT_FALSE(table.Remove(0x1000, &out));
  ASSERT_TRUE(table.Insert(RecordAt(0x1000, 0)));
  EXPECT_TRUE(table.Remove(0x1000, &out));
  EXPECT_EQ(out.size_bytes, 0u);
  EXPECT_FALSE(table.Remove(0x1000, &out));
}

TEST(LiveTableTest, BirthsBeyondTheFieldStayAtItsEnd) {
  LiveTable table;
  ASSERT_TRUE(table.Init(1 << 20));
  ASSERT_TRUE(table.Insert(RecordAt(0x1000, 1, UINT32_MAX)));
  LiveRecord out;
  ASSERT_TRUE(table.Remove(0x1000, &out));
  EXPECT_EQ(out.birth, LiveTable::kMaxBirth);
}

TEST(LiveTableTest, DenseNeighboursOverflowAndAreAllFound) {
  LiveTable table;
  ASSERT_TRUE(table.Init(1 << 20));
  // 32 eight-byte blocks for each home of seven slots.
  constexpr uintptr_t kBlocks = 400;
  for (uintptr_t i = 0; i < kBlocks; ++i) {
    ASSERT_TRUE(table.Insert(RecordAt(0x10000 + i * 8, i)));
  }
  for (uintptr_t i = 0; i < kBlocks; ++i) {
    LiveRecord out;
    ASSERT_TRUE(table.Remove(0x10000 + i * 8, &out)) << i;
    EXPECT_EQ(out.size_bytes, i);
  }
  size_t left = 0;
  table.ForEach([&left](const LiveRecord&) { ++left; });
  EXPECT_EQ(left, 0u);
}

TEST(LiveTableTest, FullTableRefusesAndRecovers) {
  LiveTable table;
  ASSERT_TRUE(table.Init(128 * 1024));
  uintptr_t n = 0;
  while (table.Insert(RecordAt(0x1000 + n * 8))) ++n;
  EXPECT_GT(n, 300u);
  LiveRecord out;
  for (uintptr_t i = 0; i < n; ++i) {
    ASSERT_TRUE(table.Remove(0x1000 + i * 8, &out));
  }
  EXPECT_TRUE(table.Insert(RecordAt(0x1000)));
}

TEST(LiveTableTest, AgreesWithAModelUnderRandomUse) {
  LiveTable table;
  ASSERT_TRUE(table.Init(4 << 20));
  std::map<uintptr_t, uint64_t> model;
  std::mt19937_64 random(42);
  for (int step = 0; step < 200000; ++step) {
    const uintptr_t address = 0x5000000 + random() % 30000 * 16;
    LiveRecord out;
    if (model.contains(address)) {
      ASSERT_TRUE(table.Remove(address, &out));
      ASSERT_EQ(out.size_bytes, model[address]);
      model.erase(address);
    } else {
      const uint64_t size_bytes = random() % 5000;
      ASSERT_TRUE(table.Insert(RecordAt(address, size_bytes)));
      model[address] = size_bytes;
    }
  }
  std::map<uintptr_t, uint64_t> seen;
  table.ForEach(
      [&seen](const LiveRecord& r) { seen[r.address] = r.size_bytes; });
  EXPECT_EQ(seen, model);
}

// Every record carries its own address in its size, so a torn read shows.
TEST(LiveTableTest, ReadersSeeWholeRecordsWhileThreadsInsertAndRemove) {
  LiveTable table;
  ASSERT_TRUE(table.Init(4 << 20));
  constexpr int kThreads = 3;
  constexpr int kRounds = 60000;
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&table, &running, t] {
      for (int round = 0; round < kRounds; ++round) {
        const uintptr_t address =
            0x1000000 + static_cast<uintptr_t>(round % 97 * kThreads + t) * 16;
        LiveRecord out;
        ASSERT_TRUE(table.Insert(RecordAt(address, address)));
        ASSERT_TRUE(table.Remove(address, &out));
        ASSERT_EQ(out.size_bytes, address);
      }
      --running;
    });
  }
  while (running > 0) {
    table.ForEach(
        [](const LiveRecord& r) { ASSERT_EQ(r.size_bytes, r.address); });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace leaktrace
