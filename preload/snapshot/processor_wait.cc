#include "preload/snapshot/processor_wait.h"

#include <span>
#include <string_view>

#include "preload/snapshot/text_scanner.h"

namespace leaktrace {

uint64_t ReadProcessorWait(ReadFileFunction read_file) {
  char storage[128];
  const long size = read_file("/proc/self/schedstat", std::span<char>(storage));
  if (size <= 0) return UINT64_MAX;
  std::string_view text(storage, static_cast<size_t>(size));
  uint64_t ran_ns = 0;
  uint64_t waited_ns = 0;
  const bool is_known = ConsumeDecimal(&text, &ran_ns) &&
                        ConsumePrefix(&text, " ") &&
                        ConsumeDecimal(&text, &waited_ns);
  // A kernel without the statistics has zeros for all.
  return is_known && (ran_ns | waited_ns) != 0 ? waited_ns : UINT64_MAX;
}

}  // namespace leaktrace
