// Allocates on stacks that no thread owns: makecontext, with a stack so small
// that nothing may be wasted, and C++20 coroutines, whose frames are blocks.
// Stacks are unmapped and their addresses reused.
#include <sys/mman.h>
#include <ucontext.h>

#include <coroutine>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kRounds = 300;
constexpr size_t kStackBytes = 24 * 1024;

ucontext_t g_main;
ucontext_t g_other;

void OnOtherStack() {
  for (uint32_t i = 0; i < 3; ++i) {
    survival::Work(i).Steps(20);
    Check(swapcontext(&g_other, &g_main) == 0, "cannot swap");
  }
}

void Contexts() {
  for (int round = 0; round < kRounds; ++round) {
    void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    Check(stack != MAP_FAILED && getcontext(&g_other) == 0, "no context");
    g_other.uc_stack.ss_sp = stack;
    g_other.uc_stack.ss_size = kStackBytes;
    g_other.uc_link = &g_main;
    makecontext(&g_other, OnOtherStack, 0);
    for (int i = 0; i < 3; ++i) {
      Check(swapcontext(&g_main, &g_other) == 0, "cannot swap");
    }
    munmap(stack, kStackBytes);
  }
}

struct Task {
  struct promise_type {
    Task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { Check(false, "a coroutine threw"); }
  };
  std::coroutine_handle<promise_type> handle;
};

Task Allocating(uint32_t seed) {
  survival::Work work(seed);
  for (int i = 0; i < 5; ++i) {
    work.Steps(5);
    co_await std::suspend_always{};
  }
}

void Coroutines() {
  for (uint32_t round = 0; round < kRounds; ++round) {
    const Task task = Allocating(round);
    while (!task.handle.done()) task.handle.resume();
    task.handle.destroy();
  }
}

}  // namespace

int main() {
  Contexts();
  Coroutines();
  return 0;
}
