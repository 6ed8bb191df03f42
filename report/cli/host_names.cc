// See host_names.h.
#include "report/cli/host_names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace leaktrace::report {
namespace {

bool IsAddress(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(family, std::string(text).c_str(), address.data()) == 1;
}

bool IsPort(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

// "name:80" and "[::1]:80" without the port. Empty if it is neither.
std::string_view WithoutPort(std::string_view header) {
  const size_t colon = header.rfind(':');
  const bool in_brackets = header.ends_with("]");
  if (colon == std::string_view::npos || in_brackets) return header;
  return IsPort(header.substr(colon + 1)) ? header.substr(0, colon) : "";
}

}  // namespace

bool IsLoopback(std::string_view address) {
  if (address == "localhost" || address == "::1") return true;
  return address.starts_with("127.") && IsAddress(AF_INET, address);
}

bool IsOurHost(std::string_view header, std::string_view own_name) {
  const std::string_view host = WithoutPort(header);
  if (host.empty()) return false;
  if (host.starts_with("[") && host.ends_with("]")) {
    return IsAddress(AF_INET6, host.substr(1, host.size() - 2));
  }
  return host == "localhost" || host == own_name || IsAddress(AF_INET, host);
}

}  // namespace leaktrace::report
