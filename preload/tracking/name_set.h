// Up to 254 short names and the number of each, for as long as the process
// lives: labels, pools, marks and thread names that the application gave.
//
// The bound is the point: a program that makes a label of every request must
// not make a stack of every request. Names beyond it share the number kOther.
//
// Thread safety: any thread and signal handler. Lock-free: a slot that another
// thread is writing is passed over, so that in a race a name may get two
// numbers; readers go by the name. Fork: the child's copy is whole.
#ifndef LEAKTRACE_PRELOAD_TRACKING_NAME_SET_H_
#define LEAKTRACE_PRELOAD_TRACKING_NAME_SET_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leaktrace {

class NameSet {
 public:
  static constexpr size_t kMaxNameBytes = 63;  // longer ones are cut
  static constexpr uint8_t kNone = 0;
  static constexpr uint8_t kOther = 255;

  constexpr NameSet() = default;
  NameSet(const NameSet&) = delete;
  NameSet& operator=(const NameSet&) = delete;

  // The number of `name`: kNone for an empty one, kOther if there are too
  // many. Control characters count as '?'.
  uint8_t Intern(std::string_view name);

  // Empty for kNone and for a number that was not given out.
  std::string_view NameOf(uint8_t number) const;

 private:
  enum class State : uint8_t { kFree, kWriting, kReady };
  struct Slot {
    std::atomic<State> state = State::kFree;
    uint8_t size = 0;
    char text[kMaxNameBytes] = {};
    std::string_view name() const { return {text, size}; }
  };
  static constexpr uint32_t kSlots = 254;

  static void Write(Slot* slot, std::string_view name);

  Slot slots_[kSlots];
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_NAME_SET_H_
