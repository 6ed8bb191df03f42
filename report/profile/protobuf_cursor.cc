// See protobuf_cursor.h.
#include "report/profile/protobuf_cursor.h"

#include "absl/strings/str_format.h"

namespace leaktrace::report {

using protozero::pbf_wire_type;

ProtobufCursor::ProtobufCursor(const InputBytes& input,
                               std::string_view message,
                               std::string_view message_name)
    : input_(input),
      message_(message),
      message_name_(message_name),
      reader_(message.data(), message.size()),
      at_(message.data()) {}

void ProtobufCursor::AppendNumbers(std::vector<uint64_t>& numbers) {
  if (type_ == pbf_wire_type::length_delimited) {
    DecodePacked(numbers);
  } else {
    numbers.push_back(Number());
  }
}

void ProtobufCursor::DecodePacked(std::vector<uint64_t>& numbers) {
  const char* at = bytes_.data();
  const char* const end = at + bytes_.size();
  try {
    while (at != end) numbers.push_back(protozero::decode_varint(&at, end));
  } catch (const protozero::exception& error) {
    Fail(error.what());
  }
}

void ProtobufCursor::Fail(std::string_view what) {
  if (!status_.ok()) return;
  status_ = input_.Corrupt(
      at_, absl::StrFormat("%s field %d: %s", message_name_, field_, what));
}

absl::Status ProtobufCursor::MessageError(std::string_view what) const {
  return input_.Corrupt(message_.data(),
                        absl::StrFormat("%s: %s", message_name_, what));
}

}  // namespace leaktrace::report
