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

bool ProtobufCursor::Next() {
  if (!status_.ok()) return false;
  at_ = message_.data() + (message_.size() - reader_.length());
  try {
    if (!reader_.next()) return false;
    Decode();
    return true;
  } catch (const protozero::exception& error) {
    Fail(error.what());
    return false;
  }
}

void ProtobufCursor::Decode() {
  field_ = reader_.tag();
  type_ = reader_.wire_type();
  if (type_ == pbf_wire_type::varint) {
    number_ = reader_.get_uint64();
  } else if (type_ == pbf_wire_type::length_delimited) {
    const protozero::data_view view = reader_.get_view();
    bytes_ = std::string_view(view.data(), view.size());
  } else {
    reader_.skip();
  }
}

uint64_t ProtobufCursor::Number() {
  if (type_ == pbf_wire_type::varint) return number_;
  Fail("a number was expected");
  return 0;
}

std::string_view ProtobufCursor::Bytes() {
  if (type_ == pbf_wire_type::length_delimited) return bytes_;
  Fail("a string or a message was expected");
  return message_.substr(0, 0);
}

const std::vector<uint64_t>& ProtobufCursor::Numbers() {
  numbers_.clear();
  if (type_ == pbf_wire_type::length_delimited) {
    DecodePacked();
  } else {
    numbers_.push_back(Number());
  }
  return numbers_;
}

void ProtobufCursor::DecodePacked() {
  const char* at = bytes_.data();
  const char* const end = at + bytes_.size();
  try {
    while (at != end) numbers_.push_back(protozero::decode_varint(&at, end));
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
