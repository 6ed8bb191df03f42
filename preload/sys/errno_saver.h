// Restores errno at the end of a scope, so that a hook leaves no trace in it.
#ifndef LEAKTRACE_PRELOAD_SYS_ERRNO_SAVER_H_
#define LEAKTRACE_PRELOAD_SYS_ERRNO_SAVER_H_

#include <cerrno>

namespace leaktrace::sys {

class ErrnoSaver {
 public:
  ErrnoSaver() : saved_(errno) {}
  ~ErrnoSaver() { errno = saved_; }
  ErrnoSaver(const ErrnoSaver&) = delete;
  ErrnoSaver& operator=(const ErrnoSaver&) = delete;

 private:
  const int saved_;
};

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_ERRNO_SAVER_H_
