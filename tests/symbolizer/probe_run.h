// What the probe programs say about themselves, and where their markers are.
#ifndef LEAKTRACE_TESTS_SYMBOLIZER_PROBE_RUN_H_
#define LEAKTRACE_TESTS_SYMBOLIZER_PROBE_RUN_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace leaktrace::symbolizer {

// The built probe called `name`.
std::filesystem::path ProbePath(const std::string& name);

// Runs the program. For each recorded call, an offset inside its instruction.
std::map<std::string, uint64_t> CallOffsets(const std::filesystem::path& path);

// The line of probe/main.cc with the comment "LINE:<marker>".
int64_t MarkerLine(const std::string& marker);

// Of the file, as the symbolizer itself reads it.
std::string BuildIdOf(const std::filesystem::path& path);

// A new empty directory, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_TESTS_SYMBOLIZER_PROBE_RUN_H_
