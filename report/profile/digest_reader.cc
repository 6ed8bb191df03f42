// See digest_reader.h.
#include "report/profile/digest_reader.h"

#include <utility>

#include "report/profile/digest_builder.h"
#include "report/profile/file_bytes.h"
#include "report/profile/profile_reader.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxKeptBytes = 32 << 20;

}  // namespace

absl::StatusOr<ProfileDigest> DigestReader::Read(const std::string& path) {
  const absl::StatusOr<std::string_view> bytes = ReadFileBytes(path, file_);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<ProfileDigest> digest = Parse(*bytes, path);
  if (file_.size() > kMaxKeptBytes) file_ = std::string();
  return digest;
}

absl::StatusOr<ProfileDigest> DigestReader::Parse(std::string_view bytes,
                                                  const std::string& name) {
  DigestBuilder builder(earlier_.has_value() ? &*earlier_ : nullptr, rows_);
  std::string unpacked;
  absl::StatusOr<Profile> tables = ParseProfile(bytes, name, builder, unpacked);
  if (!tables.ok()) return tables.status();
  std::optional<EncodedStacks> stacks;
  if (builder.IsWorthRemembering()) {
    stacks = builder.Remember(tables->locations.size());
  }
  ProfileDigest digest = std::move(builder).Take(*std::move(tables));
  if (stacks.has_value()) earlier_ = std::move(stacks);
  rows_ = digest.rows.size();
  return digest;
}

}  // namespace leaktrace::report
