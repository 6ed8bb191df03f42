// See digest_prefetch.h.
#include "report/profile/digest_prefetch.h"

#include <algorithm>
#include <utility>

#include "report/profile/digest_reader.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxThreads = 8;
constexpr size_t kAheadPerThread = 2;

// Whoever takes the results has work to do, too, but less of it.
size_t ThreadCount(size_t files) {
  const size_t processors = std::max(1u, std::thread::hardware_concurrency());
  return std::min({files, processors, kMaxThreads});
}

}  // namespace

DigestPrefetch::DigestPrefetch(std::vector<std::string> paths)
    : paths_(std::move(paths)), results_(paths_.size()) {
  const size_t count = ThreadCount(paths_.size());
  threads_.reserve(count);
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < count; ++i) threads_.emplace_back([this] { Work(); });
}

DigestPrefetch::~DigestPrefetch() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  taken_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DigestPrefetch::Work() {
  DigestReader reader;
  std::unique_lock lock(mutex_);
  while (true) {
    taken_.wait(lock, [this] {
      const size_t ahead = next_to_read_ - next_to_take_;
      return stopped_ || next_to_read_ == paths_.size() ||
             ahead < threads_.size() * kAheadPerThread;
    });
    if (stopped_ || next_to_read_ == paths_.size()) return;
    const size_t index = next_to_read_++;
    lock.unlock();
    absl::StatusOr<ProfileDigest> result = reader.Read(paths_[index]);
    lock.lock();
    results_[index] = std::move(result);
    read_.notify_one();
  }
}

absl::StatusOr<ProfileDigest> DigestPrefetch::Next() {
  std::unique_lock lock(mutex_);
  const size_t index = next_to_take_;
  read_.wait(lock, [&] { return results_[index].has_value(); });
  absl::StatusOr<ProfileDigest> result = *std::move(results_[index]);
  results_[index].reset();
  ++next_to_take_;
  lock.unlock();
  taken_.notify_all();
  return result;
}

}  // namespace leaktrace::report
