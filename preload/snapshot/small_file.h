// Reads a small file of /proc or /sys in one go.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SMALL_FILE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SMALL_FILE_H_

#include <span>

namespace leaktrace {

// Number of bytes read into `buffer`, at most its size, or -errno.
long ReadSmallFile(const char* path, std::span<char> buffer);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SMALL_FILE_H_
