// Runs a program and writes what it cost, with every process it waited for, as
// one line of JSON. A process starts with its parent's peak RSS, so the parent
// must be small: python cannot measure this itself.
//
// usage: run_cost FILE NAME=VALUE... -- PROGRAM ARGUMENT...
// The settings are for the program alone: a preloaded library stays out of us.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

constexpr int kUsageError = 4;
constexpr int kNotRun = 127;

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

double Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

void Write(const char* path, double wall_s, const rusage& usage) {
  FILE* file = fopen(path, "we");
  if (file == nullptr) return perror(path);
  fprintf(file, "{\"wall_s\": %.6f, \"cpu_s\": %.6f, \"rss_bytes\": %ld}\n",
          wall_s, Seconds(usage.ru_utime) + Seconds(usage.ru_stime),
          usage.ru_maxrss * 1024);
  fclose(file);
}

[[noreturn]] void Execute(char** settings, char** program) {
  // Who stops us stops the program.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (; settings + 1 != program; ++settings) putenv(*settings);
  execvp(program[0], program);
  perror(program[0]);
  _exit(kNotRun);
}

}  // namespace

int main(int argc, char** argv) {
  char** program = argv + 2;
  while (program < argv + argc && strcmp(*program, "--") != 0) ++program;
  if (++program >= argv + argc) {
    fputs("usage: run_cost FILE NAME=VALUE... -- PROGRAM ...\n", stderr);
    return kUsageError;
  }
  const double begin_s = Now();
  const pid_t child = fork();
  if (child == 0) Execute(argv + 2, program);
  int status = 0;
  rusage usage = {};
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return kNotRun;
  Write(argv[1], Now() - begin_s, usage);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
