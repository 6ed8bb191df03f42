// A process whose memory grows while what it needs stays the same, with a
// snapshot after each round. One kind per run.
//
// usage: process_memory fragments|maps|stacks|steady ROUNDS
//   fragments  each wave of small blocks is a mebibyte larger than the one
//              before; one block in 64 stays until the next wave, so that the
//              memory around it cannot go back
//   maps       a mebibyte a round is mapped, without malloc
//   stacks     four threads more in each round, each with 256 KiB of its stack
//              in use
//   steady     none of it
#include <pthread.h>
#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <semaphore>
#include <string_view>
#include <vector>

#include "preload/include/leaktrace/leaktrace.h"

namespace {

constexpr size_t kBlockBytes = 1024;
constexpr size_t kPinOneIn = 64;
constexpr size_t kMapBytes = 1 << 20;
constexpr size_t kStackBytes = 1 << 20;
constexpr size_t kUsedBytes = 256 << 10;
constexpr int kThreadsPerRound = 4;

void* Touch(void* block, size_t bytes) {
  if (block == nullptr || block == MAP_FAILED) std::abort();
  return std::memset(block, 1, bytes);
}

[[gnu::noinline]] void Fragment(size_t round, std::vector<void*>* pins) {
  std::vector<void*> wave(((round + 1) << 20) / kBlockBytes);
  for (void*& block : wave)
    block = Touch(std::malloc(kBlockBytes), kBlockBytes);
  for (void* pin : *pins) std::free(pin);
  pins->clear();
  for (size_t i = 0; i < wave.size(); ++i) {
    if (i % kPinOneIn == 0) {
      pins->push_back(wave[i]);
    } else {
      std::free(wave[i]);
    }
  }
}

[[gnu::noinline]] void Map() {
  Touch(mmap(nullptr, kMapBytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        kMapBytes);
}

// The thread waits for ever, with its stack.
void* UseStack(void* ready) {
  char used[kUsedBytes];
  Touch(static_cast<char*>(used), sizeof(used));
  static_cast<std::counting_semaphore<>*>(ready)->release();
  static std::binary_semaphore never(0);
  never.acquire();
  return used[0] == 1 ? nullptr : ready;
}

[[gnu::noinline]] void StartThreads() {
  static std::counting_semaphore<> ready(0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  for (int i = 0; i < kThreadsPerRound; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, UseStack, &ready) != 0) {
      std::abort();
    }
  }
  for (int i = 0; i < kThreadsPerRound; ++i) ready.acquire();
  pthread_attr_destroy(&attributes);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 4;
  const std::string_view kind = argv[1];
  const size_t rounds = std::strtoull(argv[2], nullptr, 10);
  std::vector<void*> pins;
  for (size_t round = 0; round < rounds; ++round) {
    if (kind == "fragments") Fragment(round, &pins);
    if (kind == "maps") Map();
    if (kind == "stacks") StartThreads();
    if (leaktrace_is_active() != 0 && leaktrace_snapshot() != 0) return 1;
  }
  std::printf("{\"pins\": %zu}\n", pins.size());
  std::fflush(stdout);
  std::_Exit(0);
}
