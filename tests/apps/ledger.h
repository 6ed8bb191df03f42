// What a test program knows about its own heap: how much it holds, how much it
// ever took. It prints the balance by write(2), so that stdio's own buffers do
// not join the account. Not thread-safe: one ledger per thread, then Merge.
#ifndef LEAKTRACE_TESTS_APPS_LEDGER_H_
#define LEAKTRACE_TESTS_APPS_LEDGER_H_

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace ledger {

class Ledger {
 public:
  void Add(size_t bytes) {
    ++alloc_objects_;
    alloc_bytes_ += static_cast<int64_t>(bytes);
    ++live_objects_;
    live_bytes_ += static_cast<int64_t>(bytes);
  }
  void Remove(size_t bytes) {
    --live_objects_;
    live_bytes_ -= static_cast<int64_t>(bytes);
  }
  // A realloc that succeeds is a free and a new allocation.
  void Replace(size_t old_bytes, size_t new_bytes) {
    Remove(old_bytes);
    Add(new_bytes);
  }
  void Merge(const Ledger& other) {
    alloc_objects_ += other.alloc_objects_;
    alloc_bytes_ += other.alloc_bytes_;
    live_objects_ += other.live_objects_;
    live_bytes_ += other.live_bytes_;
  }

  // One line of JSON on standard output. False if it could not be written.
  bool Print(const char* name) const {
    char line[256];
    const int length = std::snprintf(
        line, sizeof(line),
        "{\"name\": \"%s\", \"pid\": %d, \"live_objects\": %lld, "
        "\"live_bytes\": %lld, \"alloc_objects\": %lld, \"alloc_bytes\": "
        "%lld}\n",
        name, static_cast<int>(getpid()), ToPrintable(live_objects_),
        ToPrintable(live_bytes_), ToPrintable(alloc_objects_),
        ToPrintable(alloc_bytes_));
    return length > 0 &&
           write(STDOUT_FILENO, line, static_cast<size_t>(length)) == length;
  }

 private:
  static auto ToPrintable(int64_t value) -> decltype(0LL) { return value; }

  int64_t alloc_objects_ = 0;
  int64_t alloc_bytes_ = 0;
  int64_t live_objects_ = 0;
  int64_t live_bytes_ = 0;
};

}  // namespace ledger

#endif  // LEAKTRACE_TESTS_APPS_LEDGER_H_
