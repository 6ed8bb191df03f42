// The names of code that a run-time compiled in memory, from the file it leaves
// for profilers: /tmp/perf-PID.map, lines of "START SIZE NAME", hexadecimal.
#ifndef LEAKTRACE_SYMBOLIZER_JIT_MAP_H_
#define LEAKTRACE_SYMBOLIZER_JIT_MAP_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::symbolizer {

class JitMap {
 public:
  // NOT_FOUND if it cannot be read; FAILED_PRECONDITION if it was last written
  // before `start_time_ns`, so it is another process's. Lines that make no
  // sense are left out; of code compiled anew at a place the last line holds.
  static absl::StatusOr<JitMap> Read(const std::string& path,
                                     int64_t start_time_ns);
  static JitMap Parse(std::string_view text);

  // The function at `address`; empty if none.
  std::string_view Find(uint64_t address) const;

 private:
  struct Code {
    uint64_t size_bytes;
    std::string name;
  };

  void Add(uint64_t start, uint64_t size_bytes, std::string_view name);

  std::map<uint64_t, Code> code_;  // by start, not overlapping
};

// V8 writes "JS:*connect /app/pool.js:12:3": function, file and line apart.
SourceFrame JitFrame(std::string_view name);

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_JIT_MAP_H_
