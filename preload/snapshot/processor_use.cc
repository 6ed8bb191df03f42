#include "preload/snapshot/processor_use.h"

#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/text_scanner.h"

namespace leaktrace {

void ParseProcessorPressure(std::string_view text, ProcessorUse* use) {
  constexpr uint64_t kNanosecondsPerMicrosecond = 1000;
  constexpr std::string_view kTotal = "total=";
  std::string_view line;
  while (ConsumeLine(&text, &line)) {
    if (!ConsumePrefix(&line, "some ")) continue;
    const size_t total = line.find(kTotal);
    uint64_t waited_us = 0;
    if (total == std::string_view::npos) return;
    line.remove_prefix(total + kTotal.size());
    if (!ConsumeDecimal(&line, &waited_us) ||
        waited_us > UINT64_MAX / kNanosecondsPerMicrosecond) {
      return;
    }
    use->pressure_ns = waited_us * kNanosecondsPerMicrosecond;
    return;
  }
}

ProcessorUse ReadProcessorUse(ReadFileFunction read_file) {
  ProcessorUse use;
  use.used_ns = NowNanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  char text[256];
  const long size = read_file("/proc/pressure/cpu", std::span<char>(text));
  if (size > 0) {
    ParseProcessorPressure({text, static_cast<size_t>(size)}, &use);
  }
  return use;
}

}  // namespace leaktrace
