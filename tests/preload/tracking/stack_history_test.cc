// What a thread remembers of its stacks must give what a walk would give.
#include "preload/tracking/stack_history.h"

#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/exact_thread.h"
#include "preload/tracking/stack_capture.h"
#include "preload/tracking/stack_memo.h"
#include "preload/tracking/stack_reader.h"

extern "C" void* __libc_stack_end;

namespace leaktrace {
namespace {

using Frames = std::vector<uintptr_t>;

Frames Walked(const CallSite& site, bool* truncated) {
  uintptr_t frames[StackTable::kMaxFrames];
  const CaptureResult result =
      CaptureByCfi(&g_thread_state, site, 0, std::span<uintptr_t>(frames));
  *truncated = result.truncated;
  return {frames, frames + result.depth};
}

// Stands for exact mode: asks the memo, then the history, and holds the answer
// against a walk of its own.
class Judge {
 public:
  Judge() {
    EXPECT_TRUE(stacks_->Init(8 << 20, 1 << 16));
    memo_->Forget();
  }

  [[gnu::noinline]] void Check() {
    const CallSite site = CallerOfThisFunction();
    bool truncated = false;
    const Frames expected = Walked(site, &truncated);
    StackId id = memo_->Find(site);
    const bool known = id != kNoStack;
    if (!known) {
      ASSERT_TRUE(history_->Capture(&g_thread_state, site, 0));
      id = history_->InternInto(stacks_.get());
      memo_->Add(site, id, *history_);
    }
    known_ += known;
    ++checks_;
    const Stack stack = stacks_->Get(id);
    ASSERT_EQ(Frames(stack.frames.begin(), stack.frames.end()), expected);
    ASSERT_EQ(stack.truncated, truncated);
    // The hash that was put together frame by frame is that of the whole.
    ASSERT_EQ(stacks_->Intern(stack), id);
  }

  size_t memo_bytes() const { return memo_->UsedBytes(); }
  int checks() const { return checks_; }
  int known() const { return known_; }

 private:
  std::unique_ptr<StackTable> stacks_ = std::make_unique<StackTable>();
  std::unique_ptr<StackMemo> memo_ = std::make_unique<StackMemo>();
  std::unique_ptr<StackHistory> history_ = std::make_unique<StackHistory>();
  int checks_ = 0;
  int known_ = 0;
};

Judge* g_judge = nullptr;
std::mt19937* g_random = nullptr;

// Frames of several shapes, so that rbp is saved, kept or used by turns.
[[gnu::noinline]] int Wander(int depth);

[[gnu::noinline]] int Plain(int depth) {
  const int below = Wander(depth - 1);
  asm volatile("" ::: "memory");  // not a tail call
  return below + 1;
}

[[gnu::noinline]] int WithAlloca(int depth) {
  volatile char* memory = static_cast<char*>(
      __builtin_alloca(16 + static_cast<size_t>((*g_random)() % 64)));
  memory[0] = 1;
  return Wander(depth - 1) + memory[0];
}

[[gnu::noinline]] int Realigned(int depth) {
  alignas(64) volatile char buffer[64] = {};
  volatile char* memory = static_cast<char*>(__builtin_alloca(32));
  memory[0] = 1;
  buffer[1] = 1;
  return Wander(depth - 1) + buffer[1] + memory[0];
}

[[gnu::noinline]] int Changing(int depth) {
  int sum = 0;
  for (int i = 0; i < 3; ++i) sum += Wander(depth - 2);
  asm volatile("" ::: "memory");
  return sum;
}

int Wander(int depth) {
  if (depth <= 0) {
    g_judge->Check();
    asm volatile("" ::: "memory");
    return 1;
  }
  switch ((*g_random)() % 4) {
    case 0:
      return Plain(depth) + 1;
    case 1:
      return WithAlloca(depth) + 1;
    case 2:
      return Realigned(depth) + 1;
    default:
      return Changing(depth) + 1;
  }
}

[[gnu::noinline]] int Deep(int depth) {
  if (depth == 0) return Wander(3);
  const int below = Deep(depth - 1);
  asm volatile("" ::: "memory");
  return below + 1;
}

class StackHistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    Unwinder chosen = Unwinder::kFramePointers;
    ChooseUnwinder(Unwinder::kCfi, &chosen);
    ASSERT_EQ(chosen, Unwinder::kCfi);
    StackReader::SetMainStackEnd(reinterpret_cast<uintptr_t>(__libc_stack_end));
    g_judge = &judge_;
    g_random = &random_;
  }

  Judge judge_;
  std::mt19937 random_{42};
};

