// One line on stderr without stdio, for what the user must know.
//
// Contract: one write(2) of at most 256 bytes; no heap, no lock, errno
// untouched, no SIGPIPE. It goes to the file that was stderr when the program
// started, or nowhere: once the program has closed number 2, that is a file of
// its own.
#ifndef LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_
#define LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_

namespace leaktrace::sys {

// Remembers which file stderr is. Before it, nothing is written.
void InitLog();

// Writes "leaktrace: <message><detail>\n", always or only if it was enabled:
// the traced program's output is its own.
void Warn(const char* message, const char* detail = "");
void EnableLog(bool enabled);
void Log(const char* message, const char* detail = "");

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_RAW_LOG_H_
