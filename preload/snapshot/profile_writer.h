// Encodes one pprof profile.proto, field by field, straight into a file.
//
// The string table grows as strings are added; messages may come in any order,
// which protobuf allows and every reader of profile.proto copes with. Ids of
// mappings and locations are dense from 1 in the order of the calls.
// Errors are those of the FileWriter; look there once, at the end.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PROFILE_WRITER_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PROFILE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "preload/sys/file_writer.h"

namespace leaktrace {

// Index into the string table; 0 is the empty string.
enum class StringId : uint32_t {};

struct ProfileValueType {
  StringId type{};
  StringId unit{};
};

struct ProfileMapping {
  uint64_t start = 0;
  uint64_t limit = 0;
  uint64_t file_offset = 0;
  StringId file_name{};
  StringId build_id{};
};

// Either `text` or `number` (with `unit`) is used.
struct ProfileLabel {
  StringId key{};
  StringId text{};
  uint64_t number = 0;
  StringId unit{};
};

struct ProfileSample {
  std::span<const uint32_t> location_ids;  // leaf first
  std::span<const uint64_t> values;        // one for each sample type
  std::span<const ProfileLabel> labels;
};

class ProfileWriter {
 public:
  // Frames of a sample; a longer one fails the file with EOVERFLOW.
  static constexpr size_t kMaxFrames = 256;

  explicit ProfileWriter(sys::FileWriter& file);
  ProfileWriter(const ProfileWriter&) = delete;
  ProfileWriter& operator=(const ProfileWriter&) = delete;

  StringId AddString(std::string_view text);  // not deduplicated
  // `prefix` and `text` are joined to one comment.
  void AddComment(std::string_view prefix, std::string_view text);
  void AddSampleType(const ProfileValueType& type);
  void SetPeriod(const ProfileValueType& type, uint64_t period);
  void SetTime(uint64_t time_ns);
  void SetDefaultSampleType(StringId type);
  uint32_t AddMapping(const ProfileMapping& mapping);
  uint32_t AddLocation(uint32_t mapping_id, uint64_t address);
  void AddSample(const ProfileSample& sample);

 private:
  void WriteVarint(uint64_t value);
  void WriteNumber(uint32_t field, uint64_t value);
  template <typename Message>
  void WriteMessage(uint32_t field, const Message& message);

  sys::FileWriter& file_;
  uint32_t string_count_ = 0;
  uint32_t mapping_count_ = 0;
  uint32_t location_count_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PROFILE_WRITER_H_
