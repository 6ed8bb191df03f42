// What a pprof profile says arrives in the Profile; what pprof refuses is
// refused, and the message says where.
#include "report/profile/pprof_reader.h"

#include <gmock/gmock.h>

#include <cmath>

#include "report/profile/profile_reader.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;
using testing::ElementsAre;

absl::StatusOr<Profile> Parse(const PprofBytes& bytes) {
  return ParseProfile(bytes.Build(), "a.pb");
}

void ExpectRefused(const PprofBytes& bytes, const std::string& message) {
  EXPECT_THAT(Parse(bytes), FailsWith(StatusCode::kDataLoss, message));
}

TEST(PprofReader, ReadsTheFourValuesOfASnapshot) {
  const absl::StatusOr<Profile> profile = Parse(SmallSnapshot());

  ASSERT_THAT(profile, Succeeds());
  EXPECT_TRUE(profile->info.from_leaktrace);
  EXPECT_EQ(profile->source, "a.pb");
  ASSERT_EQ(profile->samples.size(), 2u);
  EXPECT_EQ(profile->samples[0].alloc_objects, 5);
  EXPECT_EQ(profile->samples[0].alloc_bytes, 500);
  EXPECT_EQ(profile->samples[0].birth, kNoBirth);
  EXPECT_EQ(profile->samples[1].live_objects, 3);
  EXPECT_EQ(profile->samples[1].live_bytes, 300);
  EXPECT_EQ(profile->samples[1].birth, 4);
  EXPECT_THAT(profile->samples[1].locations, ElementsAre(0u, 1u));
  EXPECT_EQ(profile->locations[1].address, 0x2000u);
}

TEST(PprofReader, AssumesTheUsualWhereLabelsAreLeftOut) {
  const absl::StatusOr<Profile> profile = Parse(SmallSnapshot());

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[1].sampled_objects, 3);
  EXPECT_EQ(profile->samples[1].variance, 0);
  EXPECT_EQ(profile->samples[1].squared_norm, 300.0 * 300.0 / 3.0);
}

TEST(PprofReader, TakesTheSamplingErrorFromLabels) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version().Location(1, 1);
  bytes.Sample({1}, {0, 0, 30, 3000},
               {{"birth", 0},
                {"samples", 2},
                {"sd_bytes", 50},
                {"norm_bytes", 70},
                {"truncated", 1}});

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  const Sample& sample = profile->samples[0];
  EXPECT_EQ(sample.birth, 0);
  EXPECT_EQ(sample.sampled_objects, 2);
  EXPECT_EQ(sample.variance, 2500);
  EXPECT_EQ(sample.squared_norm, 4900);
  EXPECT_TRUE(sample.truncated);
  EXPECT_TRUE(sample.labels.empty());
}

TEST(PprofReader, KeepsForeignLabelsAndDerivesTheSamplingError) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Location(1, 1).Number(pprof::profile::kPeriod, 1000);
  bytes.Sample({1}, {0, 0, 100, 10000}, {{"bytes", 100}, {"birth", 7}});

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  const Sample& sample = profile->samples[0];
  const double kept = 1 - std::exp(-0.1);
  EXPECT_EQ(profile->info.interval_bytes, 1000);
  EXPECT_FALSE(profile->info.exact);
  EXPECT_EQ(sample.birth, kNoBirth);
  EXPECT_EQ(sample.labels.size(), 2u);
  EXPECT_EQ(sample.sampled_objects, std::llround(100 * kept));
  EXPECT_NEAR(sample.variance, 10 * (100 / kept) * (100 / kept - 100), 1);
}

TEST(PprofReader, FindsColumnsByNameInAnyOrder) {
  PprofBytes bytes;
  bytes.SampleType("space", "bytes").SampleType("stale", "bytes");
  bytes.SampleType("objects", "count").Location(1, 1);
  bytes.Sample({1}, {700, 1, 7});

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[0].live_bytes, 700);
  EXPECT_EQ(profile->samples[0].live_objects, 7);
  EXPECT_EQ(profile->samples[0].alloc_bytes, 0);
}

TEST(PprofReader, SaysWhichSampleTypesThereAreWhenNoneIsLiveBytes) {
  PprofBytes bytes;
  bytes.SampleType("samples", "count").SampleType("cpu", "nanoseconds");

  EXPECT_THAT(Parse(bytes), FailsWith(StatusCode::kInvalidArgument,
                                      "samples/count, cpu/nanoseconds"));
}

TEST(PprofReader, RefusesSpaceThatIsNotInBytes) {
  PprofBytes bytes;
  bytes.SampleType("inuse_space", "kilobytes");

  EXPECT_THAT(Parse(bytes),
              FailsWith(StatusCode::kInvalidArgument, "must be in bytes"));
}

TEST(PprofReader, ReadsInlinedLinesInnermostFirst) {
  PprofBytes bytes;
  bytes.GoSampleTypes();
  for (const char* const name : {"inner", "outer"}) {
    const uint64_t id = *name == 'i' ? 40 : 7;
    bytes.Message(pprof::profile::kFunction, [&](auto& m) {
      m.add_uint64(pprof::function::kId, id);
      m.add_int64(pprof::function::kName, bytes.String(name));
    });
  }
  bytes.Message(pprof::profile::kLocation, [](auto& m) {
    m.add_uint64(pprof::location::kId, 9);
    for (const uint64_t id : {40, 7}) {
      protozero::pbf_writer line(m, pprof::location::kLine);
      line.add_uint64(pprof::line::kFunctionId, id);
      line.add_int64(pprof::line::kLine, static_cast<int64_t>(id) + 1);
    }
  });

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  const std::vector<Line>& lines = profile->locations[0].lines;
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(profile->functions[lines[0].function].name, "inner");
  EXPECT_EQ(lines[0].line, 41);
  EXPECT_EQ(profile->functions[lines[1].function].name, "outer");
}

