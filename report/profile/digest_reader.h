// Reads the files of a series to digests, one after the other. What the file
// before held helps with the next one and never changes what comes out.
#ifndef LEAKTRACE_REPORT_PROFILE_DIGEST_READER_H_
#define LEAKTRACE_REPORT_PROFILE_DIGEST_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "report/profile/encoded_stacks.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

class DigestReader {
 public:
  // Errors as those of ReadProfile.
  absl::StatusOr<ProfileDigest> Read(const std::string& path);

  // The same from memory; `name` stands for the path.
  absl::StatusOr<ProfileDigest> Parse(std::string_view bytes,
                                      const std::string& name);

 private:
  std::string file_;  // its bytes; memory that is used again
  std::optional<EncodedStacks> earlier_;
  size_t rows_ = 0;  // of the file before
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_DIGEST_READER_H_
