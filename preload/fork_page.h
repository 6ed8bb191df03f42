// Tells a forked child that no fork handler told: one made by a raw system
// call. A page that the kernel wipes in every child with a memory of its own.
//
// Contract: async-signal-safe after Init; without kernel support (before Linux
// 4.14) the answer is always no.
#ifndef LEAKTRACE_PRELOAD_FORK_PAGE_H_
#define LEAKTRACE_PRELOAD_FORK_PAGE_H_

#include <atomic>
#include <cstdint>

namespace leaktrace {

class ForkPage {
 public:
  constexpr ForkPage() = default;

  void Init();
  // True in a forked child until NoteFork, which is true for one caller.
  bool IsWiped() const { return mark_->load(std::memory_order_relaxed) == 0; }
  bool NoteFork() {
    return mark_ == &never_wiped_ ||
           mark_->exchange(1, std::memory_order_relaxed) == 0;
  }

 private:
  std::atomic<uint32_t> never_wiped_ = 1;
  std::atomic<uint32_t>* mark_ = &never_wiped_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_FORK_PAGE_H_
