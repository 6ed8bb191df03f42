// A heap profile in memory: what one snapshot file says, whatever its format.
// Readers fill it, analysis reads it; it knows nothing of files or rendering.
// All cross references are indices into the vectors here and always valid:
// a reader refuses a file with a dangling one.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

struct Function {
  std::string name;         // demangled, as shown
  std::string system_name;  // as linked
  std::string filename;
  int64_t start_line = 0;

  bool operator==(const Function&) const = default;
};

struct Line {
  uint32_t function = 0;  // index into Profile::functions
  int64_t line = 0;

  bool operator==(const Line&) const = default;
};

struct Mapping {
  uint64_t start = 0;
  uint64_t limit = 0;
  uint64_t file_offset = 0;
  std::string path;
  std::string build_id;  // lower-case hex, may be empty

  bool operator==(const Mapping&) const = default;
};

inline constexpr int32_t kNoMapping = -1;

struct Location {
  uint64_t address = 0;  // already adjusted: inside the call instruction
  int32_t mapping = kNoMapping;
  // Innermost inlined function first, as in pprof. Empty: not symbolised.
  std::vector<Line> lines;

  bool operator==(const Location&) const = default;
};

// A label that is not leaktrace's own (those became fields of Sample). A
// number label has an empty text.
struct Label {
  std::string key;
  std::string text;
  int64_t number = 0;
  std::string unit;

  bool operator==(const Label&) const = default;
};

inline constexpr int32_t kNoBirth = -1;

// Values of one stack (and one birth interval), weighted, final.
struct Sample {
  std::vector<uint32_t> locations;  // leaf first, indices
  int64_t alloc_objects = 0;
  int64_t alloc_bytes = 0;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
  int32_t birth = kNoBirth;
  int64_t sampled_objects = 0;  // live samples behind live_objects
  double variance = 0;          // of live_bytes by sampling, bytes^2
  double squared_norm = 0;      // sum of squared weights, bytes^2
  bool truncated = false;
  std::vector<Label> labels;

  bool operator==(const Sample&) const = default;
};

struct Profile {
  std::string source;  // the file it was read from, for messages
  SnapshotInfo info;
  std::vector<Mapping> mappings;
  std::vector<Function> functions;
  std::vector<Location> locations;
  std::vector<Sample> samples;
  std::vector<std::string> comments;  // those that `info` does not hold

  bool operator==(const Profile&) const = default;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_H_
