#include "preload/tracking/stack_reader.h"

#include <cerrno>

#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr uintptr_t kPage = 4096;
// The kernel keeps at least this much unmapped below the main stack's end.
constexpr uintptr_t kMainStackSpan = 128u << 20;
// Deeper stacks of other threads are walked with probes each time.
constexpr uintptr_t kMaxTrustedSpan = 2u << 20;
// A walk on a foreign stack gives up after skipping this much at once.
constexpr uintptr_t kMaxForeignStep = 16 * kPage;

constinit uintptr_t g_main_stack_end = 0;

bool IsReadable(uintptr_t address) {
  // The kernel copies the mask in before it looks at the invalid `how`.
  constexpr int kInvalidHow = -1;
  constexpr size_t kMaskBytes = 8;
  return sys::Syscall(SYS_rt_sigprocmask, kInvalidHow, address & ~7ul, nullptr,
                      kMaskBytes) != -EFAULT;
}

bool AllReadable(uintptr_t low, uintptr_t high) {
  for (uintptr_t page = low; page < high; page += kPage) {
    if (!IsReadable(page)) return false;
  }
  return true;
}

uintptr_t PageOf(uintptr_t address) { return address & ~(kPage - 1); }

bool IsOnMainStack(uintptr_t sp) {
  return sp < g_main_stack_end && g_main_stack_end - sp < kMainStackSpan;
}

}  // namespace

void StackReader::SetMainStackEnd(uintptr_t end) { g_main_stack_end = end; }

bool StackReader::IsHome(ThreadState* thread, uintptr_t sp) {
  return IsOnMainStack(sp) || TrustHome(thread, sp);
}

StackReader::StackReader(ThreadState* thread, uintptr_t sp) {
  if (IsOnMainStack(sp)) {
    low_ = sp;
    high_ = g_main_stack_end;
    return;
  }
  if (TrustHome(thread, sp)) {
    low_ = sp;
    high_ = thread->trusted_stack_high;
    return;
  }
  // Nothing of an unreadable stack is read: the range stays empty.
  low_ = high_ = kPage;
  if (!IsReadable(sp)) return;
  low_ = sp;
  high_ = PageOf(sp) + kPage;
  extensible_ = true;
}

bool StackReader::TrustHome(ThreadState* thread, uintptr_t sp) {
  const auto top = reinterpret_cast<uintptr_t>(__builtin_thread_pointer());
  if (sp >= top || top - sp > kMaxTrustedSpan) return false;
  if (thread->trusted_stack_high != top) {
    thread->trusted_stack_low = PageOf(top);
    thread->trusted_stack_high = top;
  }
  if (sp >= thread->trusted_stack_low) return true;
  if (!AllReadable(PageOf(sp), thread->trusted_stack_low)) return false;
  thread->trusted_stack_low = PageOf(sp);
  return true;
}

bool StackReader::Extend(uintptr_t address) {
  if (!extensible_ || address < low_ || address < high_ - kPage) return false;
  if (address - high_ + kPage > kMaxForeignStep) return false;
  const uintptr_t end = PageOf(address + sizeof(uintptr_t) - 1) + kPage;
  if (end <= address || !AllReadable(high_, end)) return false;
  high_ = end;
  return true;
}

}  // namespace leaktrace
