// Decompression: faithful, bounded, and clear about damage.
#include "report/profile/gzip.h"

#include <gmock/gmock.h>

#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;

TEST(Gzip, GivesBackWhatWentIn) {
  const std::string text(100'000, 'a');

  const absl::StatusOr<std::string> back = Gunzip("f", Gzip(text));

  ASSERT_THAT(back, Succeeds());
  EXPECT_EQ(*back, text);
}

TEST(Gzip, ReadsAllMembers) {
  const absl::StatusOr<std::string> back =
      Gunzip("f", Gzip("one ") + Gzip("") + Gzip("two"));

  ASSERT_THAT(back, Succeeds());
  EXPECT_EQ(*back, "one two");
}

TEST(Gzip, RefusesEveryTruncation) {
  const std::string bytes = Gzip("some text that is worth compressing");
  for (size_t size = 2; size < bytes.size(); ++size) {
    EXPECT_THAT(Gunzip("f", bytes.substr(0, size)),
                FailsWith(StatusCode::kDataLoss, "f: byte "))
        << size;
  }
}

TEST(Gzip, RefusesAWrongChecksum) {
  std::string bytes = Gzip("text");
  bytes[bytes.size() - 8] ^= 1;

  EXPECT_THAT(Gunzip("f", bytes),
              FailsWith(StatusCode::kDataLoss, "incorrect data check"));
}

TEST(Gzip, RefusesWhatFollowsTheLastMember) {
  EXPECT_THAT(Gunzip("f", Gzip("text") + "more"),
              FailsWith(StatusCode::kDataLoss, "header"));
}

TEST(Gzip, RefusesABomb) {
  const std::string bomb = Gzip(std::string(size_t{100} << 20, '\0'));

  EXPECT_THAT(Gunzip("f", bomb),
              FailsWith(StatusCode::kResourceExhausted, "unfold"));
}

}  // namespace
}  // namespace leaktrace::report
