// The directory that holds the snapshots of this process:
// <base>/<exe>.<host>.<pid>.<start_ms>, base 0755, series 0750.
//
// Nothing is created before the first Open. The series directory is created
// exclusively, so that two processes never share one; when the name is taken,
// a later millisecond is tried. The descriptor may be closed or reused by the
// application, and the directory may be removed, at any time: Open notices,
// and opens or creates it anew. Thread safety: one thread at a time.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SERIES_DIRECTORY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SERIES_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "preload/snapshot/text_buffer.h"
#include "preload/sys/owned_fd.h"

namespace leaktrace {

struct SeriesName {
  std::string_view executable;
  std::string_view host;
  uint32_t pid = 0;
  uint64_t start_ms = 0;
};

// Appends the name; parts are made safe: no '/', '.', blanks or control
// characters, at most 64 bytes each, never empty.
void AppendSeriesName(const SeriesName& name, TextBuffer* out);

class SeriesDirectory {
 public:
  constexpr SeriesDirectory() = default;

  // `base` may be relative to the working directory of now; the application
  // may change that later. False: a path is too long or has no name.
  bool Configure(std::string_view base, const SeriesName& name);

  // A descriptor for *at calls, not to be closed, or -errno.
  int Open();

  std::string_view base() const { return base_; }  // absolute
  // Absolute; empty before the first successful Open.
  std::string_view path() const { return path_; }
  // Raised whenever a directory is created.
  uint32_t generation() const { return generation_; }

  // Closes what was inherited; the series of `name` gets a new directory below
  // the same base.
  void ForkChildReset(const SeriesName& name);

 private:
  static constexpr size_t kMaxPathBytes = 4096;
  static constexpr size_t kMaxPartBytes = 64;

  void SetName(const SeriesName& name);
  bool IsIntact() const;
  int Reopen();
  int Create();
  int MakeBase() const;

  char base_[kMaxPathBytes] = {};
  char path_[kMaxPathBytes] = {};
  char executable_[kMaxPartBytes + 1] = {};
  char host_[kMaxPartBytes + 1] = {};
  uint32_t pid_ = 0;
  uint64_t start_ms_ = 0;
  uint32_t generation_ = 0;
  sys::OwnedFd fd_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SERIES_DIRECTORY_H_
