// Numbers the birth intervals: interval k ends when snapshot k is taken.
//
// Thread safety: Now from any thread, Advance from whoever takes snapshots.
#ifndef LEAKTRACE_PRELOAD_TRACKING_BIRTH_CLOCK_H_
#define LEAKTRACE_PRELOAD_TRACKING_BIRTH_CLOCK_H_

#include <atomic>
#include <cstdint>

namespace leaktrace {

class BirthClock {
 public:
  constexpr BirthClock() = default;
  // The interval that an allocation made now is born in. Relaxed: a birth that
  // races with a snapshot may fall on either side of it.
  uint32_t Now() const { return interval_.load(std::memory_order_relaxed); }
  // Ends the current interval and returns its number.
  uint32_t Advance() {
    return interval_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  std::atomic<uint32_t> interval_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_BIRTH_CLOCK_H_
