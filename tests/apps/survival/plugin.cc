// Loaded and unloaded: allocates in its constructor, throws through itself, and
// hands out and takes back blocks.
#include <stdlib.h>

#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::string* g_kept = new std::string(1000, 'x');

[[gnu::noinline]] void Throw(int depth) {
  if (depth == 0) throw std::runtime_error(*g_kept);
  Throw(depth - 1);
}

[[gnu::destructor]] void GiveBack() { delete g_kept; }

}  // namespace

extern "C" int PluginThrow() {
  try {
    Throw(5);
  } catch (const std::exception& error) {
    return static_cast<int>(std::string(error.what()).size());
  }
  return 0;
}

extern "C" void* PluginAllocate(size_t bytes) { return malloc(bytes); }

extern "C" void PluginFree(void* block) { free(block); }

// Until there is no memory: number of bad_alloc caught, one per form.
extern "C" int PluginExhaust() {
  int caught = 0;
  const size_t too_much = size_t{1} << 60;
  try {
    ::operator delete(::operator new(too_much));
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  try {
    ::operator delete[](::operator new[](too_much));
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  const std::align_val_t alignment{64};
  try {
    ::operator delete(::operator new(too_much, alignment), alignment);
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  try {
    ::operator delete[](::operator new[](too_much, alignment), alignment);
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  if (::operator new(too_much, std::nothrow) == nullptr) ++caught;
  return caught;
}
