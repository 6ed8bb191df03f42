// Files of /proc and /sys for one test: what the readers of the shim see. The
// reader is a plain function, as in the shim.
#ifndef LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_FAKE_FILES_H_
#define LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_FAKE_FILES_H_

#include <algorithm>
#include <cerrno>
#include <map>
#include <span>
#include <string>

namespace leaktrace {

inline std::map<std::string, std::string>& FakeFiles() {
  static auto* const files = new std::map<std::string, std::string>();
  return *files;
}

inline long ReadFakeFile(const char* path, std::span<char> buffer) {
  const auto found = FakeFiles().find(path);
  if (found == FakeFiles().end()) return -ENOENT;
  const size_t size = std::min(buffer.size(), found->second.size());
  std::copy_n(found->second.data(), size, buffer.data());
  return static_cast<long>(size);
}

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_FAKE_FILES_H_
