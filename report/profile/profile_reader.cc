// See profile_reader.h.
#include "report/profile/profile_reader.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "report/profile/file_bytes.h"
#include "report/profile/gperftools_reader.h"
#include "report/profile/gzip.h"
#include "report/profile/input_bytes.h"
#include "report/profile/jemalloc_reader.h"
#include "report/profile/pprof_reader.h"
#include "report/profile/value_limits.h"

namespace leaktrace::report {
namespace {

struct ForeignFormat {
  std::string_view magic;
  std::string_view name_and_remedy;
};

constexpr std::array<ForeignFormat, 4> kForeignFormats = {{
    {"\x28\xb5\x2f\xfd", "zstd data; decompress it with unzstd first"},
    {"\x1f\x8b", "gzip inside gzip; decompress it with gunzip first"},
    {"\x7f"
     "ELF",
     "a program or library, not a profile of it"},
    {"memray", "a memray recording, which only memray reads"},
}};

constexpr std::string_view kReadable =
    "leaktrace reads pprof (raw or gzip), gperftools and jemalloc heap "
    "profiles";

// A profile.proto has small binary numbers within its first few bytes.
bool LooksLikeText(std::string_view bytes) {
  constexpr size_t kPeekBytes = 64;
  const std::string_view start = bytes.substr(0, kPeekBytes);
  return std::all_of(start.begin(), start.end(), [](unsigned char c) {
    return absl::ascii_isprint(c) || absl::ascii_isspace(c);
  });
}

// Whether the first byte is the tag of a field that profile.proto has.
bool LooksLikePprof(std::string_view bytes) {
  constexpr unsigned kLastField = 15;
  const unsigned tag = static_cast<unsigned char>(bytes.front());
  const unsigned field = tag >> 3;
  const unsigned wire_type = tag & 7;
  return field >= 1 && field <= kLastField &&
         (wire_type == 0 || wire_type == 2) && !LooksLikeText(bytes);
}

// OK if it is none of those.
absl::Status CheckForeign(const InputBytes& input) {
  for (const auto& [magic, name_and_remedy] : kForeignFormats) {
    if (!input.bytes().starts_with(magic)) continue;
    return input.Unknown(absl::StrFormat("%s; %s", name_and_remedy, kReadable));
  }
  return absl::OkStatus();
}

// Text formats are small: read whole, given away then.
absl::StatusOr<Profile> HandOut(absl::StatusOr<Profile> profile,
                                SampleVisitor visit) {
  if (!profile.ok()) return profile;
  for (const Sample& sample : profile->samples) visit(sample);
  profile->samples.clear();
  return profile;
}

absl::StatusOr<Profile> ParseFormat(const InputBytes& input,
                                    SampleVisitor visit) {
  if (input.bytes().starts_with(kJemallocMagic)) {
    return HandOut(ReadJemalloc(input), visit);
  }
  if (input.bytes().starts_with(kGperftoolsMagic)) {
    return HandOut(ReadGperftools(input), visit);
  }
  if (absl::Status s = CheckForeign(input); !s.ok()) return s;
  if (LooksLikePprof(input.bytes())) return ReadPprof(input, visit);
  return input.Unknown(absl::StrFormat("unknown format; %s", kReadable));
}

absl::StatusOr<Profile> ParsePlain(const InputBytes& input,
                                   SampleVisitor visit) {
  if (input.bytes().empty()) {
    return absl::DataLossError(absl::StrFormat(
        "%s: is empty; its writer was interrupted or the disk was full, use "
        "another snapshot",
        input.name()));
  }
  ValueLimits limits;
  const auto check_and_visit = [&](const Sample& sample) {
    limits.Add(sample);
    visit(sample);
  };
  absl::StatusOr<Profile> profile = ParseFormat(input, check_and_visit);
  if (!profile.ok()) return profile;
  absl::Status status = limits.Check(input.name());
  if (!status.ok()) return status;
  return profile;
}

absl::StatusOr<Profile> ParseBytes(std::string_view bytes,
                                   const std::string& name,
                                   SampleVisitor visit) {
  if (!IsGzip(bytes)) {
    return ParsePlain(InputBytes(name, bytes, InputEncoding::kPlain), visit);
  }
  const absl::StatusOr<std::string> plain = Gunzip(name, bytes);
  if (!plain.ok()) return plain.status();
  return ParsePlain(InputBytes(name, *plain, InputEncoding::kGzip), visit);
}

}  // namespace

absl::StatusOr<Profile> ParseProfile(std::string_view bytes,
                                     const std::string& name) {
  std::vector<Sample> samples;
  absl::StatusOr<Profile> profile = ParseBytes(
      bytes, name,
      [&samples](const Sample& sample) { samples.push_back(sample); });
  if (profile.ok()) profile->samples = std::move(samples);
  return profile;
}

absl::StatusOr<Profile> ReadProfile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFileBytes(path);
  if (!bytes.ok()) return bytes.status();
  return ParseProfile(*bytes, path);
}

absl::StatusOr<Profile> ReadProfile(const std::string& path,
                                    SampleVisitor visit) {
  const absl::StatusOr<std::string> bytes = ReadFileBytes(path);
  if (!bytes.ok()) return bytes.status();
  return ParseBytes(*bytes, path, visit);
}

}  // namespace leaktrace::report
