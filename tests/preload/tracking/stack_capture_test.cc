#include "preload/tracking/stack_capture.h"

#include <execinfo.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/stack_reader.h"

extern "C" void* __libc_stack_end;

namespace leaktrace {
namespace {

using Frames = std::vector<uintptr_t>;

struct Captures {
  Frames by_cfi;
  Frames by_libunwind;
  Frames by_glibc;
  bool truncated = true;
};

Captures g_captures;

Frames Run(CaptureFunction capture, const CallSite& site, bool* truncated) {
  uintptr_t frames[128];
  const CaptureResult result =
      capture(&g_thread_state, site, 0, std::span<uintptr_t>(frames));
  if (truncated != nullptr) *truncated = result.truncated;
  return {frames, frames + result.depth};
}

// Stands for a hook: its caller is the call site.
[[gnu::noinline]] void Hook() {
  const CallSite site = CallerOfThisFunction();
  g_captures.by_cfi = Run(CaptureByCfi, site, &g_captures.truncated);
  g_captures.by_libunwind = Run(CaptureByLibunwind, site, nullptr);
  void* frames[160];
  const int depth = backtrace(frames, 160);
  g_captures.by_glibc.clear();
  // The first is this function itself.
  for (int i = 1; i < depth; ++i) {
    g_captures.by_glibc.push_back(reinterpret_cast<uintptr_t>(frames[i]));
  }
}

[[gnu::noinline]] int Nested(int depth) {
  if (depth == 0) {
    Hook();
    return 1;
  }
  const int below = Nested(depth - 1);
  asm volatile("" ::: "memory");  // not a tail call
  return below + depth;
}

// Realigns its stack: the canonical frame address is loaded through rbp.
[[gnu::noinline]] int Realigned(int depth, int bytes) {
  alignas(64) volatile char buffer[128] = {};
  volatile char* variable = static_cast<char*>(__builtin_alloca(bytes));
  variable[0] = 1;
  buffer[5] = 1;
  const int below = Nested(depth);
  return below + variable[0] + buffer[5];
}

class StackCaptureTest : public testing::Test {
 protected:
  void SetUp() override {
    Unwinder chosen = Unwinder::kFramePointers;
    ChooseUnwinder(Unwinder::kCfi, &chosen);
    ASSERT_EQ(chosen, Unwinder::kCfi);
    ASSERT_TRUE(InitLibunwind());
    StackReader::SetMainStackEnd(reinterpret_cast<uintptr_t>(__libc_stack_end));
    g_captures = {};
  }

  // glibc's own unwinder is the judge.
  static void ExpectAllAgree() {
    ASSERT_GT(g_captures.by_glibc.size(), 2u);
    EXPECT_EQ(g_captures.by_cfi, g_captures.by_glibc);
    EXPECT_EQ(g_captures.by_libunwind, g_captures.by_glibc);
    EXPECT_FALSE(g_captures.truncated);
  }
};

TEST_F(StackCaptureTest, AgreesWithGlibcOnTheMainThread) {
  Nested(20);
  ExpectAllAgree();
}

TEST_F(StackCaptureTest, AgreesWithGlibcThroughRealignedFrames) {
  Realigned(5, 100);
  ExpectAllAgree();
}

TEST_F(StackCaptureTest, AgreesWithGlibcThroughALibraryCallback) {
  int values[] = {2, 1};
  qsort(values, 2, sizeof(int),
        [](const void*, const void*) { return Nested(3) > 0 ? 1 : 0; });
  ExpectAllAgree();
}

TEST_F(StackCaptureTest, AgreesWithGlibcInAThread) {
  std::thread([] { Nested(20); }).join();
  ExpectAllAgree();
}

TEST_F(StackCaptureTest, AgreesWithGlibcInASignalHandler) {
  struct sigaction action = {};
  action.sa_handler = [](int) { Nested(3); };
  ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_DFL);
  // glibc reports the interrupted pc itself, we report pc + 1.
  ASSERT_EQ(g_captures.by_cfi.size(), g_captures.by_glibc.size());
  EXPECT_EQ(g_captures.by_libunwind, g_captures.by_cfi);
  size_t different = 0;
  for (size_t i = 0; i < g_captures.by_cfi.size(); ++i) {
    const uintptr_t delta = g_captures.by_cfi[i] - g_captures.by_glibc[i];
    EXPECT_LE(delta, 1u);
    different += delta;
  }
  EXPECT_EQ(different, 1u);
}

TEST_F(StackCaptureTest, CrossesFromAnAlternateSignalStack) {
  std::vector<char> memory(64 * 1024);
  stack_t stack = {};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  ASSERT_EQ(sigaltstack(&stack, nullptr), 0);
  struct sigaction action = {};
  action.sa_handler = [](int) { Nested(3); };
  action.sa_flags = SA_ONSTACK;
  ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_DFL);
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
  EXPECT_EQ(g_captures.by_cfi.size(), g_captures.by_glibc.size());
  EXPECT_FALSE(g_captures.truncated);
}

ucontext_t g_main_context;

TEST_F(StackCaptureTest, StopsAtTheEndOfACoroutineStack) {
  constexpr size_t kStackBytes = 64 * 1024;
  void* memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  ucontext_t coroutine = {};
  ASSERT_EQ(getcontext(&coroutine), 0);
  coroutine.uc_stack.ss_sp = memory;
  coroutine.uc_stack.ss_size = kStackBytes;
  coroutine.uc_link = &g_main_context;
  makecontext(&coroutine, reinterpret_cast<void (*)()>(+[] { Nested(10); }), 0);
  ASSERT_EQ(swapcontext(&g_main_context, &coroutine), 0);
  munmap(memory, kStackBytes);
  ASSERT_GE(g_captures.by_cfi.size(), 11u);
  EXPECT_TRUE(std::equal(g_captures.by_cfi.begin(),
                         g_captures.by_cfi.begin() + 11,
                         g_captures.by_glibc.begin()));
}

TEST_F(StackCaptureTest, CutsStacksDeeperThanTheLimit) {
  Nested(300);
  EXPECT_EQ(g_captures.by_cfi.size(), 128u);
  EXPECT_TRUE(g_captures.truncated);
}

TEST_F(StackCaptureTest, GarbageRegistersGiveOneFrameAndNoFault) {
  uintptr_t frames[128];
  for (const uintptr_t bad : {uintptr_t{8}, uintptr_t{0x123456789a},
                              ~uintptr_t{15}, uintptr_t{0x7ffff000}}) {
    for (const CaptureFunction capture :
         {CaptureByCfi, CaptureByLibunwind, CaptureByFramePointers}) {
      const CallSite site = {reinterpret_cast<uintptr_t>(&Nested) + 8, bad,
                             bad};
      const CaptureResult result =
          capture(&g_thread_state, site, 0, std::span<uintptr_t>(frames));
      EXPECT_LE(result.depth, 2u);
    }
  }
}

}  // namespace
}  // namespace leaktrace
