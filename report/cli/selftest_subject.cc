// The two functions are exported (see CMakeLists.txt), so that a stripped
// command still has their names.
#include "report/cli/selftest_subject.h"

#include <dlfcn.h>
#include <poll.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "report/cli/exit_status.h"

namespace leaktrace::report {
namespace {

constexpr size_t kCacheEntries = 256;
constexpr size_t kInsertsPerRound = 80;
constexpr int kPauseMs = 10;
constexpr char kSnapshotFunction[] = "leaktrace_take_snapshot";

struct Node {
  Node* previous;
};

Node* last_node = nullptr;
void* cache[kCacheEntries];

// The callers allocate themselves: each is to be the owner of what it keeps.
void* Touch(void* block) {
  if (block == nullptr) std::abort();
  return std::memset(block, 1, kSelftestObjectBytes);
}

using TakeSnapshot = int (*)();

}  // namespace
}  // namespace leaktrace::report

using leaktrace::report::cache;
using leaktrace::report::kCacheEntries;
using leaktrace::report::kSelftestObjectBytes;
using leaktrace::report::last_node;
using leaktrace::report::Node;
using leaktrace::report::Touch;

// Outside the namespace, which DWARF would put before their names.
// Reachable for ever, and never looked at again.
extern "C" [[gnu::noinline, gnu::visibility("default")]] void
leaktrace_selftest_leak() {
  Node* node = static_cast<Node*>(Touch(std::malloc(kSelftestObjectBytes)));
  node->previous = last_node;
  last_node = node;
}

// The oldest entry makes room for the new one.
extern "C" [[gnu::noinline, gnu::visibility("default")]] void
leaktrace_selftest_cache(size_t insert) {
  void*& entry = cache[insert % kCacheEntries];
  std::free(entry);
  entry = Touch(std::malloc(kSelftestObjectBytes));
}

namespace leaktrace::report {

int RunSelftestSubject() {
  const auto take_snapshot =
      reinterpret_cast<TakeSnapshot>(dlsym(RTLD_DEFAULT, kSnapshotFunction));
  if (take_snapshot == nullptr) return kExitInvalidInput;
  size_t inserts = 0;
  while (inserts < kCacheEntries) leaktrace_selftest_cache(inserts++);
  for (int round = 0; round < kSelftestRounds; ++round) {
    for (size_t i = 0; i < kSelftestLeaksPerRound; ++i) {
      leaktrace_selftest_leak();
    }
    for (size_t i = 0; i < kInsertsPerRound; ++i) {
      leaktrace_selftest_cache(inserts++);
    }
    if (take_snapshot() != 0) return kExitInvalidInput;
    poll(nullptr, 0, kPauseMs);
  }
  return kExitOk;
}

}  // namespace leaktrace::report
