// Allocation traffic for the programs here: mixed sizes, a bounded live set,
// contents checked before they are given back.
#ifndef LEAKTRACE_TESTS_APPS_SURVIVAL_WORK_H_
#define LEAKTRACE_TESTS_APPS_SURVIVAL_WORK_H_

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/apps/survival/check.h"

namespace survival {

class Work {
 public:
  explicit Work(uint32_t seed) : state_(seed * 2654435761u + 1) {}
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work() {
    for (Slot& slot : slots_) Release(&slot);
  }

  void Steps(int count) {
    for (int i = 0; i < count; ++i) Step();
  }

 private:
  struct Slot {
    unsigned char* data = nullptr;
    size_t size = 0;
  };

  uint32_t Next() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 8;
  }

  static void Release(Slot* slot) {
    if (slot->data != nullptr) {
      const auto mark = static_cast<unsigned char>(slot->size);
      Check(slot->data[0] == mark && slot->data[slot->size - 1] == mark,
            "a block lost its contents");
    }
    free(slot->data);
    slot->data = nullptr;
  }

  void Step() {
    Slot& slot = slots_[Next() % kSlots];
    Release(&slot);
    slot.size = 1 + Next() % (Next() % 16 == 0 ? 200000 : 600);
    slot.data = static_cast<unsigned char*>(malloc(slot.size));
    Check(slot.data != nullptr, "malloc failed");
    slot.data[0] = static_cast<unsigned char>(slot.size);
    slot.data[slot.size - 1] = static_cast<unsigned char>(slot.size);
  }

  static constexpr int kSlots = 64;
  Slot slots_[kSlots];
  uint32_t state_;
};

}  // namespace survival

#endif  // LEAKTRACE_TESTS_APPS_SURVIVAL_WORK_H_
