// Any bytes as a perf map: what is found at an address is a name that the text
// holds, and every name splits into function and place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "symbolizer/jit_map.h"

namespace {

using leaktrace::symbolizer::JitFrame;
using leaktrace::symbolizer::JitMap;

constexpr uint64_t kAddressesPerMap = 64;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const JitMap map = JitMap::Parse(text);
  for (uint64_t i = 0; i < kAddressesPerMap; ++i) {
    // Small ones, and some all over the address space.
    for (const uint64_t address : {i * 16, i * (UINT64_MAX / 63)}) {
      const std::string_view name = map.Find(address);
      if (text.find(name) == std::string_view::npos) std::abort();
      if (!name.empty() && JitFrame(name).linkage_name != name) std::abort();
    }
  }
  return 0;
}
