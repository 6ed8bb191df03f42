// Ends the program with a line on stderr if `condition` is false. No stdio, no
// heap: callable from signal handlers and forked children.
#ifndef LEAKTRACE_TESTS_APPS_SURVIVAL_CHECK_H_
#define LEAKTRACE_TESTS_APPS_SURVIVAL_CHECK_H_

#include <string.h>
#include <unistd.h>

namespace survival {

inline void Check(bool condition, const char* what) {
  if (condition) return;
  const ssize_t written = write(2, what, strlen(what));
  if (written > 0 && write(2, "\n", 1) < 0) _exit(99);
  _exit(98);
}

}  // namespace survival

#endif  // LEAKTRACE_TESTS_APPS_SURVIVAL_CHECK_H_
