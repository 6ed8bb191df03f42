// See progress_bar.h.
#include "report/cli/progress_bar.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

namespace leaktrace::report {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::chrono::milliseconds kBetween{100};
constexpr size_t kWidth = 30;

std::atomic<int> silences = 0;

}  // namespace

ProgressBar::Silence::Silence() { ++silences; }

ProgressBar::Silence::~Silence() { --silences; }

ProgressBar::ProgressBar(std::string what)
    : what_(std::move(what)),
      possible_(isatty(STDERR_FILENO) != 0 && silences == 0),
      next_(Clock::now() + kPatience) {}

ProgressBar::~ProgressBar() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressBar::Show(size_t done, size_t all) {
  if (!possible_ || all == 0) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetween;
  shown_ = true;
  const size_t full = kWidth * done / all;
  const std::string bar =
      std::string(full, '#') + std::string(kWidth - full, '.');
  std::fprintf(stderr, "\r%s [%s] %zu of %zu\x1b[K", what_.c_str(), bar.c_str(),
               done, all);
}

}  // namespace leaktrace::report
