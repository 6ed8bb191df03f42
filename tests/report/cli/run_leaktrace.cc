// Output goes to unlinked temporary files: no pipe can fill up.
#include "tests/report/cli/run_leaktrace.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace leaktrace::report {
namespace {

std::vector<char*> Pointers(std::vector<std::string>* words) {
  std::vector<char*> pointers;
  for (std::string& word : *words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string ReadBack(std::FILE* file) {
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    text += static_cast<char>(c);
  }
  std::fclose(file);
  return text;
}

}  // namespace

CommandResult RunLeaktrace(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment) {
  std::vector<std::string> words = {LEAKTRACE_COMMAND};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = {"PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  const pid_t child = fork();
  if (child == 0) {
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    execve(LEAKTRACE_COMMAND, Pointers(&words).data(),
           Pointers(&variables).data());
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          ReadBack(out), ReadBack(err)};
}

}  // namespace leaktrace::report
