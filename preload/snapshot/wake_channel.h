// A pair of sockets by which any thread wakes the background thread out of its
// poll.
//
// Both are opened in the application's table of descriptors, before the thread
// leaves that one and takes the reading end along. Either may be closed, and
// its number reused, by the application (sys::OwnedFd): then nobody is woken.
// Thread safety: Open and Close while there is no background thread.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_WAKE_CHANNEL_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_WAKE_CHANNEL_H_

#include "preload/sys/owned_fd.h"

namespace leaktrace {

class WakeChannel {
 public:
  constexpr WakeChannel() = default;

  bool Open();
  void Close();

  // False: the channel is lost.
  bool Wake() const;

  // Of the background thread. -1: there is nothing to poll.
  int reading_fd() const { return reader_.IsOurs() ? reader_.get() : -1; }
  void Drain() const;

 private:
  sys::OwnedFd reader_;
  sys::OwnedFd writer_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_WAKE_CHANNEL_H_
