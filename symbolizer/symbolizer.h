// Addresses of a binary to source frames, inline frames included.
//
// The only door into this room. It knows nothing of profiles or reports.
#ifndef LEAKTRACE_SYMBOLIZER_SYMBOLIZER_H_
#define LEAKTRACE_SYMBOLIZER_SYMBOLIZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace leaktrace::symbolizer {

// A loaded object as a snapshot names it.
struct ModuleKey {
  std::string path;
  std::string build_id;  // lower-case hex; empty: not checked
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads <=>
  auto operator<=>(const ModuleKey&) const = default;
};

struct SourceFrame {
  std::string function;      // demangled; empty if unknown
  std::string linkage_name;  // as in the symbol table
  std::string file;          // empty if unknown
  int64_t line = 0;          // 0 if unknown
  int64_t start_line = 0;    // of the function, 0 if unknown
};

struct ModuleFile {
  std::string path;
  std::string build_id;        // lower-case hex, may be empty
  bool is_debug_file = false;  // beside the module, or split off by dwz
};

struct SymbolizerOptions {
  std::string sysroot;                  // prefixed to every module path
  std::vector<std::string> debug_dirs;  // searched before /usr/lib/debug
  std::string cache_dir = {};           // answers are kept here; empty: nowhere
  std::string jit_map_dir = {};         // perf-PID.map here before /tmp
  bool debuginfod = false;              // the network may be asked
};

// Not thread-safe. At most one large module is open at a time, so it is
// cheapest to ask module by module and in the order of offsets. What was found
// out is written to the cache when the object goes.
class Symbolizer {
 public:
  explicit Symbolizer(SymbolizerOptions options);
  ~Symbolizer();
  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

  // Frames at `file_offset` (address - mapping start + mapping file offset) of
  // `module`, innermost inlined function first. Empty if nothing is known; the
  // caller then shows "libfoo.so+0x1234". Valid until the next call.
  const std::vector<SourceFrame>& Symbolize(const ModuleKey& module,
                                            uint64_t file_offset);

  // Why `module` has no or fewer names: NOT_FOUND (no such file),
  // FAILED_PRECONDITION (another build-id), DATA_LOSS (corrupt). OK otherwise.
  absl::Status ModuleStatus(const ModuleKey& module);

  // The files that name its addresses, as far as they were found.
  std::vector<ModuleFile> Files(const ModuleKey& module);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_SYMBOLIZER_H_
