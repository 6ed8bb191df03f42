// A table of file descriptors for the background thread alone.
//
// In the shared table, each file that the thread opens takes for a moment the
// lowest free number, which another thread may be about to get: close(0)
// followed by open() must give 0. It would count towards the application's
// RLIMIT_NOFILE, and go down with all others when a daemon closes them.
//
// Contract: raw system calls only; nothing the application holds is kept open.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PRIVATE_FILES_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PRIVATE_FILES_H_

namespace leaktrace {

// Gives the calling thread a table with `kept_fd` alone in it, under its number
// (negative: nothing). False: the kernel cannot, or a filter forbids it, and
// the table stays shared.
bool UnshareFiles(int kept_fd);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PRIVATE_FILES_H_