TEST_F(StackHistoryTest, AgreesWithAWalkWhereverCallsGo) {
  for (int round = 0; round < 400; ++round) Wander(round % 12);
  EXPECT_GT(judge_.checks(), 1000);
}

TEST_F(StackHistoryTest, KnowsAStackThatComesBack) {
  for (int round = 0; round < 100; ++round) judge_.Check();
  EXPECT_EQ(judge_.known(), 99);
}

TEST_F(StackHistoryTest, AgreesInAThread) {
  std::thread([] {
    for (int round = 0; round < 100; ++round) Wander(round % 12);
  }).join();
  EXPECT_GT(judge_.checks(), 100);
}

TEST_F(StackHistoryTest, AgreesWhereStacksAreCutAtTheLimit) {
  for (int round = 0; round < 20; ++round) Deep(110 + round * 2);
  EXPECT_GT(judge_.checks(), 20);
}

// Entries of a hundred frames each: the memo forgets everything several times.
TEST_F(StackHistoryTest, AgreesWhenTheMemoBeginsAnew) {
  // How many fill it depends on what a compiler keeps on the stack.
  constexpr int kRounds = 1600;
  for (int round = 0; round < kRounds; ++round) Deep(100 + round % 28);
  EXPECT_GT(judge_.memo_bytes(), 700u << 10);
  EXPECT_GT(judge_.known(), 0);
}

[[gnu::noinline]] CallSite SiteOfCaller() { return CallerOfThisFunction(); }

TEST_F(StackHistoryTest, IsForgottenAfterAnUnload) {
  auto history = std::make_unique<StackHistory>();
  StackTable stacks;
  ASSERT_TRUE(stacks.Init(1 << 20, 4096));
  const CallSite site = SiteOfCaller();
  ASSERT_TRUE(history->Capture(&g_thread_state, site, 0));
  const StackId before = history->InternInto(&stacks);
  ASSERT_TRUE(history->Capture(&g_thread_state, site, 1));
  const StackId after = history->InternInto(&stacks);
  EXPECT_NE(before, after);
  EXPECT_EQ(stacks.Get(after).unload_epoch, 1u);
}

TEST(ExactThreadsTest, EachThreadHasItsOwnSlotAndTotals) {
  StackTable stacks;
  ASSERT_TRUE(stacks.Init(1 << 20, 4096));
  ExactThreads threads;
  threads.Init(64 << 20, &stacks);
  ExactThread* const mine = threads.Claim(0);
  ASSERT_NE(mine, nullptr);
  mine->totals[3].AddOne(10);
  EXPECT_EQ(threads.Claim(0), mine);
  ExactThread* other = nullptr;
  std::thread([&] { other = threads.Claim(0); }).join();
  ASSERT_NE(other, nullptr);
  EXPECT_NE(other, mine);
  other->totals[3].AddOne(5);
  EXPECT_EQ(stacks.Totals(StackId{3}).objects, 2u);
  EXPECT_EQ(stacks.Totals(StackId{3}).bytes, 15u);
}

// glibc gives the stack of a thread that ended to the next one.
TEST(ExactThreadsTest, AThreadInTheSamePlaceGetsTheSlotOfTheDead) {
  StackTable stacks;
  ASSERT_TRUE(stacks.Init(1 << 20, 4096));
  ExactThreads threads;
  threads.Init(64 << 20, &stacks);
  std::map<uintptr_t, ExactThread*> slots;
  for (int i = 0; i < 20; ++i) {
    std::thread([&] {
      const auto self = reinterpret_cast<uintptr_t>(__builtin_thread_pointer());
      ExactThread* const slot = threads.Claim(0);
      ASSERT_NE(slot, nullptr);
      const auto [known, is_new] = slots.emplace(self, slot);
      EXPECT_EQ(known->second, slot);
      slot->totals[3].AddOne(1);
    }).join();
  }
  EXPECT_EQ(stacks.Totals(StackId{3}).objects, 20u);
}

TEST(ExactThreadsTest, BeyondTheBudgetThereIsNoSlot) {
  StackTable stacks;
  ASSERT_TRUE(stacks.Init(1 << 20, 4096));
  ExactThreads threads;
  threads.Init(sizeof(ExactThread) + stacks.lane_bytes(), &stacks);
  ExactThread* const mine = threads.Claim(0);
  ASSERT_NE(mine, nullptr);
  ExactThread* other = mine;
  std::thread([&] { other = threads.Claim(0); }).join();
  EXPECT_EQ(other, nullptr);
}

}  // namespace
}  // namespace leaktrace
