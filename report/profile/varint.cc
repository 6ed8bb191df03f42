// See varint.h.
#include "report/profile/varint.h"

namespace leaktrace::report {

const char* DecodeLongVarint(const char* at, const char* end, uint64_t& value) {
  constexpr unsigned kMaxBytes = 10;
  uint64_t result = 0;
  for (unsigned shift = 0; shift < kMaxBytes * kVarintBits;
       shift += kVarintBits) {
    if (at == end) return nullptr;
    const auto byte = static_cast<unsigned char>(*at++);
    if (byte < kVarintMore) {
      value = result | uint64_t{byte} << shift;
      return at;
    }
    result |= uint64_t{byte - kVarintMore} << shift;
  }
  return nullptr;
}

}  // namespace leaktrace::report
