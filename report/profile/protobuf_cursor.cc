// See protobuf_cursor.h.
#include "report/profile/protobuf_cursor.h"

#include "absl/strings/str_format.h"

namespace leaktrace::report {

bool ProtobufCursor::SkipOther() {
  switch (wire_type_) {
    case WireType::kFixed64:
      return TakeBytes(sizeof(uint64_t));
    case WireType::kFixed32:
      return TakeBytes(sizeof(uint32_t));
    default:
      Fail("unknown wire type");
      return false;
  }
}

// A field number of 0, or of more than 29 bits.
bool ProtobufCursor::FailTag() {
  Fail("invalid tag");
  return false;
}

bool ProtobufCursor::FailEnd() {
  Fail("end of buffer");
  return false;
}

void ProtobufCursor::FailVarint(const char* at, const char* end) {
  constexpr ptrdiff_t kMaxBytes = 10;
  Fail(end - at < kMaxBytes ? "end of buffer" : "varint too long");
}

void ProtobufCursor::Fail(std::string_view what) {
  next_ = end_;
  if (!status_.ok()) return;
  status_ = input_.Corrupt(
      at_, absl::StrFormat("%s field %d: %s", message_name_, field_, what));
}

absl::Status ProtobufCursor::MessageError(std::string_view what) const {
  return input_.Corrupt(message_.data(),
                        absl::StrFormat("%s: %s", message_name_, what));
}

}  // namespace leaktrace::report
