// A snapshot on its way into the series directory: written under a temporary
// name, then renamed, so that a reader never sees half a file.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FILE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FILE_H_

#include <cstddef>
#include <cstdint>

#include "preload/snapshot/text_buffer.h"
#include "preload/sys/file_writer.h"
#include "preload/sys/owned_fd.h"

namespace leaktrace {

// "000012.pb"
void AppendSnapshotName(uint32_t sequence, TextBuffer* out);

class SnapshotFile {
 public:
  SnapshotFile(int directory_fd, uint32_t sequence);
  SnapshotFile(const SnapshotFile&) = delete;
  SnapshotFile& operator=(const SnapshotFile&) = delete;

  // 0 or errno.
  int Create();
  const sys::OwnedFd& fd() const { return fd_; }
  // Publishes what went through `writer`, or removes the temporary file if
  // anything failed. 0 or errno.
  int Finish(sys::FileWriter* writer);

 private:
  static constexpr size_t kMaxNameBytes = 32;

  const int directory_fd_;
  char name_[kMaxNameBytes];
  char temporary_name_[kMaxNameBytes];
  sys::OwnedFd fd_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FILE_H_
