// See snapshot_comments.h. The keys are held in tables, one per kind of value,
// which parsing and formatting share.
#include "report/profile/snapshot_comments.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {
namespace {

constexpr char kSampled[] = "sampled";
constexpr char kExact[] = "exact";

struct NumberKey {
  std::string_view key;
  std::optional<int64_t> SnapshotInfo::*field;
};

constexpr std::array<NumberKey, 7> kNumberKeys = {{
    {format::kPidKey, &SnapshotInfo::pid},
    {format::kSequenceKey, &SnapshotInfo::sequence},
    {format::kStartTimeKey, &SnapshotInfo::start_time_ns},
    {format::kUptimeKey, &SnapshotInfo::uptime_ns},
    {format::kWaitedKey, &SnapshotInfo::waited_ns},
    {format::kWorkKey, &SnapshotInfo::work},
    {format::kWriteTimeKey, &SnapshotInfo::write_ns},
}};

struct TextKey {
  std::string_view key;
  std::string SnapshotInfo::*field;
};

constexpr std::array<TextKey, 5> kTextKeys = {{
    {format::kExecutableKey, &SnapshotInfo::executable},
    {format::kHostKey, &SnapshotInfo::host},
    {format::kMarkKey, &SnapshotInfo::mark},
    {format::kReasonKey, &SnapshotInfo::reason},
    {format::kUnwinderKey, &SnapshotInfo::unwinder},
}};

struct PrefixKey {
  std::string_view prefix;
  std::map<std::string, int64_t> SnapshotInfo::*field;
};

constexpr std::array<PrefixKey, 4> kPrefixKeys = {{
    {format::kLossPrefix, &SnapshotInfo::losses},
    {format::kMemoryPrefix, &SnapshotInfo::memory},
    {format::kSelfPrefix, &SnapshotInfo::self},
    {format::kMappingPrefix, &SnapshotInfo::mappings},
}};

constexpr std::string_view kProviderPrefix = "provider.";

struct Comment {
  std::string_view key;
  std::string_view value;
};

bool Consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Empty for a line that is not leaktrace's.
std::optional<Comment> Split(std::string_view line) {
  if (!Consume(line, format::kCommentPrefix)) return {};
  // The name of a mapping may have one in it.
  const size_t equals = line.starts_with(format::kMappingPrefix)
                            ? line.rfind('=')
                            : line.find('=');
  if (equals == std::string_view::npos) return {};
  return Comment{line.substr(0, equals), line.substr(equals + 1)};
}

absl::Status ValueError(const InputBytes& input, Comment comment,
                        std::string_view expected) {
  return input.Corrupt(comment.key.data(),
                       absl::StrFormat("comment %s%s=%.100s: %s was expected",
                                       format::kCommentPrefix, comment.key,
                                       comment.value, expected));
}

absl::StatusOr<int64_t> Number(const InputBytes& input, Comment comment,
                               int64_t min) {
  TextScanner value(comment.value);
  const std::optional<int64_t> number = value.Number();
  if (number.has_value() && value.AtEnd() && *number >= min) return *number;
  return ValueError(input, comment,
                    absl::StrFormat("a whole number of at least %d", min));
}

template <typename Field>
absl::Status ReadNumber(const InputBytes& input, Comment comment, int64_t min,
                        Field& field) {
  const absl::StatusOr<int64_t> number = Number(input, comment, min);
  if (number.ok()) field = *number;
  return number.status();
}

// Each Parse* gives nothing when it does not know the key.
using Parsed = std::optional<absl::Status>;

Parsed ParseNumberKey(const InputBytes& input, Comment comment,
                      SnapshotInfo& info) {
  for (const auto& [key, field] : kNumberKeys) {
    if (comment.key == key) return ReadNumber(input, comment, 0, info.*field);
  }
  if (comment.key != format::kIntervalKey) return std::nullopt;
  return ReadNumber(input, comment, 1, info.interval_bytes);
}

Parsed ParseTextKey(const InputBytes& input, Comment comment,
                    SnapshotInfo& info) {
  for (const auto& [key, field] : kTextKeys) {
    if (comment.key != key) continue;
    info.*field = comment.value;
    return absl::OkStatus();
  }
  if (comment.key != format::kModeKey) return std::nullopt;
  info.exact = comment.value == kExact;
  if (info.exact || comment.value == kSampled) return absl::OkStatus();
  return ValueError(input, comment, "sampled or exact");
}

Parsed ParsePrefixKey(const InputBytes& input, Comment comment,
                      SnapshotInfo& info) {
  std::string_view rest = comment.key;
  for (const auto& [prefix, field] : kPrefixKeys) {
    if (!Consume(rest, prefix)) continue;
    return ReadNumber(input, comment, 0, (info.*field)[std::string(rest)]);
  }
  if (!Consume(rest, kProviderPrefix)) return std::nullopt;
  info.providers[std::string(rest)] = comment.value;
  return absl::OkStatus();
}

Parsed ParseComment(const InputBytes& input, Comment comment,
                    SnapshotInfo& info) {
  if (comment.key == format::kVersionKey) return absl::OkStatus();
  for (const auto parse : {ParseNumberKey, ParseTextKey, ParsePrefixKey}) {
    if (Parsed parsed = parse(input, comment, info)) return parsed;
  }
  return std::nullopt;
}

absl::Status CheckVersion(const InputBytes& input, Comment comment) {
  const absl::StatusOr<int64_t> version = Number(input, comment, 1);
  if (!version.ok()) return version.status();
  if (*version <= format::kVersion) return absl::OkStatus();
  return input.Unknown(absl::StrFormat(
      "written by a newer leaktrace (snapshot version %d, this one reads up to "
      "%d); upgrade leaktrace",
      *version, format::kVersion));
}

absl::Status FindVersion(const InputBytes& input,
                         const std::vector<std::string_view>& comments,
                         SnapshotInfo& info) {
  for (const std::string_view line : comments) {
    const std::optional<Comment> comment = Split(line);
    if (!comment.has_value() || comment->key != format::kVersionKey) continue;
    info.from_leaktrace = true;
    return CheckVersion(input, *comment);
  }
  return absl::OkStatus();
}

std::string FormatLine(std::string_view key, std::string_view value) {
  return absl::StrFormat("%s%s=%s", format::kCommentPrefix, key, value);
}

void FormatTexts(const SnapshotInfo& info, std::vector<std::string>& lines) {
  for (const auto& [key, field] : kTextKeys) {
    if (!(info.*field).empty()) lines.push_back(FormatLine(key, info.*field));
  }
  for (const auto& [name, path] : info.providers) {
    lines.push_back(FormatLine(std::string(kProviderPrefix) + name, path));
  }
}

void FormatNumbers(const SnapshotInfo& info, std::vector<std::string>& lines) {
  for (const auto& [key, field] : kNumberKeys) {
    if (!(info.*field).has_value()) continue;
    lines.push_back(FormatLine(key, std::to_string(*(info.*field))));
  }
  for (const auto& [prefix, field] : kPrefixKeys) {
    for (const auto& [name, value] : info.*field) {
      lines.push_back(
          FormatLine(std::string(prefix) + name, std::to_string(value)));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseSnapshotComments(
    const InputBytes& input, const std::vector<std::string_view>& comments,
    SnapshotInfo& info) {
  absl::Status status = FindVersion(input, comments, info);
  if (!status.ok()) return status;
  std::vector<std::string> others;
  for (const std::string_view line : comments) {
    const std::optional<Comment> comment = Split(line);
    Parsed parsed;
    if (info.from_leaktrace && comment.has_value()) {
      parsed = ParseComment(input, *comment, info);
    }
    if (!parsed.has_value()) {
      others.emplace_back(line);
    } else if (!parsed->ok()) {
      return *parsed;
    }
  }
  return others;
}

std::vector<std::string> FormatSnapshotComments(const SnapshotInfo& info) {
  if (!info.from_leaktrace) return {};
  std::vector<std::string> lines = {
      FormatLine(format::kVersionKey, std::to_string(format::kVersion)),
      FormatLine(format::kModeKey, info.exact ? kExact : kSampled),
      FormatLine(format::kIntervalKey, std::to_string(info.interval_bytes))};
  FormatTexts(info, lines);
  FormatNumbers(info, lines);
  return lines;
}

}  // namespace leaktrace::report
