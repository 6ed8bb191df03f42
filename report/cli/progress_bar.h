// Says on a terminal how far a long piece of work has come. Nothing is shown
// during the first second, nor when standard error is no terminal.
#ifndef LEAKTRACE_REPORT_CLI_PROGRESS_BAR_H_
#define LEAKTRACE_REPORT_CLI_PROGRESS_BAR_H_

#include <chrono>
#include <cstddef>
#include <string>

namespace leaktrace::report {

class ProgressBar {
 public:
  explicit ProgressBar(std::string what);
  // Leaves no trace.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(size_t done, size_t all);

  // While it lives no bar is shown: the terminal is used otherwise.
  class Silence {
   public:
    Silence();
    ~Silence();
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
  };

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  bool possible_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROGRESS_BAR_H_
