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

class KeepingSink : public SampleSink {
 public:
  void Add(const Sample& sample, StackSource source,
           std::string_view /*encoded*/) override {
    Sample& kept = samples_.emplace_back(sample);
    if (source == StackSource::kSameAsPrevious) {
      kept.locations = samples_[samples_.size() - 2].locations;
    }
  }
  std::vector<Sample> Take() { return std::move(samples_); }

 private:
  std::vector<Sample> samples_;
};

// Adds up what passes through.
class LimitedSink : public SampleSink {
 public:
  explicit LimitedSink(SampleSink& sink) : sink_(sink) {}

  bool Knows(std::string_view encoded, size_t locations) override {
    return sink_.Knows(encoded, locations);
  }
  void Add(const Sample& sample, StackSource source,
           std::string_view encoded) override {
    limits_.Add(sample);
    sink_.Add(sample, source, encoded);
  }
  absl::Status Check(std::string_view name) const {
    return limits_.Check(name);
  }

 private:
  SampleSink& sink_;
  ValueLimits limits_;
};

// Text formats are small: read whole, given away then.
absl::StatusOr<Profile> HandOut(absl::StatusOr<Profile> profile,
                                SampleSink& sink) {
  if (!profile.ok()) return profile;
  for (const Sample& sample : profile->samples) {
    sink.Add(sample, StackSource::kDecoded, {});
  }
  profile->samples.clear();
  return profile;
}

absl::StatusOr<Profile> ParseFormat(const InputBytes& input, SampleSink& sink) {
  if (input.bytes().starts_with(kJemallocMagic)) {
    return HandOut(ReadJemalloc(input), sink);
  }
  if (input.bytes().starts_with(kGperftoolsMagic)) {
    return HandOut(ReadGperftools(input), sink);
  }
  if (absl::Status s = CheckForeign(input); !s.ok()) return s;
  if (LooksLikePprof(input.bytes())) return ReadPprof(input, sink);
  return input.Unknown(absl::StrFormat("unknown format; %s", kReadable));
}

absl::StatusOr<Profile> ParsePlain(const InputBytes& input, SampleSink& sink) {
  if (input.bytes().empty()) {
    return absl::DataLossError(absl::StrFormat(
        "%s: is empty; its writer was interrupted or the disk was full, use "
        "another snapshot",
        input.name()));
  }
  LimitedSink limited(sink);
  absl::StatusOr<Profile> profile = ParseFormat(input, limited);
  if (!profile.ok()) return profile;
  absl::Status status = limited.Check(input.name());
  if (!status.ok()) return status;
  return profile;
}

}  // namespace

absl::StatusOr<Profile> ParseProfile(std::string_view bytes,
                                     const std::string& name, SampleSink& sink,
                                     std::string& unpacked) {
  if (!IsGzip(bytes)) {
    return ParsePlain(InputBytes(name, bytes, InputEncoding::kPlain), sink);
  }
  absl::StatusOr<std::string> plain = Gunzip(name, bytes);
  if (!plain.ok()) return plain.status();
  unpacked = *std::move(plain);
  return ParsePlain(InputBytes(name, unpacked, InputEncoding::kGzip), sink);
}

absl::StatusOr<Profile> ParseProfile(std::string_view bytes,
                                     const std::string& name) {
  KeepingSink kept;
  std::string unpacked;
  absl::StatusOr<Profile> profile = ParseProfile(bytes, name, kept, unpacked);
  if (profile.ok()) profile->samples = kept.Take();
  return profile;
}

absl::StatusOr<Profile> ReadProfile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFileBytes(path);
  if (!bytes.ok()) return bytes.status();
  return ParseProfile(*bytes, path);
}

}  // namespace leaktrace::report
