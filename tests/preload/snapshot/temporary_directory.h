// A directory for one test, removed with all that is in it.
#ifndef LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_TEMPORARY_DIRECTORY_H_
#define LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_TEMPORARY_DIRECTORY_H_

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace leaktrace {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern =
        std::filesystem::temp_directory_path() / "leaktrace_test_XXXXXX";
    path_ = mkdtemp(pattern.data());
    fd_ = open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  ~TemporaryDirectory() {
    close(fd_);
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  int fd() const { return fd_; }

 private:
  std::string path_;
  int fd_ = -1;
};

inline std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::set<std::string> NamesIn(const std::string& directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.insert(entry.path().filename());
  }
  return names;
}

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_TEMPORARY_DIRECTORY_H_
