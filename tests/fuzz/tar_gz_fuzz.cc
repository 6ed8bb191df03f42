// Any bytes as a bundle, compressed or not: unpacked below a directory of its
// own or refused, and never a file beside it.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "report/profile/tar_gz.h"

namespace {

namespace fs = std::filesystem;

// Removed with what was unpacked. The inner one is what may be written to.
class UnpackFolder {
 public:
  UnpackFolder() : outer_(fs::temp_directory_path() / "tar_gz_fuzz.XXXXXX") {
    std::string name = outer_.string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    outer_ = name;
    fs::create_directory(inner());
  }
  ~UnpackFolder() {
    std::error_code error;
    fs::remove_all(outer_, error);
  }
  UnpackFolder(const UnpackFolder&) = delete;
  UnpackFolder& operator=(const UnpackFolder&) = delete;

  fs::path inner() const { return outer_ / "a"; }
  bool HoldsNothingElse() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(outer_)) {
      count += entry.exists() ? 1 : 2;
    }
    return count == 1;
  }

 private:
  fs::path outer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = memfd_create("tar_gz_fuzz", MFD_CLOEXEC);
  if (fd < 0) return 0;
  if (write(fd, data, size) == static_cast<ssize_t>(size)) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    const UnpackFolder folder;
    leaktrace::report::IsTarGz(path, "leaktrace-bundle");
    leaktrace::report::ExtractTarGz(path, folder.inner().string())
        .IgnoreError();
    if (!folder.HoldsNothingElse()) std::abort();
  }
  close(fd);
  return 0;
}
