// Forbids itself every system call but its own few and those in the file
// argv[1] (numbers, one per line), on pain of death, for all of its threads;
// then allocates until argv[2] exists.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

// Of this program: allocation, access, usleep, write, exit.
constexpr int kOwn[] = {SYS_brk,      SYS_mmap,    SYS_munmap,
                        SYS_mremap,   SYS_access,  SYS_clock_nanosleep,
                        SYS_write,    SYS_exit,    SYS_exit_group,
                        SYS_mprotect, SYS_madvise, SYS_futex};

std::vector<int> AllowedCalls(const char* path) {
  std::vector<int> allowed(kOwn, kOwn + sizeof(kOwn) / sizeof(kOwn[0]));
  FILE* file = fopen(path, "r");
  Check(file != nullptr, "cannot read the list");
  int number = 0;
  while (fscanf(file, "%d", &number) == 1) allowed.push_back(number);
  fclose(file);
  return allowed;
}

void Forbid(const std::vector<int>& allowed) {
  std::vector<sock_filter> filter;
  filter.push_back(
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
  for (const int number : allowed) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                              static_cast<uint32_t>(number), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  const sock_fprog program = {static_cast<unsigned short>(filter.size()),
                              filter.data()};
  Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
  Check(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                &program) == 0,
        "seccomp");
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc == 3, "usage: sandboxed LIST STOP_FILE");
  Forbid(AllowedCalls(argv[1]));
  survival::Work work(1);
  while (access(argv[2], F_OK) != 0) {
    work.Steps(100);
    usleep(1000);
  }
  return 0;
}
