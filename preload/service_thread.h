// The thread that SnapshotService::RunLoop runs in.
//
// It starts with all signals blocked, so that it never receives one of the
// program's. Contract: Start and Stop by one thread at a time; a forked child
// has none and says Forget first.
#ifndef LEAKTRACE_PRELOAD_SERVICE_THREAD_H_
#define LEAKTRACE_PRELOAD_SERVICE_THREAD_H_

#include <pthread.h>

#include <atomic>
#include <cstdint>

#include "preload/lone_thread.h"
#include "preload/snapshot/snapshot_service.h"

namespace leaktrace {

class ServiceThread {
 public:
  constexpr ServiceThread(SnapshotService* service, LoneThread* lone)
      : service_(service), lone_(lone) {}

  // False: the system gives no more threads.
  bool Start();

  // A program may restrict itself by a seccomp filter as the first thing it
  // does; what setting up a thread takes (SYSCALLS.md) must be over by then.
  // Waits for at most a second.
  void AwaitSetUp();

  // True: there was one in this process, and it is gone.
  bool Stop();

  // After Stop.
  void Restart();

  // In a forked child: the parent's stays with the parent.
  void Forget() { can_join_.store(false, std::memory_order_relaxed); }

 private:
  static void* Main(void* self);
  void Announce();
  void AwaitEnd();
  bool Create();
  bool EndThread();

  SnapshotService* const service_;
  LoneThread* const lone_;
  std::atomic<uint32_t> is_set_up_ = 0;
  std::atomic<int> task_ = 0;
  pthread_t thread_ = {};
  std::atomic<bool> can_join_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SERVICE_THREAD_H_
