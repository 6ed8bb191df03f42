// A file descriptor that is ours only as long as nobody closed it behind us.
//
// An application may close every descriptor it does not know (closefrom, a
// daemonising loop) and open its own files under the same numbers. So the
// number is trusted only while device and inode are those seen when it was
// taken over: an application's file is never written, accepted on or closed.
// Contract: raw system calls only; trivially destructible, Close is explicit.
#ifndef LEAKTRACE_PRELOAD_SYS_OWNED_FD_H_
#define LEAKTRACE_PRELOAD_SYS_OWNED_FD_H_

#include <cstdint>

namespace leaktrace::sys {

class OwnedFd {
 public:
  constexpr OwnedFd() = default;

  // Takes over a descriptor just made. It moves to a high number if there is
  // one, so that the application finds the low numbers it expects.
  void Adopt(int fd);

  // Takes over `fd` in place of the number that was lost, if it is the same
  // file; else `fd` stays the caller's.
  bool Recover(int fd);

  bool IsOurs() const;
  int get() const { return fd_plus_one_ - 1; }  // -1: none

  // Closes it if it is still ours; in any case there is none afterwards.
  void Close();

 private:
  bool IsSameFile(int fd) const;

  int fd_plus_one_ = 0;  // zero bytes mean none, for globals
  uint64_t device_ = 0;
  uint64_t inode_ = 0;
};

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_OWNED_FD_H_
