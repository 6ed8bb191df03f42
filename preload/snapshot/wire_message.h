// One protobuf message under construction, in a fixed buffer.
//
// Contract: a message that does not fit sets overflowed() and is not to be
// used; nothing is written beyond the buffer.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_WIRE_MESSAGE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_WIRE_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace leaktrace {

inline constexpr size_t kMaxVarintBytes = 10;

// Writes `value` to `out`, which has room; returns the number of bytes.
inline size_t EncodeVarint(uint64_t value, uint8_t* out) {
  size_t size = 0;
  for (; value >= 0x80; value >>= 7) {
    out[size++] = static_cast<uint8_t>(value | 0x80);
  }
  out[size++] = static_cast<uint8_t>(value);
  return size;
}

enum class WireType : uint32_t { kVarint = 0, kLengthDelimited = 2 };

inline constexpr uint64_t WireTag(uint32_t field, WireType type) {
  return uint64_t{field} << 3 | static_cast<uint32_t>(type);
}

template <size_t kCapacity>
class WireMessage {
 public:
  void AddVarint(uint64_t value) {
    if (kCapacity - size_ < kMaxVarintBytes) {
      overflowed_ = true;
      return;
    }
    size_ += EncodeVarint(value, data_ + size_);
  }
  // Zero is the default of every number in proto3 and is left out.
  void AddNumber(uint32_t field, uint64_t value) {
    if (value == 0) return;
    AddVarint(WireTag(field, WireType::kVarint));
    AddVarint(value);
  }
  void AddBytes(uint32_t field, std::span<const uint8_t> bytes) {
    AddVarint(WireTag(field, WireType::kLengthDelimited));
    AddVarint(bytes.size());
    if (overflowed_ || kCapacity - size_ < bytes.size()) {
      overflowed_ = true;
      return;
    }
    if (!bytes.empty()) memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  std::span<const uint8_t> bytes() const { return {data_, size_}; }
  bool overflowed() const { return overflowed_; }

 private:
  uint8_t data_[kCapacity];
  size_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_WIRE_MESSAGE_H_
