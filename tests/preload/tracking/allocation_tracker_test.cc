#include "preload/tracking/allocation_tracker.h"

#include <pthread.h>

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/stack_reader.h"

extern "C" void* __libc_stack_end;

namespace leaktrace {
namespace {

TrackerConfig ExactConfig() {
  TrackerConfig config;
  config.interval_bytes = 1;
  config.live_table_bytes = 4 << 20;
  config.stack_frame_bytes = 4 << 20;
  config.max_stacks = 4096;
  return config;
}

class AllocationTrackerTest : public testing::Test {
 protected:
  // What is left of another test may belong to its tracker.
  void SetUp() override { g_thread_state = {}; }
  [[gnu::noinline]] static uintptr_t CurrentStackPointer() {
    return CallerOfThisFunction().sp;
  }
  [[gnu::noinline]] void Allocate(uintptr_t address, uint64_t size_bytes) {
    tracker_->OnAllocation(&g_thread_state, reinterpret_cast<void*>(address),
                           size_bytes, CallerOfThisFunction());
  }
  // As the hooks of exact mode do. True: the stack was known.
  [[gnu::noinline]] bool AllocateExact(uintptr_t address, uint64_t size_bytes) {
    const CallSite site = CallerOfThisFunction();
    ThreadState* const thread = &g_thread_state;
    const auto* const block = reinterpret_cast<const void*>(address);
    if (!tracker_->MayTakeShortWay(*thread)) {
      tracker_->OnAllocation(thread, block, size_bytes, site);
      return false;
    }
    const StackId stack = tracker_->KnownStack(thread, site);
    if (stack == kNoStack) {
      tracker_->OnExactAllocation(thread, block, size_bytes, site);
      return false;
    }
    tracker_->OnKnownAllocation(thread, block, size_bytes, stack);
    return true;
  }
  bool Free(uintptr_t address) {
    LiveRecord record;
    return tracker_->OnFree(reinterpret_cast<void*>(address), &record);
  }
  uint64_t LiveBytes() const {
    uint64_t bytes = 0;
    tracker_->live().ForEach(
        [&bytes](const LiveRecord& r) { bytes += r.size_bytes; });
    return bytes;
  }
  uint64_t AllocatedBytes() const {
    uint64_t bytes = 0;
    for (uint32_t id = 0; id <= tracker_->stacks().size(); ++id) {
      bytes += tracker_->stacks().Totals(StackId{id}).bytes;
    }
    return bytes;
  }

  std::unique_ptr<AllocationTracker> tracker_ =
      std::make_unique<AllocationTracker>();
};

TEST_F(AllocationTrackerTest, ExactModeKeepsExactTotals) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  for (uintptr_t i = 1; i <= 100; ++i) Allocate(i * 64, i);
  for (uintptr_t i = 1; i <= 50; ++i) EXPECT_TRUE(Free(i * 64));
  EXPECT_EQ(LiveBytes(), 5050u - 1275u);
  EXPECT_EQ(AllocatedBytes(), 5050u);
}

// Eight-byte classes, large blocks and usual ones, each three times: without a
// slot of the thread, with a stack that is new, and with one that is known.
TEST_F(AllocationTrackerTest, ExactModeKeepsExactTotalsOfUnusualBlocks) {
  TrackerConfig config = ExactConfig();
  config.shadow_bytes = 256 << 20;
  config.exact_thread_bytes = 256 << 20;
  ASSERT_TRUE(tracker_->Init(config));
  StackReader::SetMainStackEnd(reinterpret_cast<uintptr_t>(__libc_stack_end));
  const uint64_t sizes[] = {0, 8, 24, 1 << 20, 5ull << 30};
  uint64_t bytes = 0;
  uintptr_t address = 0x10000000;
  int known = 0;
  for (int round = 0; round < 3; ++round) {
    for (const uint64_t size_bytes : sizes) {
      for (const uintptr_t odd : {0, 8}) {
        known += AllocateExact(address + odd, size_bytes);
        bytes += size_bytes;
        address += size_bytes + 4096 - size_bytes % 4096;
      }
    }
  }
  EXPECT_EQ(LiveBytes(), bytes);
  EXPECT_EQ(AllocatedBytes(), bytes);
  EXPECT_EQ(known, 28);  // not the first, which opens the slot, and the next
}

TEST_F(AllocationTrackerTest, RaisesTheIntervalAboveItsBudget) {
  TrackerConfig config = ExactConfig();
  config.interval_bytes = 16;
  config.budget_ppm = 1;
  ASSERT_TRUE(tracker_->Init(config));
  g_thread_state.bytes_until_sample = 0;
  const uint64_t begin_ticks = SamplingBudget::Now();
  constexpr uint64_t kPatienceTicks = 100 * SamplingBudget::kWindowTicks;
  while (tracker_->sampler().interval_bytes() == 16 &&
         SamplingBudget::Now() - begin_ticks < kPatienceTicks) {
    Allocate(4096, 1 << 20);
    EXPECT_TRUE(Free(4096));
  }
  EXPECT_GT(tracker_->sampler().interval_bytes(), 16u);
  g_thread_state.bytes_until_sample = 0;
}

TEST_F(AllocationTrackerTest, RestorePutsAFailedReallocBack) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  Allocate(64, 10);
  LiveRecord record;
  ASSERT_TRUE(tracker_->OnFree(reinterpret_cast<void*>(64), &record));
  EXPECT_EQ(LiveBytes(), 0u);
  tracker_->Restore(record);
  EXPECT_EQ(LiveBytes(), 10u);
  EXPECT_EQ(AllocatedBytes(), 10u);
}

