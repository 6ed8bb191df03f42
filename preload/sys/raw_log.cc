#include "preload/sys/raw_log.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <ctime>

#include "preload/sys/syscalls.h"

namespace leaktrace::sys {
namespace {

constexpr int kStderr = 2;

struct FileIdentity {
  uint64_t device;
  uint64_t inode;
  bool is_known;
};

constinit bool g_enabled = false;
constinit FileIdentity g_stderr = {};

FileIdentity IdentityOf(int fd) {
  struct stat status = {};
  if (Syscall(SYS_fstat, fd, &status) != 0) return {};
  return {status.st_dev, status.st_ino, true};
}

bool IsStderr(int fd) {
  const FileIdentity now = IdentityOf(fd);
  return g_stderr.is_known && now.is_known && now.device == g_stderr.device &&
         now.inode == g_stderr.inode;
}

class Line {
 public:
  void Append(const char* text) {
    // Room for the newline is kept.
    for (; *text != '\0' && size_ + 1 < sizeof(text_); ++text) {
      text_[size_++] = *text;
    }
  }
  long WriteTo(int fd) {
    text_[size_++] = '\n';
    return Syscall(SYS_write, fd, text_, size_);
  }

 private:
  char text_[256];
  size_t size_ = 0;
};

// A reader that has gone away is no reason to kill the program.
void WriteWithoutSignal(Line* line, int fd) {
  constexpr uint64_t kSigpipe = uint64_t{1} << (SIGPIPE - 1);
  uint64_t before = 0;
  Syscall(SYS_rt_sigprocmask, SIG_BLOCK, &kSigpipe, &before, sizeof(before));
  if (line->WriteTo(fd) == -EPIPE && (before & kSigpipe) == 0) {
    const timespec now = {};
    Syscall(SYS_rt_sigtimedwait, &kSigpipe, nullptr, &now, sizeof(kSigpipe));
  }
  Syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, nullptr, sizeof(before));
}

// For the thread that has a table of descriptors of its own: number 2 of the
// rest of the process.
long StderrOfProcess() {
  const long process = Syscall(SYS_pidfd_open, Syscall(SYS_getpid), 0);
  if (process < 0) return process;
  const long fd = Syscall(SYS_pidfd_getfd, process, kStderr, 0);
  Syscall(SYS_close, process);
  return fd;
}

}  // namespace

void InitLog() { g_stderr = IdentityOf(kStderr); }

void EnableLog(bool enabled) { g_enabled = enabled; }

void Warn(const char* message, const char* detail) {
  Line line;
  line.Append("leaktrace: ");
  line.Append(message);
  line.Append(detail);
  if (IsStderr(kStderr)) return WriteWithoutSignal(&line, kStderr);
  const long fd = StderrOfProcess();
  if (fd < 0) return;
  if (IsStderr(static_cast<int>(fd))) {
    WriteWithoutSignal(&line, static_cast<int>(fd));
  }
  Syscall(SYS_close, fd);
}

void Log(const char* message, const char* detail) {
  if (g_enabled) Warn(message, detail);
}

}  // namespace leaktrace::sys
