/* leaktrace: what a program may tell the heap tracker that watches it.
 *
 * Include this header and call; there is nothing to link. In a process that
 * runs without libleaktrace.so every call is a test of a null pointer. All
 * functions may be called from any thread, none blocks on another thread of the
 * application, none allocates, errno is preserved. The two that write a
 * snapshot wait until it is written.
 */
#ifndef LEAKTRACE_LEAKTRACE_H_
#define LEAKTRACE_LEAKTRACE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Exported by libleaktrace.so; null without it. Use the functions below. */
extern int leaktrace_take_snapshot(void) __attribute__((weak));
extern int leaktrace_set_mark(const char *name) __attribute__((weak));
extern void leaktrace_add_work(uint64_t units) __attribute__((weak));
extern uint32_t leaktrace_set_label(const char *label) __attribute__((weak));
extern void leaktrace_restore_label(uint32_t previous) __attribute__((weak));
extern void leaktrace_record_block(const char *pool, const void *block,
                                   size_t bytes) __attribute__((weak));
extern void leaktrace_forget_block(const void *block) __attribute__((weak));
extern void leaktrace_enter_untracked(void) __attribute__((weak));
extern void leaktrace_leave_untracked(void) __attribute__((weak));

/* 1 if this process is watched. */
static inline int leaktrace_is_active(void) {
  return leaktrace_take_snapshot != 0;
}

/* Writes a snapshot now. 0, or an errno value; ENOSYS when not watched, EBUSY
 * while another one is being written. */
static inline int leaktrace_snapshot(void) {
  return leaktrace_take_snapshot != 0 ? leaktrace_take_snapshot() : 38;
}

/* Names a moment, "warm" say, and writes a snapshot of it. This and all later
 * snapshots carry the name until the next mark. Result as above. */
static inline int leaktrace_mark(const char *name) {
  return leaktrace_set_mark != 0 ? leaktrace_set_mark(name) : 38;
}

/* Adds to the counter of work done: requests, messages, rows. Growth is then
 * also reported per unit of work, because a leak follows requests, not hours.
 */
static inline void leaktrace_work(uint64_t units) {
  if (leaktrace_add_work != 0) leaktrace_add_work(units);
}

/* What the calling thread allocates from here to leaktrace_label_end carries
 * `label`: a tenant, a request type. Labels nest; the result is for the end of
 * this one. Give few different labels, kinds of things and not things: beyond
 * 254 of them the rest counts as "[other]". Of a label, 63 bytes count. */
static inline uint32_t leaktrace_label_begin(const char *label) {
  return leaktrace_set_label != 0 ? leaktrace_set_label(label) : 0;
}
static inline void leaktrace_label_end(uint32_t previous) {
  if (leaktrace_restore_label != 0) leaktrace_restore_label(previous);
}

/* For allocators of the program's own: the block of `bytes` was just handed
 * out by the pool of that name, at least one byte of it is the block's alone,
 * and leaktrace_free follows before the address is handed out again. Pools
 * count as labels do.
 *
 * A pool that takes its memory from malloc does so between
 * leaktrace_untracked_begin and leaktrace_untracked_end, or its memory is
 * counted twice: as the pool's and as the blocks'. */
static inline void leaktrace_alloc(const char *pool, const void *block,
                                   size_t bytes) {
  if (leaktrace_record_block != 0) leaktrace_record_block(pool, block, bytes);
}
static inline void leaktrace_free(const void *block) {
  if (leaktrace_forget_block != 0) leaktrace_forget_block(block);
}

/* What the calling thread allocates in between is not recorded. Nests, up to
 * 255 deep. */
static inline void leaktrace_untracked_begin(void) {
  if (leaktrace_enter_untracked != 0) leaktrace_enter_untracked();
}
static inline void leaktrace_untracked_end(void) {
  if (leaktrace_leave_untracked != 0) leaktrace_leave_untracked();
}

#ifdef __cplusplus
}

namespace leaktrace {

/* leaktrace_label_begin and _end as a scope. */
class LabelScope {
 public:
  explicit LabelScope(const char *label)
      : previous_(leaktrace_label_begin(label)) {}
  ~LabelScope() { leaktrace_label_end(previous_); }
  LabelScope(const LabelScope &) = delete;
  LabelScope &operator=(const LabelScope &) = delete;

 private:
  const uint32_t previous_;
};

/* leaktrace_untracked_begin and _end as a scope. */
class UntrackedScope {
 public:
  UntrackedScope() { leaktrace_untracked_begin(); }
  ~UntrackedScope() { leaktrace_untracked_end(); }
  UntrackedScope(const UntrackedScope &) = delete;
  UntrackedScope &operator=(const UntrackedScope &) = delete;
};

} /* namespace leaktrace */
#endif

#endif /* LEAKTRACE_LEAKTRACE_H_ */
