// See input_bytes.h.
#include "report/profile/input_bytes.h"

#include "absl/strings/str_format.h"

namespace leaktrace::report {

InputBytes::InputBytes(std::string_view name, std::string_view bytes,
                       InputEncoding encoding)
    : name_(name), bytes_(bytes), encoding_(encoding) {}

absl::Status InputBytes::Corrupt(const char* at, std::string_view what) const {
  const char* const kind =
      encoding_ == InputEncoding::kGzip ? " of the decompressed data" : "";
  return absl::DataLossError(absl::StrFormat(
      "%s: byte %d%s: %s; the file is damaged or was cut short, take another "
      "snapshot or copy it again",
      name_, at - bytes_.data(), kind, what));
}

absl::Status InputBytes::Unusable(std::string_view what) const {
  return absl::InvalidArgumentError(absl::StrFormat("%s: %s", name_, what));
}

absl::Status InputBytes::Unknown(std::string_view what) const {
  return absl::UnimplementedError(absl::StrFormat("%s: %s", name_, what));
}

}  // namespace leaktrace::report
