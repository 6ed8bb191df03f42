#include "report/cli/host_names.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(IsLoopback, OnlyWhatStaysOnThisMachine) {
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address :
       {"0.0.0.0", "::", "10.0.0.1", "", "127.evil.example",
        "localhost.evil.example", "127.0.0.1.example"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

TEST(IsOurHost, AddressesAndKnownNamesOnly) {
  for (const char* header :
       {"127.0.0.1", "127.0.0.1:8460", "localhost:1", "[::1]:8460", "[::1]",
        "10.1.2.3:8460", "box:80"}) {
    EXPECT_TRUE(IsOurHost(header, "box")) << header;
  }
  for (const char* header : {"", ":80", "evil.example", "evil.example:8460",
                             "localhost.evil.example", "127.0.0.1.example:1",
                             "127.0.0.1:x", "[evil]:80", "box.example:80"}) {
    EXPECT_FALSE(IsOurHost(header, "box")) << header;
  }
}

TEST(IsOurHost, WithoutANameThereIsNoNameToUse) {
  EXPECT_FALSE(IsOurHost("", ""));
  EXPECT_FALSE(IsOurHost("x", ""));
}

}  // namespace
}  // namespace leaktrace::report
