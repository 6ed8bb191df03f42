// The parts that the gperftools and jemalloc text formats share: a row of
// counts, a stack of addresses, and the list of mapped libraries at the end.
// HeapText collects them into a Profile, weighting sampled values.
#ifndef LEAKTRACE_REPORT_PROFILE_HEAP_TEXT_H_
#define LEAKTRACE_REPORT_PROFILE_HEAP_TEXT_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/profile.h"
#include "report/profile/sampling_scale.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {

struct HeapCounts {
  ScaledValues live;
  ScaledValues alloc;
};

// "N: B [N: B]", blanks allowed between all parts.
std::optional<HeapCounts> ScanHeapCounts(TextScanner& line);

class HeapText {
 public:
  // `interval_bytes` 1: the values are exact.
  HeapText(const InputBytes& input, int64_t interval_bytes);

  // Reads "0x1 0x2 ..." to the end of `line`, leaf first, and makes it the
  // current stack. The addresses are return addresses and become pc - 1.
  absl::Status ReadStack(TextScanner line);
  // Adds the current stack with these values.
  void AddSample(const HeapCounts& counts);

  // If `line` starts the list of mapped libraries, which goes to the end.
  static bool StartsMappings(std::string_view line);
  void ReadMappings(TextScanner text);

  // The profile; the object is used up.
  Profile Finish();

 private:
  uint32_t LocationOf(uint64_t return_address);

  const InputBytes& input_;
  int64_t interval_bytes_;
  Profile profile_;
  std::vector<uint32_t> stack_;
  absl::flat_hash_map<uint64_t, uint32_t> locations_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_HEAP_TEXT_H_
