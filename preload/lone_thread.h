// Lets libc go on as if the process still had one thread, when our thread is
// the only other one.
//
// While a process has one thread, glibc takes no locks: not in malloc, not in
// pthread_mutex_lock, and libstdc++ counts references with plain instructions.
// A second thread ends that, and costs a program that allocates much more than
// all of the sampling does (README.md has the figures). Ours does nothing that
// those locks protect, so it says so: once it runs, `__libc_single_threaded` is
// set back to what it was.
//
// Argument: pthread_create clears the flag before the new thread exists, so
// from the first thread of the application's on all is as ever; we set it only
// on the application's only thread, which cannot create another one meanwhile.
// What remains is what our thread does. It makes system calls, and reads the
// allocator's statistics, which are only consistent under the allocator's lock:
// allocator_query.h says how. Before it ends, and frees what libc gave it, the
// flag is cleared (ServiceThread::Stop).
#ifndef LEAKTRACE_PRELOAD_LONE_THREAD_H_
#define LEAKTRACE_PRELOAD_LONE_THREAD_H_

#include <atomic>
#include <cstdint>

namespace leaktrace {

class LoneThread {
 public:
  constexpr LoneThread() = default;

  // Looks libc's flag up. Without Init, or without a flag (glibc before 2.32),
  // the process is never alone. Not async-signal-safe.
  void Init();

  // On the application's thread: libc takes no locks.
  bool IsSingle() const;

  // On the application's only thread, after it made ours and IsSingle() had
  // been true before.
  void Stay();
  // On the same thread: false again, and locks from now on.
  bool StopStaying();
  // Nobody of ours is left: as libc had it before Stay.
  void BeSingle() { SetSingle(true); }
  // In a forked child, which has no thread of ours.
  void Forget() { state_.store(kShared, std::memory_order_relaxed); }

  // Any thread: libc takes no locks although our thread is there.
  bool IsStaying() const;
  // The thread that stays is the calling one.
  bool IsSelf() const;

  // On our thread: libc takes locks from the application's next call on, but
  // one that is under way may go on without.
  void Leave();
  bool HasLeft() const;
  // After Leave: the application is asleep in the kernel, in a system call that
  // no function of libc makes in the middle of something that locks protect.
  static bool IsQuiet();
  // After Leave, when the application was quiet or has passed by since.
  void Share() { state_.store(kShared, std::memory_order_release); }
  // Whoever looks at the heap under its lock sees it whole.
  bool IsShared() const { return !IsStaying() && !HasLeft(); }

 private:
  enum State : uint32_t { kShared, kStaying, kLeft };

  void SetSingle(bool is_single);

  // In libc, and where the executable has a copy of its own (no PIE).
  char* flag_ = nullptr;
  char* copy_ = nullptr;
  std::atomic<uint32_t> state_ = kShared;
  std::atomic<const void*> self_ = nullptr;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_LONE_THREAD_H_
