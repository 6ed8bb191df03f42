// An array in reserved memory: zeroed, lazily touched, never moved.
//
// Contract: T is usable when all its bytes are zero and needs no destructor.
// Trivially destructible itself, so a global one is never torn down.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_RESERVED_ARRAY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_RESERVED_ARRAY_H_

#include <cstddef>
#include <span>
#include <type_traits>

#include "preload/sys/mmap_arena.h"

namespace leaktrace {

template <typename T>
class ReservedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  constexpr ReservedArray() = default;

  // Keeps what is there if it is large enough. False: no memory.
  bool Reserve(size_t count) {
    if (count <= count_) return true;
    T* const data = static_cast<T*>(sys::ReserveMemory(count * sizeof(T)));
    if (data == nullptr) return false;
    Release();
    data_ = data;
    count_ = count;
    return true;
  }
  void Release() {
    if (data_ != nullptr) sys::ReleaseMemory(data_, count_ * sizeof(T));
    Forget();
  }
  // Leaves the memory to its fate: after a fork in the middle of a change.
  void Forget() {
    data_ = nullptr;
    count_ = 0;
  }
  // All elements read as zero again and cost no memory.
  void Discard() {
    if (data_ != nullptr) sys::DiscardMemory(data_, count_ * sizeof(T));
  }

  size_t size() const { return count_; }
  T* data() const { return data_; }
  T& operator[](size_t index) const { return data_[index]; }
  std::span<T> span() const { return {data_, count_}; }

 private:
  T* data_ = nullptr;
  size_t count_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_RESERVED_ARRAY_H_
