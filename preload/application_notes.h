// What the application tells about itself through leaktrace.h: units of work
// done, marks, and the names behind annotations.
//
// Thread safety: any thread and signal handler; nothing waits. A forked child
// goes on with its parent's.
#ifndef LEAKTRACE_PRELOAD_APPLICATION_NOTES_H_
#define LEAKTRACE_PRELOAD_APPLICATION_NOTES_H_

#include <atomic>
#include <cstdint>
#include <string_view>

#include "preload/tracking/annotation.h"

namespace leaktrace {

class ApplicationNotes {
 public:
  constexpr ApplicationNotes() = default;

  void AddWork(uint64_t units) {
    work_.fetch_add(units, std::memory_order_relaxed);
  }
  uint64_t work() const { return work_.load(std::memory_order_relaxed); }

  void SetMark(std::string_view name) {
    mark_.store(marks_.Intern(name), std::memory_order_relaxed);
  }
  // The newest one; empty before the first.
  std::string_view mark() const {
    return marks_.NameOf(mark_.load(std::memory_order_relaxed));
  }

  AnnotationNames names;

 private:
  std::atomic<uint64_t> work_ = 0;
  NameSet marks_;
  std::atomic<uint8_t> mark_ = NameSet::kNone;
};

extern constinit ApplicationNotes g_application_notes;

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_APPLICATION_NOTES_H_
