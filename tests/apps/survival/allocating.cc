// Ordinary traffic by malloc and by new on four threads, for whatever allocator
// is linked or preloaded. Prints the owner of malloc and keeps 8 MiB.
#include <dlfcn.h>
#include <stdio.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/apps/survival/work.h"

namespace {

constexpr size_t kKept = 80;
constexpr size_t kKeptBytes = 100 * 1024;

void Run(uint32_t seed) {
  for (uint32_t round = 0; round < 50; ++round) {
    survival::Work(seed + round).Steps(200);
    std::vector<std::string> texts(100, std::string(300, 'x'));
    auto aligned = std::make_unique<std::string[]>(50);
    survival::Check(texts[99].size() == 300, "a string is broken");
  }
}

}  // namespace

int main() {
  std::vector<std::unique_ptr<char[]>> kept;
  for (size_t i = 0; i < kKept; ++i) {
    kept.push_back(std::make_unique<char[]>(kKeptBytes));
  }
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 4; ++i) threads.emplace_back(Run, i * 1000);
  for (std::thread& thread : threads) thread.join();
  Dl_info info = {};
  void* symbol = dlsym(RTLD_DEFAULT, "malloc");
  puts(dladdr(symbol, &info) != 0 ? info.dli_fname : "static");
  fflush(stdout);
  // What is kept is alive when the last snapshot is taken.
  exit(0);
}