TEST_F(AllocationTrackerTest, ReentryIsSkippedAndCountedButFreesAreNot) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  Allocate(64, 10);
  {
    const HookScope scope(&g_thread_state, HookScope::kForEver);
    Allocate(128, 20);
    EXPECT_TRUE(Free(64));
  }
  EXPECT_EQ(LiveBytes(), 0u);
  EXPECT_EQ(tracker_->counters().Get(Counter::kReentered), 1u);
}

// As siglongjmp leaves it: the scope has no end. In a thread, whose stack is
// known without the start-up of the shim.
TEST_F(AllocationTrackerTest, AHookThatWasLeftIsNoneForWhoComesFromFurtherOut) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  std::thread([this] {
    const uintptr_t here = CurrentStackPointer();
    g_thread_state.hook_sp = here + 64;  // a caller of ours was in a hook
    Allocate(64, 10);
    EXPECT_EQ(LiveBytes(), 0u) << "a signal handler in it, for all we know";
    g_thread_state.hook_sp = here - 4096;  // a callee of ours was
    Allocate(128, 20);
    EXPECT_EQ(g_thread_state.hook_sp, 0u);
  }).join();
  EXPECT_EQ(LiveBytes(), 20u);
  EXPECT_EQ(tracker_->counters().Get(Counter::kReentered), 1u);
}

TEST_F(AllocationTrackerTest, AHookThatWaitsOnAnotherStackIsNotTakenForLeft) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  std::vector<char> other(64 * 1024);
  g_thread_state.hook_sp = reinterpret_cast<uintptr_t>(other.data()) + 4096;
  Allocate(64, 10);
  EXPECT_EQ(LiveBytes(), 0u);
  g_thread_state.hook_sp = 0;
}

TEST_F(AllocationTrackerTest, AnAnnotationIsAFrameOutsideTheOutermost) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  g_thread_state.annotation = {3, 5, 0, 0};
  Allocate(64, 10);
  g_thread_state.annotation = {};
  Allocate(128, 10);
  ASSERT_EQ(tracker_->stacks().size(), 2u);
  const uintptr_t outermost = tracker_->stacks().Get(StackId{1}).frames.back();
  ASSERT_TRUE(Annotation::IsFrame(outermost));
  EXPECT_EQ(Annotation::FromFrame(outermost).label, 3);
  EXPECT_EQ(Annotation::FromFrame(outermost).pool, 5);
  EXPECT_FALSE(
      Annotation::IsFrame(tracker_->stacks().Get(StackId{2}).frames.back()));
}

TEST_F(AllocationTrackerTest, UntrackedRecordsNothingNewAndForgetsTheFreed) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  Allocate(64, 10);
  g_thread_state.annotation.untracked = 1;
  Allocate(128, 20);
  EXPECT_TRUE(Free(64));
  g_thread_state.annotation.untracked = 0;
  EXPECT_EQ(LiveBytes(), 0u);
  EXPECT_EQ(AllocatedBytes(), 10u);
}

TEST_F(AllocationTrackerTest, NamesThreadsWhenAsked) {
  const auto names = std::make_unique<NameSet>();
  TrackerConfig config = ExactConfig();
  config.thread_names = names.get();
  ASSERT_TRUE(tracker_->Init(config));
  std::thread([this] {
    pthread_setname_np(pthread_self(), "worker");
    Allocate(64, 10);
  }).join();
  const uintptr_t outermost = tracker_->stacks().Get(StackId{1}).frames.back();
  ASSERT_TRUE(Annotation::IsFrame(outermost));
  EXPECT_EQ(names->NameOf(Annotation::FromFrame(outermost).thread), "worker");
}

TEST_F(AllocationTrackerTest, PausedRecordsNothingNewAndForgetsTheFreed) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  Allocate(64, 10);
  tracker_->SetPaused(true);
  Allocate(128, 20);
  EXPECT_TRUE(Free(64));
  EXPECT_EQ(LiveBytes(), 0u);
}

TEST_F(AllocationTrackerTest, AFullTableIsCountedNotFatal) {
  TrackerConfig config = ExactConfig();
  config.live_table_bytes = 128 * 1024;
  ASSERT_TRUE(tracker_->Init(config));
  constexpr uintptr_t kBlocks = 20000;
  for (uintptr_t i = 1; i <= kBlocks; ++i) Allocate(i * 16, 1);
  const uint64_t lost = tracker_->counters().Get(Counter::kLiveTableFull);
  EXPECT_GT(lost, 0u);
  EXPECT_EQ(LiveBytes() + lost, kBlocks);
  EXPECT_EQ(AllocatedBytes(), kBlocks);
}

TEST_F(AllocationTrackerTest, UnloadMakesTheSameStackAnother) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  for (int i = 1; i <= 2; ++i) {
    Allocate(static_cast<uintptr_t>(i) * 64, 1);
    tracker_->OnModuleUnloaded();
  }
  EXPECT_EQ(tracker_->stacks().size(), 2u);
}

TEST_F(AllocationTrackerTest, CrossThreadFreesLeaveNothing) {
  ASSERT_TRUE(tracker_->Init(ExactConfig()));
  constexpr uintptr_t kBlocks = 5000;
  std::thread producer([this] {
    for (uintptr_t i = 1; i <= kBlocks; ++i) Allocate(i * 32, 32);
  });
  producer.join();
  std::thread consumer([this] {
    for (uintptr_t i = 1; i <= kBlocks; ++i) EXPECT_TRUE(Free(i * 32));
  });
  consumer.join();
  EXPECT_EQ(LiveBytes(), 0u);
  EXPECT_EQ(AllocatedBytes(), kBlocks * 32);
}

}  // namespace
}  // namespace leaktrace
