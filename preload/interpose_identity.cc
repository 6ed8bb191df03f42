// The functions that change who the process is: setuid and its relatives.
//
// libc carries such a change out on every thread it knows, and aborts the
// program when one thread may and another may not: capabilities belong to
// threads, and a program that thinks it has one thread changes those of that
// one (setpriv, daemons that keep a capability). So our thread ends before the
// real function is called, and another one starts with the new identity.
#include <dlfcn.h>
#include <grp.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "preload/runtime.h"

namespace leaktrace {
namespace {

template <typename... Args>
int WithoutOurThread(const char* name, Args... args) {
  const auto real = reinterpret_cast<int (*)(Args...)>(dlsym(RTLD_NEXT, name));
  if (real == nullptr) {
    errno = ENOSYS;
    return -1;
  }
  const bool was_stopped = g_runtime.StopThread();
  const int result = real(args...);
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

}  // extern "C"
