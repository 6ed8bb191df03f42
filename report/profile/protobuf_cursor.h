// Steps through the fields of one protobuf message in hostile bytes. The only
// place that touches the protobuf library: its exceptions and assertions end
// here, as a status with file and byte offset. After the first error Next() is
// false and status() says why; what was read until then must be thrown away.
#ifndef LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_
#define LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_

#include <cstdint>
#include <protozero/pbf_reader.hpp>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "report/profile/input_bytes.h"

namespace leaktrace::report {

class ProtobufCursor {
 public:
  // `message` is a part of input.bytes(); `message_name` is for complaints.
  // All three must outlive the cursor.
  ProtobufCursor(const InputBytes& input, std::string_view message,
                 std::string_view message_name);

  // Moves to the next field and decodes it. False at the end or on error.
  bool Next() {
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
  uint32_t field() const { return field_; }

  // The current field. A wrong wire type fails the cursor and gives 0 or "".
  uint64_t Number() {
    if (type_ == protozero::pbf_wire_type::varint) return number_;
    Fail("a number was expected");
    return 0;
  }
  int64_t SignedNumber() { return static_cast<int64_t>(Number()); }
  std::string_view Bytes() {
    if (type_ == protozero::pbf_wire_type::length_delimited) return bytes_;
    Fail("a string or a message was expected");
    return message_.substr(0, 0);
  }
  // The same for a packed field; empty if it is none.
  std::string_view packed() const {
    return type_ == protozero::pbf_wire_type::length_delimited
               ? bytes_
               : std::string_view();
  }
  // Appends a repeated number field, packed or not.
  void AppendNumbers(std::vector<uint64_t>& numbers);

  // Reports that the current field is wrong.
  void Fail(std::string_view what);
  // Fails with the error of a nested message, if it is one.
  void Check(const absl::Status& nested) { status_.Update(nested); }
  // The error to return for something wrong with the message as a whole.
  absl::Status MessageError(std::string_view what) const;
  const absl::Status& status() const { return status_; }

 private:
  void Decode() {
    field_ = reader_.tag();
    type_ = reader_.wire_type();
    if (type_ == protozero::pbf_wire_type::varint) {
      number_ = reader_.get_uint64();
    } else if (type_ == protozero::pbf_wire_type::length_delimited) {
      const protozero::data_view view = reader_.get_view();
      bytes_ = std::string_view(view.data(), view.size());
    } else {
      reader_.skip();
    }
  }
  void DecodePacked(std::vector<uint64_t>& numbers);

  const InputBytes& input_;
  std::string_view message_;
  std::string_view message_name_;
  protozero::pbf_reader reader_;
  const char* at_;  // where the current field starts
  uint32_t field_ = 0;
  protozero::pbf_wire_type type_ = protozero::pbf_wire_type::unknown;
  uint64_t number_ = 0;
  std::string_view bytes_;
  absl::Status status_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_
