// The lines of /proc/self/maps and smaps, read through one caller buffer.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MAPS_READER_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MAPS_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace leaktrace {

struct MapsLine {
  uint64_t start = 0;
  uint64_t limit = 0;
  uint64_t file_offset = 0;
  uint64_t device = 0;  // major << 32 | minor
  uint64_t inode = 0;   // 0: no file
  bool is_executable = false;
  bool is_accessible = false;  // false: "---p", set aside or a guard
  std::string_view path;       // without " (deleted)"
};

// False if the line is not one of maps; *line is then unspecified.
bool ParseMapsLine(std::string_view text, MapsLine* line);

class MapsReader {
 public:
  // `fd` stays the caller's; `buffer` must hold the longest line of interest
  // (a longer one is skipped).
  MapsReader(long fd, std::span<char> buffer) : fd_(fd), buffer_(buffer) {}

  // The next line that can be parsed, valid until the next call.
  bool Next(MapsLine* line);
  // The next line whatever it is: smaps has facts between its mappings.
  bool NextText(std::string_view* text);
  bool failed() const { return failed_; }

 private:
  bool Fill();

  const long fd_;
  const std::span<char> buffer_;
  std::string_view pending_;
  bool at_end_ = false;
  bool failed_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MAPS_READER_H_
