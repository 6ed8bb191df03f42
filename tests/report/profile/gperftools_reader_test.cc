// gperftools heap profiles: kinds, weights, rows and mappings.
#include "report/profile/gperftools_reader.h"

#include <gmock/gmock.h>

#include <cmath>

#include "report/profile/profile_reader.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;

absl::StatusOr<Profile> Parse(const std::string& kind,
                              const std::string& rows) {
  return ParseProfile("heap profile:     2:      300 [     3:      400] @ " +
                          kind + "\n" + rows,
                      "a.heap");
}

TEST(GperftoolsReader, ReadsRowsOfAnExactProfile) {
  const absl::StatusOr<Profile> profile =
      Parse("heapprofile",
            "     2:      300 [     3:      400] @ 0x00401001 0x00402001\n"
            "# a remark\n\n"
            "     0:        0 [     1:       10] @ 0x00401001\n");

  ASSERT_THAT(profile, Succeeds());
  EXPECT_TRUE(profile->info.exact);
  ASSERT_EQ(profile->samples.size(), 2u);
  EXPECT_EQ(profile->samples[0].live_objects, 2);
  EXPECT_EQ(profile->samples[0].live_bytes, 300);
  EXPECT_EQ(profile->samples[0].alloc_objects, 3);
  EXPECT_EQ(profile->samples[0].alloc_bytes, 400);
  EXPECT_EQ(profile->samples[0].variance, 0);
  EXPECT_EQ(profile->samples[1].locations, std::vector<uint32_t>{0});
}

TEST(GperftoolsReader, MovesReturnAddressesIntoTheCall) {
  const absl::StatusOr<Profile> profile =
      Parse("heapprofile", "1: 1 [1: 1] @ 0x1000 0x0 0x1\n");

  ASSERT_THAT(profile, Succeeds());
  ASSERT_EQ(profile->locations.size(), 2u);  // 0 and 1 - 1 are the same
  EXPECT_EQ(profile->locations[0].address, 0xfffu);
  EXPECT_EQ(profile->locations[1].address, 0u);
}

TEST(GperftoolsReader, WeightsSampledRowsByTheirMeanSize) {
  const absl::StatusOr<Profile> profile =
      Parse("heap_v2/1000", "10: 1000 [20: 4000] @ 0x1000\n");

  ASSERT_THAT(profile, Succeeds());
  const Sample& sample = profile->samples[0];
  EXPECT_EQ(profile->info.interval_bytes, 1000);
  EXPECT_EQ(sample.live_objects, std::llround(10 / (1 - std::exp(-0.1))));
  EXPECT_EQ(sample.live_bytes, std::llround(1000 / (1 - std::exp(-0.1))));
  EXPECT_EQ(sample.alloc_bytes, std::llround(4000 / (1 - std::exp(-0.2))));
  EXPECT_EQ(sample.sampled_objects, 10);
  EXPECT_GT(sample.variance, 0);
}

TEST(GperftoolsReader, HalvesTheRateOfTheFirstVersion) {
  const absl::StatusOr<Profile> v1 =
      Parse("heap/2000", "10: 1000 [0: 0] @ 0x1000\n");
  const absl::StatusOr<Profile> v2 =
      Parse("heap_v2/1000", "10: 1000 [0: 0] @ 0x1000\n");

  ASSERT_THAT(v1, Succeeds());
  ASSERT_THAT(v2, Succeeds());
  EXPECT_EQ(v1->samples, v2->samples);
}

TEST(GperftoolsReader, DoesNotWeightWhatSaysNoRate) {
  const absl::StatusOr<Profile> profile =
      Parse("heap_v2", "10: 1000 [0: 0] @ 0x1000\n");

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[0].live_bytes, 1000);
  EXPECT_FALSE(profile->info.exact);
}

TEST(GperftoolsReader, AcceptsNegativeValuesInUse) {
  const absl::StatusOr<Profile> profile =
      Parse("growth", "-1: -10 [0: 0] @ 0x1000\n");

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[0].live_bytes, -10);
}

TEST(GperftoolsReader, AttachesExecutableMappingsOfProcMaps) {
  const absl::StatusOr<Profile> profile =
      Parse("heapprofile",
            "1: 1 [1: 1] @ 0x1001 0x5001 0x9001\n\nMAPPED_LIBRARIES:\n"
            "00001000-00002000 r-xp 00003000 fe:01 12   /bin/my app\n"
            "00002000-00003000 rw-p 00003000 fe:01 12   /bin/my app\n"
            "nonsense\n"
            "00005000-00006000 r-xp 00000000 fe:01 13   /lib/libc.so\n");

  ASSERT_THAT(profile, Succeeds());
  ASSERT_EQ(profile->mappings.size(), 2u);
  EXPECT_EQ(profile->mappings[0].path, "/bin/my app");
  EXPECT_EQ(profile->mappings[0].file_offset, 0x3000u);
  EXPECT_EQ(profile->info.executable, "/bin/my app");
  EXPECT_EQ(profile->locations[0].mapping, 0);
  EXPECT_EQ(profile->locations[1].mapping, 1);
  EXPECT_EQ(profile->locations[2].mapping, kNoMapping);
}

TEST(GperftoolsReader, AttachesBriefMappings) {
  const absl::StatusOr<Profile> profile =
      Parse("heapprofile",
            "1: 1 [1: 1] @ 0x1001\n--- Memory map: ---\n"
            "  1000-2000: /bin/app (@40) ABC1\n");

  ASSERT_THAT(profile, Succeeds());
  ASSERT_EQ(profile->mappings.size(), 1u);
  EXPECT_EQ(profile->mappings[0].path, "/bin/app");
  EXPECT_EQ(profile->mappings[0].file_offset, 0x40u);
  EXPECT_EQ(profile->mappings[0].build_id, "abc1");
}

TEST(GperftoolsReader, RefusesAnUnknownKind) {
  for (const char* const kind : {"contention", "heap_v2/x", "heap_v2/-5", ""}) {
    EXPECT_THAT(Parse(kind, ""),
                FailsWith(StatusCode::kUnimplemented, "known"));
  }
}

TEST(GperftoolsReader, RefusesABrokenRowAndSaysWhere) {
  for (const char* const row :
       {"1: [1: 1] @ 0x1\n", "1: 1 [1: 1]\n", "1: 1 [1: 1] @ 0x1 xyz\n",
        "99999999999999999999: 1 [1: 1] @ 0x1\n",
        "1: 1 [1: 1] @ 0x11112222333344445\n"}) {
    EXPECT_THAT(Parse("heapprofile", row),
                FailsWith(StatusCode::kDataLoss, "a.heap: byte "));
  }
}

}  // namespace
}  // namespace leaktrace::report
