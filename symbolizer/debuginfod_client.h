// Files by build-id from the servers in DEBUGINFOD_URLS, through elfutils'
// client library, which keeps them in its own cache. The only door of this
// program to the network; opened when --debuginfod asks for it.
#ifndef LEAKTRACE_SYMBOLIZER_DEBUGINFOD_CLIENT_H_
#define LEAKTRACE_SYMBOLIZER_DEBUGINFOD_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::symbolizer {

class DebuginfodClient {
 public:
  DebuginfodClient() = default;
  ~DebuginfodClient();
  DebuginfodClient(const DebuginfodClient&) = delete;
  DebuginfodClient& operator=(const DebuginfodClient&) = delete;

  // The path of a local copy. NOT_FOUND: no server has it. UNAVAILABLE: there
  // is no client library, or no server is named. What comes is not trusted: the
  // caller checks the build-id.
  absl::StatusOr<std::string> FindDebugInfo(const std::string& build_id);
  absl::StatusOr<std::string> FindExecutable(const std::string& build_id);

 private:
  using Find = int (*)(void* client, const unsigned char* build_id, int size,
                       char** path);

  absl::Status Open();
  absl::StatusOr<std::string> Ask(const char* function,
                                  const std::string& build_id);

  void* library_ = nullptr;
  void* client_ = nullptr;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_DEBUGINFOD_CLIENT_H_
