// The functions that change who the process is, or where: setuid and its
// relatives, unshare and setns.
//
// libc carries a change of identity out on every thread it knows, and aborts
// the program when one thread may and another may not: capabilities belong to
// threads, and a program that thinks it has one thread changes those of that
// one (setpriv, daemons that keep a capability). The kernel lets only a process
// of one thread change some of its namespaces, and answers EINVAL to any other.
// So our thread ends before the real function is called, and another one starts
// afterwards.
#include <dlfcn.h>
#include <grp.h>
#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "preload/runtime.h"

namespace leaktrace {
namespace {

// What the kernel refuses to a process of two threads.
constexpr int kNewTime = 0x80;  // CLONE_NEWTIME, younger than these headers
constexpr int kUnsharedAlone =
    CLONE_NEWUSER | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
constexpr int kEnteredAlone = CLONE_NEWUSER | CLONE_NEWNS | kNewTime;

template <typename... Args>
int Call(const char* name, Args... args) {
  const auto real = reinterpret_cast<int (*)(Args...)>(dlsym(RTLD_NEXT, name));
  if (real != nullptr) return real(args...);
  errno = ENOSYS;
  return -1;
}

template <typename... Args>
int WithoutOurThread(const char* name, Args... args) {
  const bool was_stopped = g_runtime.StopThread();
  const int result = Call(name, args...);
  if (was_stopped) g_runtime.RestartThread();
  return result;
}

}  // namespace
}  // namespace leaktrace

using leaktrace::WithoutOurThread;

extern "C" {

[[gnu::visibility("default")]] int setuid(uid_t user) noexcept {
  return WithoutOurThread("setuid", user);
}

[[gnu::visibility("default")]] int setgid(gid_t group) noexcept {
  return WithoutOurThread("setgid", group);
}

[[gnu::visibility("default")]] int seteuid(uid_t user) noexcept {
  return WithoutOurThread("seteuid", user);
}

[[gnu::visibility("default")]] int setegid(gid_t group) noexcept {
  return WithoutOurThread("setegid", group);
}

[[gnu::visibility("default")]] int setreuid(uid_t real,
                                            uid_t effective) noexcept {
  return WithoutOurThread("setreuid", real, effective);
}

[[gnu::visibility("default")]] int setregid(gid_t real,
                                            gid_t effective) noexcept {
  return WithoutOurThread("setregid", real, effective);
}

[[gnu::visibility("default")]] int setresuid(uid_t real, uid_t effective,
                                             uid_t saved) noexcept {
  return WithoutOurThread("setresuid", real, effective, saved);
}

[[gnu::visibility("default")]] int setresgid(gid_t real, gid_t effective,
                                             gid_t saved) noexcept {
  return WithoutOurThread("setresgid", real, effective, saved);
}

[[gnu::visibility("default")]] int setgroups(size_t count,
                                             const gid_t* groups) noexcept {
  return WithoutOurThread("setgroups", count, groups);
}

[[gnu::visibility("default")]] int initgroups(const char* user,
                                              gid_t group) noexcept {
  return WithoutOurThread("initgroups", user, group);
}

// Other flags leave the process as it is, and a thread would not come again:
// after CLONE_NEWPID there are none.
[[gnu::visibility("default")]] int unshare(int flags) noexcept {
  return (flags & leaktrace::kUnsharedAlone) != 0
             ? WithoutOurThread("unshare", flags)
             : leaktrace::Call("unshare", flags);
}

[[gnu::visibility("default")]] int setns(int fd, int type) noexcept {
  const bool may_be_any = type == 0;
  return may_be_any || (type & leaktrace::kEnteredAlone) != 0
             ? WithoutOurThread("setns", fd, type)
             : leaktrace::Call("setns", fd, type);
}

}  // extern "C"
