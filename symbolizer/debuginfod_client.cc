// The library is opened when needed: it pulls in a whole HTTP client, which
// nobody who does not ask for it should load.
#include "symbolizer/debuginfod_client.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::symbolizer {
namespace {

constexpr char kLibrary[] = "libdebuginfod.so.1";

template <typename Function>
Function Symbol(void* library, const char* name) {
  void* const address = dlsym(library, name);
  Function function = nullptr;
  static_assert(sizeof(function) == sizeof(address));
  std::memcpy(&function, &address, sizeof(function));
  return function;
}

}  // namespace

DebuginfodClient::~DebuginfodClient() {
  if (client_ != nullptr) {
    Symbol<void (*)(void*)>(library_, "debuginfod_end")(client_);
  }
}

absl::Status DebuginfodClient::Open() {
  if (client_ != nullptr) return absl::OkStatus();
  const char* const urls = std::getenv("DEBUGINFOD_URLS");
  if (urls == nullptr || *urls == '\0') {
    return absl::UnavailableError(
        "--debuginfod: DEBUGINFOD_URLS names no server; set it, for Debian to "
        "https://debuginfod.debian.net");
  }
  if (library_ == nullptr) library_ = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  const auto begin = library_ == nullptr
                         ? nullptr
                         : Symbol<void* (*)()>(library_, "debuginfod_begin");
  if (begin != nullptr) client_ = begin();
  if (client_ != nullptr) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      "--debuginfod: ", kLibrary, " cannot be used; install libdebuginfod1"));
}

absl::StatusOr<std::string> DebuginfodClient::Ask(const char* function,
                                                  const std::string& build_id) {
  absl::Status opened = Open();
  if (!opened.ok()) return opened;
  const auto find = Symbol<Find>(library_, function);
  if (find == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("--debuginfod: ", kLibrary, " has no ", function));
  }
  char* path = nullptr;
  // Size 0: the id is text.
  const auto* const id = static_cast<const unsigned char*>(
      static_cast<const void*>(build_id.c_str()));
  const int fd = find(client_, id, 0, &path);
  const std::unique_ptr<char, decltype(&std::free)> owned(path, &std::free);
  if (fd < 0 || path == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        "build-id ", build_id,
        ": no debuginfod server has it: ", std::strerror(fd < 0 ? -fd : 0)));
  }
  close(fd);
  return std::string(path);
}

absl::StatusOr<std::string> DebuginfodClient::FindDebugInfo(
    const std::string& build_id) {
  return Ask("debuginfod_find_debuginfo", build_id);
}

absl::StatusOr<std::string> DebuginfodClient::FindExecutable(
    const std::string& build_id) {
  return Ask("debuginfod_find_executable", build_id);
}

}  // namespace leaktrace::symbolizer