TEST(PprofReader, AcceptsUnpackedNumbers) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Location(1, 1);
  bytes.Message(pprof::profile::kSample, [](auto& m) {
    m.add_uint64(pprof::sample::kLocationId, 1);
    for (const int64_t value : {1, 2, 3, 4}) {
      m.add_int64(pprof::sample::kValue, value);
    }
  });

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->samples[0].live_bytes, 4);
}

TEST(PprofReader, AcceptsNegativeValuesOnlyOfOthers) {
  PprofBytes foreign;
  foreign.GoSampleTypes().Sample({}, {0, 0, -1, -10});
  PprofBytes own;
  own.GoSampleTypes().Version().Sample({}, {0, 0, -1, -10});

  EXPECT_THAT(Parse(foreign), Succeeds());
  ExpectRefused(own, "negative value");
}

TEST(PprofReader, RefusesNegativeLabelsOfItsOwn) {
  for (const char* const key : {"birth", "samples", "sd_bytes", "norm_bytes"}) {
    PprofBytes bytes;
    bytes.GoSampleTypes().Version().Sample({}, {0, 0, 1, 1}, {{key, -1}});
    ExpectRefused(bytes, key);
  }
}

TEST(PprofReader, RefusesANewerVersionAndAsksToUpgrade) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version(2);

  EXPECT_THAT(Parse(bytes), FailsWith(StatusCode::kUnimplemented, "upgrade"));
}

TEST(PprofReader, RefusesAMissingOrWrongStringTable) {
  PprofBytes none = PprofBytes::WithoutStrings();
  none.Number(pprof::profile::kTimeNanos, 1);
  PprofBytes wrong = PprofBytes::WithoutStrings();
  wrong.String("x");
  wrong.Number(pprof::profile::kTimeNanos, 1);

  ExpectRefused(none, "no string table");
  ExpectRefused(wrong, "string_table[0]");
}

TEST(PprofReader, RefusesIdsThatAreZeroOrUsedTwice) {
  PprofBytes zero;
  zero.GoSampleTypes().Location(0, 1);
  PprofBytes twice;
  twice.GoSampleTypes().Location(5, 1).Location(5, 2);

  ExpectRefused(zero, "id 0");
  ExpectRefused(twice, "id 5 is 0 or used twice");
}

TEST(PprofReader, RefusesReferencesToNothing) {
  PprofBytes location;
  location.GoSampleTypes().Location(1, 1).Sample({2}, {1, 1, 1, 1});
  PprofBytes mapping;
  mapping.GoSampleTypes().Message(pprof::profile::kLocation, [](auto& m) {
    m.add_uint64(pprof::location::kId, 1);
    m.add_uint64(pprof::location::kMappingId, 3);
  });
  PprofBytes function;
  function.GoSampleTypes().Message(pprof::profile::kLocation, [](auto& m) {
    m.add_uint64(pprof::location::kId, 1);
    protozero::pbf_writer(m, pprof::location::kLine).add_uint64(1, 8);
  });
  PprofBytes string;
  string.GoSampleTypes().Number(pprof::profile::kComment, 99);

  ExpectRefused(location, "location 2 does not exist");
  ExpectRefused(mapping, "id 3 does not exist");
  ExpectRefused(function, "id 8 does not exist");
  ExpectRefused(string, "string 99 of 7 strings");
}

TEST(PprofReader, RefusesALineWithoutAFunction) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Message(pprof::profile::kLocation, [](auto& m) {
    m.add_uint64(pprof::location::kId, 1);
    protozero::pbf_writer(m, pprof::location::kLine).add_int64(2, 10);
  });

  ExpectRefused(bytes, "there is no function");
}

TEST(PprofReader, RefusesAWrongNumberOfValues) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Sample({}, {1, 2, 3});

  ExpectRefused(bytes, "3 values for 4 sample types");
}

TEST(PprofReader, RefusesConcatenatedProfiles) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Number(pprof::profile::kTimeNanos, 1);
  bytes.Number(pprof::profile::kTimeNanos, 2);

  ExpectRefused(bytes, "several profiles in one file");
}

TEST(PprofReader, RefusesTheWrongWireTypeAndSaysWhere) {
  PprofBytes bytes;
  bytes.Number(pprof::profile::kSample, 5);

  ExpectRefused(bytes, "a.pb: byte 0: Profile field 2");
}

TEST(PprofReader, RefusesSumsThatWouldOverflow) {
  constexpr int64_t kHuge = int64_t{1} << 62;
  PprofBytes bytes;
  bytes.GoSampleTypes();
  bytes.Sample({}, {0, 0, 1, kHuge}).Sample({}, {0, 0, 1, kHuge});

  ExpectRefused(bytes, "add up");
}

TEST(PprofReader, TakesTheExecutableFromTheFirstMapping) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Message(pprof::profile::kMapping, [&](auto& m) {
    m.add_uint64(pprof::mapping::kId, 1);
    m.add_int64(pprof::mapping::kPath, bytes.String("/bin/app"));
    m.add_int64(pprof::mapping::kBuildId, bytes.String("ab12"));
  });

  const absl::StatusOr<Profile> profile = Parse(bytes);

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->info.executable, "/bin/app");
  EXPECT_EQ(profile->mappings[0].build_id, "ab12");
}

}  // namespace
}  // namespace leaktrace::report
