// Damaged and malicious files: always an error or a valid profile, never a
// crash, never more memory than the file is worth.
#include <gmock/gmock.h>

#include <cstring>
#include <memory>
#include <random>

#include "report/profile/gzip.h"
#include "report/profile/profile_reader.h"
#include "report/profile/profile_writer.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;

// From a buffer of exactly the right size, so that sanitizers see overreads.
absl::StatusOr<Profile> ParseExact(const std::string& bytes) {
  const auto copy = std::make_unique<char[]>(bytes.size());
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  return ParseProfile({copy.get(), bytes.size()}, "hostile");
}

void ExpectUsableOrRefused(const std::string& bytes) {
  const absl::StatusOr<Profile> profile = ParseExact(bytes);
  if (!profile.ok()) {
    EXPECT_THAT(std::string(profile.status().message()),
                testing::StartsWith("hostile: "));
    return;
  }
  const std::string again = SerializeProfile(*profile, ProfileEncoding::kRaw);
  EXPECT_THAT(ParseProfile(again, "again"), Succeeds());
}

const char* const kGperftools =
    "heap profile:  2:  300 [ 3: 400] @ heap_v2/1024\n"
    "  2:  300 [ 3: 400] @ 0x1000 0x2000\n\n"
    "MAPPED_LIBRARIES:\n1000-3000 r-xp 00000000 fe:01 12 /bin/app\n";
const char* const kJemalloc =
    "heap_v2/1024\n  t*: 2: 300 [0: 0]\n  t0: 2: 300 [0: 0]\n"
    "@ 0x1000 0x2000\n  t*: 2: 300 [0: 0]\n  t0: 2: 300 [0: 0]\n\n"
    "MAPPED_LIBRARIES:\n1000-3000 r-xp 00000000 fe:01 12 /bin/app\n";

class EveryFormat : public testing::TestWithParam<std::string> {};

TEST_P(EveryFormat, SurvivesEveryTruncation) {
  ASSERT_THAT(ParseExact(GetParam()), Succeeds());
  for (size_t size = 0; size < GetParam().size(); ++size) {
    ExpectUsableOrRefused(GetParam().substr(0, size));
  }
}

TEST_P(EveryFormat, SurvivesEveryChangedByte) {
  for (size_t i = 0; i < GetParam().size(); ++i) {
    for (const int value : {0x00, 0x7f, 0x80, 0xff}) {
      std::string bytes = GetParam();
      bytes[i] = static_cast<char>(value);
      ExpectUsableOrRefused(bytes);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         testing::Values(SmallSnapshot().Build(),
                                         Gzip(SmallSnapshot().Build()),
                                         kGperftools, kJemalloc));

TEST(HostileProfile, SurvivesRandomBytes) {
  std::mt19937 random(1);  // NOLINT: the same bytes in every run
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    ExpectUsableOrRefused(bytes);
  }
}

TEST(HostileProfile, RefusesAVarintThatNeverEnds) {
  PprofBytes bytes;
  bytes.Raw("\x48" + std::string(20, '\xff'));

  EXPECT_THAT(ParseExact(bytes.Build()),
              FailsWith(StatusCode::kDataLoss, "varint too long"));
}

TEST(HostileProfile, RefusesALengthBeyondTheEnd) {
  const std::string bytes("\x12\xff\xff\xff\xff\x0f", 6);

  EXPECT_THAT(ParseExact(bytes),
              FailsWith(StatusCode::kDataLoss, "end of buffer"));
}

TEST(HostileProfile, AcceptsTheLargestIdsAndAddresses) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Location(UINT64_MAX, UINT64_MAX).Location(1, 0);
  bytes.Sample({UINT64_MAX, 1}, {1, 1, 1, 1});

  const absl::StatusOr<Profile> profile = ParseExact(bytes.Build());

  ASSERT_THAT(profile, Succeeds());
  EXPECT_THAT(profile->samples[0].locations, testing::ElementsAre(0u, 1u));
}

TEST(HostileProfile, ReadsAStackOfAMillionFrames) {
  constexpr size_t kFrames = 1'000'000;
  PprofBytes bytes;
  bytes.GoSampleTypes().Location(1, 1);
  bytes.Sample(std::vector<uint64_t>(kFrames, 1), {1, 1, 1, 1});

  const absl::StatusOr<Profile> profile = ParseExact(bytes.Build());

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[0].locations.size(), kFrames);
}

TEST(HostileProfile, RefusesOneLongStringUsedAThousandTimes) {
  constexpr size_t kLongBytes = 1 << 20;
  PprofBytes bytes;
  bytes.GoSampleTypes();
  const std::string text(kLongBytes, 'x');
  for (int i = 0; i < 1000; ++i) bytes.Comment(text);

  EXPECT_THAT(ParseExact(bytes.Build()),
              FailsWith(StatusCode::kDataLoss, "absurd size"));
}

TEST(HostileProfile, RefusesAnIntervalBirthOutOfRange) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version();
  bytes.Sample({}, {0, 0, 1, 1}, {{"birth", int64_t{1} << 40}});

  EXPECT_THAT(ParseExact(bytes.Build()),
              FailsWith(StatusCode::kDataLoss, "label birth"));
}

}  // namespace
}  // namespace leaktrace::report
