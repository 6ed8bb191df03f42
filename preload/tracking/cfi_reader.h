// Bounds-checked reading of call frame information in a loaded module.
//
// Contract: never reads outside [begin, end); after a failure every further
// value is 0 and ok() is false.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_READER_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_READER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace leaktrace {

class CfiReader {
 public:
  CfiReader(const uint8_t* begin, const uint8_t* end)
      : position_(begin), end_(end) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return !ok_ || position_ >= end_; }
  const uint8_t* position() const { return position_; }
  const uint8_t* end() const { return end_; }

  template <typename T>
  T Fixed() {
    T value = 0;
    if (!Require(sizeof(T))) return 0;
    memcpy(&value, position_, sizeof(T));
    position_ += sizeof(T);
    return value;
  }

  uint64_t Uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = Fixed<uint8_t>();
      value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return Fail();
  }

  int64_t Sleb() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64;) {
      const auto byte = Fixed<uint8_t>();
      value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if ((byte & 0x40) != 0 && shift < 64) value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
    return static_cast<int64_t>(Fail());
  }

  void Skip(size_t bytes) {
    if (Require(bytes)) position_ += bytes;
  }

  // A pointer in one of the two encodings that linkers emit here: 4 bytes
  // relative to its own place (0x1b), or absolute (0x00).
  uintptr_t EncodedPointer(uint8_t encoding) {
    const auto place = reinterpret_cast<uintptr_t>(position_);
    if (encoding == 0x1b) {
      return place + static_cast<intptr_t>(Fixed<int32_t>());
    }
    if (encoding == 0x00) return Fixed<uintptr_t>();
    return Fail();
  }

 private:
  bool Require(size_t bytes) {
    ok_ = ok_ && bytes <= static_cast<size_t>(end_ - position_);
    return ok_;
  }
  uint64_t Fail() {
    ok_ = false;
    return 0;
  }

  const uint8_t* position_;
  const uint8_t* end_;
  bool ok_ = true;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_READER_H_
