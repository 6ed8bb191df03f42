// The HTTP side of `leaktrace serve`: read-only, for ServedSeries.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_SERVER_H_
#define LEAKTRACE_REPORT_CLI_PAGE_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "report/cli/served_series.h"

namespace leaktrace::report {

class PageServer {
 public:
  // Requests to other host names than addresses, "localhost" and `own_name`
  // are refused. Keeps a reference to `series`.
  PageServer(ServedSeries& series, const std::string& directory,
             const std::string& own_name);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  // Port 0: any free one. Returns the port.
  absl::StatusOr<int> Listen(const std::string& address, int port);

  // Answers until Stop(), which any thread may call.
  void Run();
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_SERVER_H_
