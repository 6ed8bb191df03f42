// The bytes of one input file together with its name, so that every complaint
// about them can say which file, at which byte, and what to do. Holds views
// only: the bytes must outlive it.
#ifndef LEAKTRACE_REPORT_PROFILE_INPUT_BYTES_H_
#define LEAKTRACE_REPORT_PROFILE_INPUT_BYTES_H_

#include <string_view>

#include "absl/status/status.h"

namespace leaktrace::report {

enum class InputEncoding { kPlain, kGzip };

class InputBytes {
 public:
  // `encoding` is how the file held `bytes`: offsets in messages are said to
  // be of the decompressed data when it was gzip.
  InputBytes(std::string_view name, std::string_view bytes,
             InputEncoding encoding);

  std::string_view name() const { return name_; }
  std::string_view bytes() const { return bytes_; }

  // DataLoss at `at`, which points into bytes() or at its end.
  absl::Status Corrupt(const char* at, std::string_view what) const;
  // The file is whole, but says something that cannot be used.
  absl::Status Unusable(std::string_view what) const;
  // A format or version this build does not know. `what` has the remedy.
  absl::Status Unknown(std::string_view what) const;

 private:
  std::string_view name_;
  std::string_view bytes_;
  InputEncoding encoding_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_INPUT_BYTES_H_
