#include "preload/tracking/shadow_table.h"

#include <atomic>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/live_table.h"

namespace leaktrace {
namespace {

constexpr size_t kRegionBytes = 64u << 20;
constexpr size_t kLeafBytes = kRegionBytes / 2 + 8192;
constexpr size_t kPlenty = 16 * kLeafBytes;

LiveRecord RecordAt(uintptr_t address, uint64_t size_bytes = 10,
                    uint32_t birth = 3) {
  return {address, StackId{7}, size_bytes, birth, 0};
}

std::map<uintptr_t, uint64_t> SizesIn(const auto& table) {
  std::map<uintptr_t, uint64_t> sizes;
  table.ForEach(
      [&sizes](const LiveRecord& r) { sizes[r.address] = r.size_bytes; });
  return sizes;
}

TEST(ShadowTableTest, ReturnsWhatWasInserted) {
  ShadowTable table;
  table.Init(kPlenty);
  for (const uint64_t size_bytes :
       {0ull, 24ull, (1ull << 20) - 1, 1ull << 20, 1ull << 37}) {
    const LiveRecord in = {0x7f1234567890, StackId{kMaxStackId}, size_bytes,
                           (1u << 20) - 1, 0};
    ASSERT_TRUE(table.Insert(in));
    LiveRecord out;
    ASSERT_TRUE(table.Remove(in.address, &out));
    EXPECT_EQ(out.address, in.address);
    EXPECT_EQ(out.stack, in.stack);
    EXPECT_EQ(out.size_bytes, in.size_bytes);
    EXPECT_EQ(out.birth, in.birth);
    EXPECT_FALSE(table.Remove(in.address, &out));
  }
  EXPECT_TRUE(SizesIn(table).empty());
}

TEST(ShadowTableTest, RefusesWhatIsNotItsOwn) {
  ShadowTable table;
  table.Init(kPlenty);
  EXPECT_FALSE(table.Insert(RecordAt(0x10008)));
  EXPECT_FALSE(table.Insert(RecordAt(uintptr_t{1} << 47)));
  LiveRecord weighted = RecordAt(0x10000);
  weighted.interval_shift = 1;
  EXPECT_FALSE(table.Insert(weighted));
  // The second word of its record would belong to the next region.
  EXPECT_FALSE(table.Insert(RecordAt(kRegionBytes - 16, 1u << 21)));
  LiveRecord out;
  EXPECT_FALSE(table.Remove(0x10008, &out));
  EXPECT_FALSE(table.ForgetUsual(0));
}

TEST(ShadowTableTest, AForgottenLargeBlockTakesTheLongWay) {
  ShadowTable table;
  table.Init(kPlenty);
  ASSERT_TRUE(table.Insert(RecordAt(0x10000, 5u << 20)));
  EXPECT_FALSE(table.ForgetUsual(0x10000));
  LiveRecord out;
  EXPECT_TRUE(table.Remove(0x10000, &out));
  EXPECT_EQ(out.size_bytes, 5u << 20);
}

TEST(ShadowTableTest, StopsAtItsBudgetOfLeaves) {
  ShadowTable table;
  table.Init(2 * kLeafBytes);
  EXPECT_TRUE(table.Insert(RecordAt(0x10)));
  EXPECT_TRUE(table.Insert(RecordAt(kRegionBytes)));
  EXPECT_FALSE(table.Insert(RecordAt(2 * kRegionBytes)));
  EXPECT_TRUE(table.Insert(RecordAt(kRegionBytes + 16)));
  EXPECT_EQ(SizesIn(table).size(), 3u);
}

TEST(ShadowTableTest, WithoutMemoryEverythingGoesToTheBuckets) {
  LiveTable table;
  ASSERT_TRUE(table.Init(1 << 20, kLeafBytes / 2));
  ASSERT_TRUE(table.Insert(RecordAt(0x10000)));
  LiveRecord out;
  EXPECT_TRUE(table.Remove(0x10000, &out));
}

// An allocator with a class of eight bytes puts two blocks into a granule.
TEST(ShadowTableTest, EightByteClassesAreKeptByTheLiveTable) {
  LiveTable table;
  ASSERT_TRUE(table.Init(4 << 20, kPlenty));
  std::map<uintptr_t, uint64_t> model;
  for (uintptr_t i = 0; i < 1000; ++i) {
    model[0x50000 + i * 8] = i % 9;
    ASSERT_TRUE(table.Insert(RecordAt(0x50000 + i * 8, i % 9)));
  }
  EXPECT_EQ(SizesIn(table), model);
  for (const auto& [address, size_bytes] : model) {
    LiveRecord out;
    ASSERT_TRUE(table.Remove(address, &out));
    ASSERT_EQ(out.size_bytes, size_bytes);
  }
  EXPECT_TRUE(SizesIn(table).empty());
}

TEST(ShadowTableTest, AgreesWithAModelUnderRandomUse) {
  LiveTable table;
  ASSERT_TRUE(table.Init(4 << 20, kPlenty));
  std::map<uintptr_t, uint64_t> model;
  std::mt19937_64 random(42);
  for (int step = 0; step < 200000; ++step) {
    // Across the border between two regions.
    const uintptr_t address = kRegionBytes / 2 + random() % 30000 * 4096;
    LiveRecord out;
    if (model.contains(address)) {
      ASSERT_TRUE(table.Remove(address, &out));
      ASSERT_EQ(out.size_bytes, model[address]);
      model.erase(address);
    } else {
      const uint64_t size_bytes = random() % 4096;
      ASSERT_TRUE(table.Insert(RecordAt(address, size_bytes)));
      model[address] = size_bytes;
    }
  }
  EXPECT_EQ(SizesIn(table), model);
}

TEST(ShadowTableTest, CountsThePagesThatWereWritten) {
  ShadowTable table;
  table.Init(kPlenty);
  EXPECT_EQ(table.UsedBytes(), 0u);
  ASSERT_TRUE(table.Insert(RecordAt(0x10000)));
  const size_t one = table.UsedBytes();
  ASSERT_TRUE(table.Insert(RecordAt(0x10010)));
  EXPECT_EQ(table.UsedBytes(), one);
  ASSERT_TRUE(table.Insert(RecordAt(0x10000 + 512 * 16)));
  EXPECT_EQ(table.UsedBytes(), one + 4096);
}

// Every record carries its own address in its size, so a torn read shows.
TEST(ShadowTableTest, ReadersSeeWholeRecordsWhileThreadsInsertAndRemove) {
  ShadowTable table;
  table.Init(kPlenty);
  constexpr int kThreads = 3;
  constexpr int kRounds = 30000;
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&table, &running, t] {
      for (int round = 0; round < kRounds; ++round) {
        // Half of them too large for one word.
        const uintptr_t address =
            0x80000 +
            static_cast<uintptr_t>(round % 97 * kThreads + t) * 0x8000;
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
