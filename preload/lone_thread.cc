#include "preload/lone_thread.h"

#include <dlfcn.h>
#include <sys/syscall.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "preload/snapshot/small_file.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/sys/real_allocator.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {
namespace {

// What programs wait in. Not those that malloc makes (brk, mmap, munmap,
// mremap, mprotect, madvise, futex, getrandom), nor any that is not known to
// wait.
constexpr uint64_t kWaits[] = {
    SYS_accept,   SYS_accept4,       SYS_clock_nanosleep,
    SYS_connect,  SYS_epoll_pwait,   SYS_epoll_wait,
    SYS_fcntl,    SYS_fdatasync,     SYS_flock,
    SYS_fsync,    SYS_io_getevents,  SYS_ioctl,
    SYS_msgrcv,   SYS_msgsnd,        SYS_nanosleep,
    SYS_open,     SYS_openat,        SYS_pause,
    SYS_poll,     SYS_ppoll,         SYS_pread64,
    SYS_pselect6, SYS_pwrite64,      SYS_read,
    SYS_readv,    SYS_recvfrom,      SYS_recvmmsg,
    SYS_recvmsg,  SYS_rt_sigsuspend, SYS_rt_sigtimedwait,
    SYS_select,   SYS_semop,         SYS_semtimedop,
    SYS_sendfile, SYS_sendmsg,       SYS_sendto,
    SYS_splice,   SYS_wait4,         SYS_waitid,
    SYS_write,    SYS_writev};

}  // namespace

void LoneThread::Init() {
  constexpr char kName[] = "__libc_single_threaded";
  void* libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
  if (libc != nullptr) flag_ = static_cast<char*>(dlsym(libc, kName));
  if (flag_ != nullptr) copy_ = static_cast<char*>(dlsym(RTLD_DEFAULT, kName));
  if (copy_ == flag_) copy_ = nullptr;
  sys::ForgetDlError();
}

bool LoneThread::IsSingle() const {
  return flag_ != nullptr &&
         std::atomic_ref<char>(*flag_).load(std::memory_order_relaxed) != 0;
}

// Sequentially consistent: what is looked at next on this thread, whether the
// application is asleep, is looked at after the application can see it.
void LoneThread::SetSingle(bool is_single) {
  const char value = is_single ? 1 : 0;
  if (flag_ != nullptr) std::atomic_ref<char>(*flag_).store(value);
  if (copy_ != nullptr) std::atomic_ref<char>(*copy_).store(value);
}

void LoneThread::Stay() {
  self_.store(&g_thread_state, std::memory_order_relaxed);
  SetSingle(true);
  // Release: partner of the acquire in IsStaying.
  state_.store(kStaying, std::memory_order_release);
}

bool LoneThread::StopStaying() {
  if (!IsStaying()) return false;
  SetSingle(false);
  state_.store(kShared, std::memory_order_release);
  return true;
}

bool LoneThread::IsStaying() const {
  return state_.load(std::memory_order_acquire) == kStaying && IsSingle();
}

bool LoneThread::IsSelf() const {
  return self_.load(std::memory_order_relaxed) == &g_thread_state;
}

void LoneThread::Leave() {
  uint32_t staying = kStaying;
  // The application may have stopped it meanwhile, on its own thread.
  if (!state_.compare_exchange_strong(staying, kLeft)) return;
  SetSingle(false);
}

bool LoneThread::HasLeft() const {
  return state_.load(std::memory_order_acquire) == kLeft;
}

// The first thread's: the only one of a process has its number, or the process
// began with another one and was never alone. proc_pid_syscall(5): "running",
// or the number of the call, or -1 outside of one.
bool LoneThread::IsQuiet() {
  char storage[128];
  const long size = ReadSmallFile("/proc/self/syscall", std::span(storage));
  if (size <= 0) return false;
  std::string_view text(storage, static_cast<size_t>(size));
  uint64_t number = 0;
  return ConsumeDecimal(&text, &number) &&
         std::find(std::begin(kWaits), std::end(kWaits), number) !=
             std::end(kWaits);
}

}  // namespace leaktrace
