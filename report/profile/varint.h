// Variable-length integers of protobuf: seven bits a byte, the lowest first,
// the top bit says that more follow. Nine in ten values of a snapshot have one
// or two bytes.
#ifndef LEAKTRACE_REPORT_PROFILE_VARINT_H_
#define LEAKTRACE_REPORT_PROFILE_VARINT_H_

#include <cstdint>

namespace leaktrace::report {

inline constexpr unsigned kVarintBits = 7;
inline constexpr unsigned kVarintMore = 1u << kVarintBits;

// Where the next byte is; null if there are too few bytes, or more than ten.
const char* DecodeLongVarint(const char* at, const char* end, uint64_t& value);

// The same, quick where there are one or two.
inline const char* DecodeVarint(const char* at, const char* end,
                                uint64_t& value) {
  if (at == end) return nullptr;
  const auto first = static_cast<unsigned char>(*at);
  if (first < kVarintMore) {
    value = first;
    return at + 1;
  }
  if (end - at < 2) return nullptr;
  const auto second = static_cast<unsigned char>(at[1]);
  if (second >= kVarintMore) return DecodeLongVarint(at, end, value);
  value = (first - kVarintMore) | unsigned{second} << kVarintBits;
  return at + 2;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_VARINT_H_
