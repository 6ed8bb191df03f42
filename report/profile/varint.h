// Variable-length integers of protobuf: seven bits a byte, the lowest first,
// the top bit says that more follow. Nine in ten values of a snapshot have one
// or two bytes.
#ifndef LEAKTRACE_REPORT_PROFILE_VARINT_H_
#define LEAKTRACE_REPORT_PROFILE_VARINT_H_

#include <cstdint>

namespace leaktrace::report {

// Where the next byte is; null if there are too few bytes, or more than ten.
inline const char* DecodeVarint(const char* at, const char* end,
                                uint64_t& value) {
  constexpr unsigned kBitsPerByte = 7;
  constexpr unsigned kMore = 1u << kBitsPerByte;
  constexpr unsigned kMaxBytes = 10;
  uint64_t result = 0;
  for (unsigned shift = 0; shift < kMaxBytes * kBitsPerByte;
       shift += kBitsPerByte) {
    if (at == end) return nullptr;
    const auto byte = static_cast<unsigned char>(*at++);
    if (byte < kMore) {
      value = result | uint64_t{byte} << shift;
      return at;
    }
    result |= uint64_t{byte - kMore} << shift;
  }
  return nullptr;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_VARINT_H_
