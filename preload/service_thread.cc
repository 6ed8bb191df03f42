#include "preload/service_thread.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <ctime>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/errno_saver.h"
#include "preload/sys/raw_log.h"
#include "preload/sys/syscalls.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {
namespace {

constexpr size_t kStackBytes = 256 * 1024;

}  // namespace

void* ServiceThread::Main(void* self) {
  // Whatever it might allocate is not the application's.
  g_thread_state.hook_sp = HookScope::kForEver;
  pthread_setname_np(pthread_self(), "leaktrace");
  auto* const thread = static_cast<ServiceThread*>(self);
  thread->task_.store(static_cast<int>(sys::Syscall(SYS_gettid)),
                      std::memory_order_relaxed);
  thread->service_->SetUpThread();
  thread->Announce();
  thread->service_->RunLoop();
  return nullptr;
}

void ServiceThread::Announce() {
  is_set_up_.store(1, std::memory_order_release);
  sys::Syscall(SYS_futex, &is_set_up_, FUTEX_WAKE_PRIVATE, 1);
}

void ServiceThread::AwaitSetUp() {
  const timespec second = {1, 0};
  if (is_set_up_.load(std::memory_order_acquire) == 0) {
    sys::Syscall(SYS_futex, &is_set_up_, FUTEX_WAIT_PRIVATE, 0, &second);
  }
}

bool ServiceThread::Start() {
  const HookScope scope(&g_thread_state, HookScope::kForEver);
  service_->OpenWakeChannel();
  const bool was_single = lone_->IsSingle();
  const bool is_started = Create();
  if (is_started && was_single) lone_->Stay();
  can_join_.store(is_started, std::memory_order_release);
  if (!is_started) sys::Log("no thread; only the exit snapshot is taken");
  return is_started;
}

bool ServiceThread::Create() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  // The new thread inherits the mask; glibc keeps its own two signals open.
  if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return false;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  const int error = pthread_create(&thread_, &attributes, Main, this);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error == 0;
}

bool ServiceThread::Stop() {
  // In a child of vfork it is the parent's.
  if (static_cast<uint32_t>(sys::Syscall(SYS_getpid)) != service_->pid() ||
      !can_join_.exchange(false, std::memory_order_acq_rel)) {
    return false;
  }
  const sys::ErrnoSaver errno_saver;
  const HookScope scope(&g_thread_state, HookScope::kForEver);
  // A thread that ends gives back memory.
  const bool was_alone = lone_->StopStaying();
  const bool has_ended = EndThread();
  if (has_ended && was_alone) lone_->BeSingle();
  return has_ended;
}

bool ServiceThread::EndThread() {
  if (!service_->Retire()) {
    can_join_.store(true, std::memory_order_release);
    return false;
  }
  if (pthread_join(thread_, nullptr) != 0) return false;
  AwaitEnd();
  return true;
}

// The kernel wakes who joins a thread a little before it takes the thread off
// the process.
void ServiceThread::AwaitEnd() {
  constexpr int kMostMilliseconds = 1000;
  for (int i = 0; i < kMostMilliseconds; ++i) {
    if (sys::Syscall(SYS_tgkill, sys::Syscall(SYS_getpid),
                     task_.load(std::memory_order_relaxed), 0) == -ESRCH) {
      return;
    }
    NapMilliseconds(1);
  }
}

void ServiceThread::Restart() {
  const sys::ErrnoSaver errno_saver;
  service_->ComeBack();
  is_set_up_.store(0, std::memory_order_relaxed);
  if (Start()) AwaitSetUp();
}

}  // namespace leaktrace
