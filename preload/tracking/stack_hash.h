// The hash of a stack, from its outermost frame inwards: stacks with the same
// outer part share the work.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_HASH_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_HASH_H_

#include <cstdint>

namespace leaktrace {

class StackHash {
 public:
  constexpr StackHash() = default;
  // Of a stack without frames.
  StackHash(uint32_t unload_epoch, bool truncated)
      : value_(0x9e3779b97f4a7c15ull + uint64_t{unload_epoch} * 2 +
               static_cast<uint64_t>(truncated)) {}

  // Of this stack with one more frame inside.
  StackHash With(uintptr_t frame) const {
    StackHash hash;
    hash.value_ = (value_ ^ frame) * 0xff51afd7ed558ccdull;
    hash.value_ ^= hash.value_ >> 32;
    return hash;
  }

  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_HASH_H_
