// Becomes a daemon the old way: forks twice, closes every descriptor there
// could be, and opens files of its own under all those numbers. It allocates
// until it is told to stop by the file argv[2], then looks whether its files
// in the folder argv[1] are still what it wrote.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kFiles = 1000;

void Detach() {
  const pid_t first = fork();
  Check(first >= 0, "cannot fork");
  if (first > 0) {
    int status = 0;
    waitpid(first, &status, 0);
    exit(WEXITSTATUS(status));
  }
  setsid();
  const pid_t second = fork();
  if (second != 0) _exit(second > 0 ? 0 : 1);
  for (int fd = 0; fd < 1024; ++fd) close(fd);
}

void FillAllNumbers(const char* folder) {
  for (int i = 0; i < kFiles; ++i) {
    char path[4096];
    snprintf(path, sizeof(path), "%s/%d", folder, i);
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    Check(fd == i, "a descriptor number is taken");
    Check(write(fd, "mine", 4) == 4, "cannot write");
  }
}

bool FilesAreUntouched() {
  for (int fd = 0; fd < kFiles; ++fd) {
    struct stat status = {};
    char text[5] = {};
    if (fstat(fd, &status) != 0 || status.st_size != 4) return false;
    if (pread(fd, text, 4, 0) != 4 || strcmp(text, "mine") != 0) return false;
    if (lseek(fd, 0, SEEK_CUR) != 4) return false;
  }
  return true;
}

void Say(const char* folder, const char* name) {
  char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  close(open(path, O_WRONLY | O_CREAT, 0600));
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc == 3, "usage: daemonize FOLDER STOP_FILE");
  Detach();
  FillAllNumbers(argv[1]);
  Say(argv[1], "ready");
  survival::Work work(1);
  while (access(argv[2], F_OK) != 0) {
    work.Steps(200);
    usleep(1000);
  }
  Say(argv[1], FilesAreUntouched() ? "untouched" : "touched");
  return 0;
}
