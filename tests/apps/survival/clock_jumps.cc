// Runs argv with a wall clock that jumps by years, to and fro, with each look
// at it: a seccomp filter hands every clock_gettime(CLOCK_REALTIME) that is a
// real system call (the shim's are; libc asks the vdso) to this process.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/apps/survival/check.h"

namespace {

using survival::Check;

constexpr time_t kYear = 365 * 24 * 3600;
constexpr time_t kJumps[] = {0, kYear, -kYear, 20 * kYear, -1, -30 * kYear};

int FilterClock() {
  constexpr unsigned kNumber = offsetof(struct seccomp_data, nr);
  constexpr unsigned kClock = offsetof(struct seccomp_data, args);
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNumber),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kClock),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOCK_REALTIME, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
  Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                  SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

// In the child: tells the number of its listener, waits until the parent has
// taken it, and becomes the program.
[[noreturn]] void Run(int parent, char** argv) {
  const int listener = FilterClock();
  Check(write(parent, &listener, sizeof(listener)) == sizeof(listener),
        "cannot tell");
  char taken = 0;
  Check(read(parent, &taken, 1) == 1, "cannot wait");
  if (listener >= 0) close(listener);
  execvp(argv[0], argv);
  _exit(127);
}

int TakeListener(int child_socket, pid_t child) {
  int number = -1;
  Check(read(child_socket, &number, sizeof(number)) == sizeof(number),
        "the child says nothing");
  const long pidfd = syscall(SYS_pidfd_open, child, 0);
  const long listener = syscall(SYS_pidfd_getfd, pidfd, number, 0);
  Check(listener >= 0, "cannot take the listener");
  Check(write(child_socket, "x", 1) == 1, "cannot answer");
  return static_cast<int>(listener);
}

void Answer(int listener, size_t number) {
  seccomp_notif request = {};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return;
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  now.tv_sec += kJumps[number % (sizeof(kJumps) / sizeof(kJumps[0]))];
  iovec ours = {&now, sizeof(now)};
  iovec theirs = {reinterpret_cast<void*>(request.data.args[1]), sizeof(now)};
  const auto pid = static_cast<pid_t>(request.pid);
  const bool written =
      process_vm_writev(pid, &ours, 1, &theirs, 1, 0) == sizeof(now);
  seccomp_notif_resp response = {};
  response.id = request.id;
  response.error = written ? 0 : -EFAULT;
  // The asking thread may be gone by now.
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc > 1, "usage: clock_jumps COMMAND...");
  int sockets[2];
  Check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0,
        "socketpair");
  const pid_t child = fork();
  Check(child >= 0, "fork");
  if (child == 0) Run(sockets[1], argv + 1);
  close(sockets[1]);
  const int listener = TakeListener(sockets[0], child);
  pollfd entry = {listener, POLLIN, 0};
  for (size_t looks = 0; poll(&entry, 1, -1) == 1; ++looks) {
    if ((entry.revents & POLLIN) == 0) break;
    Answer(listener, looks);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
