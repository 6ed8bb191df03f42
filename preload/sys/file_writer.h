// Buffered output to a file, and the few directory operations of a writer that
// publishes by rename.
//
// Contract: the buffer is the caller's; raw write(2), interrupted and short
// writes are continued. The first error sticks: everything after it is dropped
// and error() tells. A file size limit is an error before the write, since the
// kernel would answer with a deadly SIGXFSZ.
#ifndef LEAKTRACE_PRELOAD_SYS_FILE_WRITER_H_
#define LEAKTRACE_PRELOAD_SYS_FILE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/sys/owned_fd.h"

namespace leaktrace::sys {

class FileWriter {
 public:
  // `fd` and `buffer` (not empty) must outlive the writer; neither is freed.
  FileWriter(const OwnedFd& fd, std::span<char> buffer);
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void Append(const void* data, size_t size);
  // True if everything appended so far is in the file.
  bool Flush();

  int error() const { return error_; }  // errno of the first failure, or 0
  // Fails the writer from outside, e.g. when its input turned out wrong.
  void Fail(int error);
  uint64_t size_bytes() const { return written_bytes_ + used_; }

 private:
  void WriteAll(const char* data, size_t size);

  const OwnedFd& fd_;
  const std::span<char> buffer_;
  size_t used_ = 0;
  uint64_t written_bytes_ = 0;
  uint64_t limit_bytes_ = UINT64_MAX;
  int error_ = 0;
};

// Relative to `directory_fd`. All return 0 (or a descriptor) or -errno.
long CreateExclusively(int directory_fd, const char* name, unsigned mode);
long RenameWithin(int directory_fd, const char* from, const char* to);
long UnlinkWithin(int directory_fd, const char* name);

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_FILE_WRITER_H_
