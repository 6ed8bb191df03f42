// Steps through the fields of one protobuf message in hostile bytes. After the
// first error Next() is false and status() says why, with file and byte offset;
// what was read until then must be thrown away. Nearly all of the time of
// reading a snapshot is spent here: no exceptions, and all that is usual is
// inline.
#ifndef LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_
#define LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "report/profile/input_bytes.h"
#include "report/profile/varint.h"

namespace leaktrace::report {

class ProtobufCursor {
 public:
  // `message` is a part of input.bytes(); `message_name` is for complaints.
  // All three must outlive the cursor.
  ProtobufCursor(const InputBytes& input, std::string_view message,
                 std::string_view message_name)
      : input_(input),
        message_(message),
        message_name_(message_name),
        at_(message.data()),
        next_(message.data()),
        end_(message.data() + message.size()) {}

  // Moves to the next field and decodes it. False at the end or on error.
  bool Next() {
    at_ = next_;
    uint64_t tag = 0;
    if (at_ == end_ || !TakeVarint(tag)) return false;
    if (tag > UINT32_MAX || tag <= kWireTypeMask) return FailTag();
    field_ = static_cast<uint32_t>(tag >> kWireTypeBits);
    wire_type_ = static_cast<WireType>(tag & kWireTypeMask);
    if (wire_type_ == WireType::kVarint) return TakeVarint(number_);
    if (wire_type_ == WireType::kBytes) {
      uint64_t size = 0;
      return TakeVarint(size) && TakeBytes(size);
    }
    return SkipOther();
  }
  uint32_t field() const { return field_; }

  // The current field. A wrong wire type fails the cursor and gives 0 or "".
  uint64_t Number() {
    if (wire_type_ == WireType::kVarint) return number_;
    Fail("a number was expected");
    return 0;
  }
  int64_t SignedNumber() { return static_cast<int64_t>(Number()); }
  std::string_view Bytes() {
    if (wire_type_ == WireType::kBytes) return bytes_;
    Fail("a string or a message was expected");
    return message_.substr(0, 0);
  }
  // The same for a packed field; empty if it is none.
  std::string_view packed() const {
    return wire_type_ == WireType::kBytes ? bytes_ : std::string_view();
  }
  // Appends a repeated number field, packed or not.
  void AppendNumbers(std::vector<uint64_t>& numbers) {
    if (wire_type_ != WireType::kBytes) return numbers.push_back(Number());
    AppendPacked(bytes_, numbers);
  }
  // Appends what the bytes of a packed field hold.
  void AppendPacked(std::string_view packed, std::vector<uint64_t>& numbers) {
    const char* at = packed.data();
    const char* const end = at + packed.size();
    while (at != end) {
      uint64_t number = 0;
      const char* const next = DecodeVarint(at, end, number);
      if (next == nullptr) return FailVarint(at, end);
      numbers.push_back(number);
      at = next;
    }
  }

  // Reports that the current field is wrong.
  void Fail(std::string_view what);
  // Fails with the error of a nested message, if it is one.
  void Check(const absl::Status& nested) {
    if (nested.ok()) return;
    status_.Update(nested);
    next_ = end_;
  }
  // The error to return for something wrong with the message as a whole.
  absl::Status MessageError(std::string_view what) const;
  const absl::Status& status() const { return status_; }

 private:
  enum class WireType : uint8_t {
    kVarint = 0,
    kFixed64 = 1,
    kBytes = 2,
    kFixed32 = 5,
  };
  static constexpr unsigned kWireTypeBits = 3;
  static constexpr uint64_t kWireTypeMask = (1u << kWireTypeBits) - 1;

  bool TakeVarint(uint64_t& number) {
    const char* const after = DecodeVarint(next_, end_, number);
    if (after == nullptr) {
      FailVarint(next_, end_);
      return false;
    }
    next_ = after;
    return true;
  }
  bool TakeBytes(uint64_t size) {
    if (size > static_cast<size_t>(end_ - next_)) return FailEnd();
    bytes_ = std::string_view(next_, size);
    next_ += size;
    return true;
  }
  bool SkipOther();
  bool FailTag();
  bool FailEnd();
  void FailVarint(const char* at, const char* end);

  const InputBytes& input_;
  std::string_view message_;
  std::string_view message_name_;
  const char* at_;    // where the current field starts
  const char* next_;  // and the next one; end_ after an error
  const char* end_;
  uint32_t field_ = 0;
  WireType wire_type_ = WireType::kFixed32;
  uint64_t number_ = 0;
  std::string_view bytes_;
  absl::Status status_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_
