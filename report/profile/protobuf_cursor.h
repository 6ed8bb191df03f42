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
  bool Next();
  uint32_t field() const { return field_; }

  // The current field. A wrong wire type fails the cursor and gives 0 or "".
  uint64_t Number();
  int64_t SignedNumber() { return static_cast<int64_t>(Number()); }
  std::string_view Bytes();
  // A repeated number field, packed or not. Valid until the next call.
  const std::vector<uint64_t>& Numbers();

  // Reports that the current field is wrong.
  void Fail(std::string_view what);
  // Fails with the error of a nested message, if it is one.
  void Check(const absl::Status& nested) { status_.Update(nested); }
  // The error to return for something wrong with the message as a whole.
  absl::Status MessageError(std::string_view what) const;
  const absl::Status& status() const { return status_; }

 private:
  void Decode();
  void DecodePacked();

  const InputBytes& input_;
  std::string_view message_;
  std::string_view message_name_;
  protozero::pbf_reader reader_;
  const char* at_;  // where the current field starts
  uint32_t field_ = 0;
  protozero::pbf_wire_type type_ = protozero::pbf_wire_type::unknown;
  uint64_t number_ = 0;
  std::string_view bytes_;
  std::vector<uint64_t> numbers_;
  absl::Status status_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROTOBUF_CURSOR_H_
