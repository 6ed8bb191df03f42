/* leaktrace: what a program may tell the heap tracker that watches it.
 *
 * Include this header and call; there is nothing to link. In a process that
 * runs without libleaktrace.so every call is a test of a null pointer. All
 * functions may be called from any thread, none blocks on another thread of the
 * application, none allocates, errno is preserved.
 */
#ifndef LEAKTRACE_LEAKTRACE_H_
#define LEAKTRACE_LEAKTRACE_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Exported by libleaktrace.so; null without it. Use the functions below. */
extern int leaktrace_take_snapshot(void) __attribute__((weak));
extern void leaktrace_add_work(uint64_t units) __attribute__((weak));

/* 1 if this process is watched. */
static inline int leaktrace_is_active(void) {
  return leaktrace_take_snapshot != 0;
}

/* Writes a snapshot now, in the calling thread. 0, or an errno value; ENOSYS
 * when not watched, EBUSY while another one is being written. */
static inline int leaktrace_snapshot(void) {
  return leaktrace_take_snapshot != 0 ? leaktrace_take_snapshot() : 38;
}

/* Adds to the counter of work done: requests, messages, rows. Growth is then
 * also reported per unit of work, because a leak follows requests, not hours.
 */
static inline void leaktrace_work(uint64_t units) {
  if (leaktrace_add_work != 0) leaktrace_add_work(units);
}

#ifdef __cplusplus
}
#endif

#endif /* LEAKTRACE_LEAKTRACE_H_ */
