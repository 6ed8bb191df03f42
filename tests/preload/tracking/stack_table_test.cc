#include "preload/tracking/stack_table.h"

#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

constexpr size_t kFrameBytes = 1 << 20;
constexpr uint32_t kStacks = 4096;

std::vector<uintptr_t> FramesOf(uintptr_t n) {
  std::vector<uintptr_t> frames;
  for (uintptr_t i = 0; i <= n % 17; ++i) frames.push_back(n * 1000 + i);
  return frames;
}

TEST(StackTableTest, GivesTheSameIdToTheSameStack) {
  StackTable table;
  ASSERT_TRUE(table.Init(kFrameBytes, kStacks));
  const std::vector<uintptr_t> frames = {1, 2, 3};
  const StackId id = table.Intern({frames});
  EXPECT_NE(id, kNoStack);
  EXPECT_EQ(table.Intern({frames}), id);
  EXPECT_EQ(table.size(), 1u);
}

TEST(StackTableTest, KeepsFramesTruncationAndEpoch) {
  StackTable table;
  ASSERT_TRUE(table.Init(kFrameBytes, kStacks));
  const std::vector<uintptr_t> frames = {7, 8, 9};
  const Stack stack = table.Get(table.Intern({frames, true, 5}));
  EXPECT_EQ(std::vector<uintptr_t>(stack.frames.begin(), stack.frames.end()),
            frames);
  EXPECT_TRUE(stack.truncated);
  EXPECT_EQ(stack.unload_epoch, 5u);
}

TEST(StackTableTest, TellsApartByDepthTruncationAndEpoch) {
  StackTable table;
  ASSERT_TRUE(table.Init(kFrameBytes, kStacks));
  const std::vector<uintptr_t> frames = {1, 2, 3};
  const std::span<const uintptr_t> two(frames.data(), 2);
  const std::set<StackId> ids = {table.Intern({frames}), table.Intern({two}),
                                 table.Intern({frames, true}),
                                 table.Intern({frames, false, 1})};
  EXPECT_EQ(ids.size(), 4u);
}

TEST(StackTableTest, AddsTotalsOfAllLanes) {
  StackTable table;
  ASSERT_TRUE(table.Init(kFrameBytes, kStacks));
  const std::vector<uintptr_t> frames = {1};
  const StackId id = table.Intern({frames});
  for (uint32_t lane = 0; lane < 9; ++lane) {
    table.AddAllocation(id, lane, StackTable::kObjectScale, 100);
  }
  EXPECT_EQ(table.Totals(id).objects, 9u);
  EXPECT_EQ(table.Totals(id).bytes, 900u);
}

TEST(StackTableTest, FullTableRefusesNewStacksAndKeepsOldOnes) {
  StackTable table;
  ASSERT_TRUE(table.Init(256 * 1024, 1024));
  std::vector<StackId> ids;
  StackId last = kNoStack;
  uintptr_t n = 0;
  do {
    last = table.Intern({FramesOf(++n)});
    if (last != kNoStack) ids.push_back(last);
  } while (last != kNoStack && n < 10000);
  EXPECT_EQ(last, kNoStack);
  ASSERT_GT(ids.size(), 500u);
  for (uintptr_t i = 1; i <= ids.size(); ++i) {
    EXPECT_EQ(table.Intern({FramesOf(i)}), ids[i - 1]);
  }
}

TEST(StackTableTest, ThreadsAgreeOnIdsAndTotals) {
  StackTable table;
  ASSERT_TRUE(table.Init(kFrameBytes, kStacks));
  constexpr int kThreads = 4;
  constexpr uintptr_t kDistinct = 500;
  std::vector<std::vector<StackId>> seen(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (uintptr_t n = 0; n < kDistinct; ++n) {
        const StackId id = table.Intern({FramesOf(n)});
        table.AddAllocation(id, static_cast<uint32_t>(t),
                            StackTable::kObjectScale, n);
        seen[t].push_back(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (uintptr_t n = 0; n < kDistinct; ++n) {
    for (int t = 1; t < kThreads; ++t) EXPECT_EQ(seen[t][n], seen[0][n]);
    EXPECT_EQ(table.Totals(seen[0][n]).objects, uint64_t{kThreads});
    EXPECT_EQ(table.Totals(seen[0][n]).bytes, kThreads * n);
  }
}

}  // namespace
}  // namespace leaktrace
