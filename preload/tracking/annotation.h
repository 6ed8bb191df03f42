// What the application said of the allocations that a thread makes just now,
// in one word of its ThreadState: 0 for almost all threads almost always.
//
// It is part of the identity of a recorded stack: as one more frame outside
// the outermost, at an address that no code can have (it is not canonical). So
// neither the tables nor the live records know of annotations.
#ifndef LEAKTRACE_PRELOAD_TRACKING_ANNOTATION_H_
#define LEAKTRACE_PRELOAD_TRACKING_ANNOTATION_H_

#include <bit>
#include <cstdint>

#include "preload/tracking/name_set.h"

namespace leaktrace {

// Numbers are those of a NameSet.
struct Annotation {
  uint8_t label = NameSet::kNone;
  uint8_t pool = NameSet::kNone;
  uint8_t thread = NameSet::kNone;
  // How many times the thread asked not to be tracked; counts up to 255.
  uint8_t untracked = 0;

  bool IsSet() const { return label != 0 || pool != 0 || thread != 0; }
  bool IsNothing() const { return std::bit_cast<uint32_t>(*this) == 0; }

  uintptr_t ToFrame() const {
    return kTag << kTagShift | uintptr_t{thread} << 16 | uintptr_t{pool} << 8 |
           label;
  }
  static bool IsFrame(uintptr_t frame) { return frame >> kTagShift == kTag; }
  static Annotation FromFrame(uintptr_t frame) {
    return {static_cast<uint8_t>(frame), static_cast<uint8_t>(frame >> 8),
            static_cast<uint8_t>(frame >> 16), 0};
  }

 private:
  static constexpr uintptr_t kTag = 0x6c74;
  static constexpr uint32_t kTagShift = 48;
};
static_assert(sizeof(Annotation) == 4);

// The names behind the numbers.
struct AnnotationNames {
  NameSet labels;
  NameSet pools;
  NameSet threads;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_ANNOTATION_H_
