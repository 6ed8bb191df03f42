// One line on stderr without stdio, for what the user must know.
//
// Contract: one write(2) of at most 256 bytes; no heap, no lock, errno
// untouched. Silent unless enabled: the traced program's output is its own.
#ifndef LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_
#define LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_

namespace leaktrace::sys {

void EnableLog(bool enabled);

// Writes "leaktrace: <message><detail>\n".
void Log(const char* message, const char* detail = "");

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_
