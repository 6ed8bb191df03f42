// Raw system calls for code that may not allocate, lock or touch errno.
//
// Contract: async-signal-safe; a failure is returned as -errno, errno itself is
// never written. The only file with a machine instruction for a system call.
#ifndef LEAKTRACE_PRELOAD_SYS_SYSCALLS_H_
#define LEAKTRACE_PRELOAD_SYS_SYSCALLS_H_

#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace leaktrace::sys {

template <typename T>
long ToArgument(T value) {
  if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<long>(value);
  } else if constexpr (std::is_null_pointer_v<T>) {
    return 0;
  } else {
    return static_cast<long>(value);
  }
}

// The six-argument system call of x86-64; missing arguments are 0.
inline long RawSyscall(long number, long a, long b, long c, long d, long e,
                       long f) {
  long result = number;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

template <typename... Args>
long Syscall(long number, Args... args) {
  static_assert(sizeof...(Args) <= 6);
  const long a[6] = {ToArgument(args)...};
  return RawSyscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_SYSCALLS_H_
