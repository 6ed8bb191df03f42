// Reads the files of a series ahead, with several threads, and hands them out
// in order. At most a few are in memory at a time.
#ifndef LEAKTRACE_REPORT_PROFILE_DIGEST_PREFETCH_H_
#define LEAKTRACE_REPORT_PROFILE_DIGEST_PREFETCH_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

class DigestPrefetch {
 public:
  explicit DigestPrefetch(std::vector<std::string> paths);
  // Stops; files not asked for are not read.
  ~DigestPrefetch();
  DigestPrefetch(const DigestPrefetch&) = delete;
  DigestPrefetch& operator=(const DigestPrefetch&) = delete;

  // The next file, as DigestReader gives it. To be called once per path.
  absl::StatusOr<ProfileDigest> Next();

 private:
  void Work();

  const std::vector<std::string> paths_;
  std::mutex mutex_;
  std::condition_variable read_;   // a file has been read
  std::condition_variable taken_;  // or nobody wants more
  // All below are guarded by mutex_.
  std::vector<std::optional<absl::StatusOr<ProfileDigest>>> results_;
  size_t next_to_read_ = 0;
  size_t next_to_take_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_DIGEST_PREFETCH_H_
