// A service to talk to: does what argv says, in order, then answers each line
// of standard input: "work" allocates, "leak" allocates and keeps 1 MiB.
//   chroot=DIR  close=LOW,HIGH  uid=UID  nofile=N  as=BYTES  data=BYTES
//   unshare=FLAGS
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

void Limit(decltype(RLIMIT_AS) resource, const char* value) {
  const rlim_t number = strtoull(value, nullptr, 10);
  const rlimit limit = {number, number};
  Check(setrlimit(resource, &limit) == 0, "cannot set a limit");
}

const char* ValueOf(const char* argument, const char* name) {
  const size_t length = strlen(name);
  const bool is = strncmp(argument, name, length) == 0;
  return is ? argument + length : nullptr;
}

void Do(const char* argument) {
  if (const char* folder = ValueOf(argument, "chroot=")) {
    Check(chroot(folder) == 0 && chdir("/") == 0, "cannot chroot");
  } else if (const char* uid = ValueOf(argument, "uid=")) {
    Check(setuid(static_cast<uid_t>(atoi(uid))) == 0, "cannot setuid");
  } else if (const char* range = ValueOf(argument, "close=")) {
    const char* comma = strchr(range, ',');
    Check(comma != nullptr, "close=LOW,HIGH");
    for (int fd = atoi(range); fd <= atoi(comma + 1); ++fd) close(fd);
  } else if (const char* flags = ValueOf(argument, "unshare=")) {
    Check(unshare(atoi(flags)) == 0, "cannot unshare");
  } else if (const char* files = ValueOf(argument, "nofile=")) {
    Limit(RLIMIT_NOFILE, files);
  } else if (const char* space = ValueOf(argument, "as=")) {
    Limit(RLIMIT_AS, space);
  } else if (const char* data = ValueOf(argument, "data=")) {
    Limit(RLIMIT_DATA, data);
  } else {
    Check(false, "unknown argument");
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) Do(argv[i]);
  Check(write(1, "ready\n", 6) == 6, "cannot write");
  survival::Work work(1);
  char line[64];
  while (fgets(line, sizeof(line), stdin) != nullptr) {
    if (strcmp(line, "work\n") == 0) work.Steps(500);
    if (strcmp(line, "leak\n") == 0) memset(malloc(1 << 20), 1, 1 << 20);
    Check(write(1, "done\n", 5) == 5, "cannot write");
  }
  return 0;
}
