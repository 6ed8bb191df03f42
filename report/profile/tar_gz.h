// Archives of plain files, as `tar xzf` reads them, written and unpacked file
// by file: a bundle may be larger than memory.
#ifndef LEAKTRACE_REPORT_PROFILE_TAR_GZ_H_
#define LEAKTRACE_REPORT_PROFILE_TAR_GZ_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leaktrace::report {

class TarGzWriter {
 public:
  // Truncates `path`.
  static absl::StatusOr<TarGzWriter> Create(const std::string& path);
  TarGzWriter(TarGzWriter&&) noexcept;
  TarGzWriter& operator=(TarGzWriter&&) noexcept;
  ~TarGzWriter();

  // `name` has at most 100 bytes and no leading '/'.
  absl::Status AddBytes(const std::string& name, std::string_view bytes);
  absl::Status AddFile(const std::string& name, const std::string& path);
  // Without it the archive is cut short.
  absl::Status Close();

 private:
  struct Stream;
  explicit TarGzWriter(std::unique_ptr<Stream> stream);

  absl::Status Put(std::string_view bytes);
  absl::Status PutHeader(const std::string& name, uint64_t size_bytes);
  absl::Status PutPadding(uint64_t size_bytes);

  std::unique_ptr<Stream> stream_;
};

// Whether the first file of the archive `path` is called `first_name`.
bool IsTarGz(const std::string& path, std::string_view first_name);

// Unpacks regular files below `directory`. Refuses names that lead out of it
// or hold odd characters, other kinds of files, files that are there already,
// and more than 64 GiB.
absl::Status ExtractTarGz(const std::string& path,
                          const std::string& directory);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_TAR_GZ_H_
