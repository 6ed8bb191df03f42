// A directory that is there for one test and removed after it.
#ifndef LEAKTRACE_TESTS_REPORT_PROFILE_TEMPORARY_DIRECTORY_H_
#define LEAKTRACE_TESTS_REPORT_PROFILE_TEMPORARY_DIRECTORY_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace leaktrace::report {

class TemporaryDirectory {
 public:
  TemporaryDirectory()
      : path_((std::filesystem::temp_directory_path() / "leaktrace-XXXXXX")
                  .string()) {
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  // Writes a file, and the directories above it. Returns its path.
  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

 private:
  std::string path_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_PROFILE_TEMPORARY_DIRECTORY_H_
