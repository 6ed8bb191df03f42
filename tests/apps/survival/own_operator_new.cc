// A program with an operator new and delete of its own: over malloc (argv[1] is
// "malloc") or over a pool that malloc never sees. Either way each block goes
// back where it came from.
#include <new>
#include <string>
#include <vector>

#include "tests/apps/survival/work.h"

namespace {

bool g_use_pool = false;
alignas(16) unsigned char g_pool[64 << 20];
size_t g_used = 0;

bool IsFromPool(const void* block) {
  const auto* byte = static_cast<const unsigned char*>(block);
  return byte >= g_pool && byte < g_pool + sizeof(g_pool);
}

}  // namespace

void* operator new(size_t bytes) {
  if (!g_use_pool) {
    void* block = malloc(bytes);
    if (block == nullptr) throw std::bad_alloc();
    return block;
  }
  void* block = g_pool + g_used;
  g_used += (bytes + 15) & ~size_t{15};
  survival::Check(g_used <= sizeof(g_pool), "the pool is empty");
  return block;
}

void operator delete(void* block) noexcept {
  if (!IsFromPool(block)) free(block);
}
void operator delete(void* block, size_t) noexcept { operator delete(block); }

int main(int argc, char** argv) {
  g_use_pool = argc > 1 && strcmp(argv[1], "pool") == 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts;
    for (size_t i = 0; i < 200; ++i) texts.emplace_back(i + 20, 'x');
    survival::Check(texts.back().size() == 219, "a string is broken");
    survival::Work(static_cast<uint32_t>(round)).Steps(20);
  }
  return 0;
}
