// Any bytes are either refused with a status or give a profile that can be
// written and read again with the same sums.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "report/profile/profile_reader.h"
#include "report/profile/profile_writer.h"

namespace {

using leaktrace::report::ParseProfile;
using leaktrace::report::Profile;
using leaktrace::report::ProfileEncoding;

int64_t LiveBytes(const Profile& profile) {
  int64_t sum = 0;
  for (const auto& sample : profile.samples) sum += sample.live_bytes;
  return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto profile = ParseProfile(bytes, "input");
  if (!profile.ok()) return 0;
  const auto again =
      ParseProfile(SerializeProfile(*profile, ProfileEncoding::kRaw), "again");
  if (!again.ok() || LiveBytes(*again) != LiveBytes(*profile)) std::abort();
  return 0;
}
