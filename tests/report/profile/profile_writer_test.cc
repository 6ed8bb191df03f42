// What is written is read back the same, and pprof itself reads it too.
#include "report/profile/profile_writer.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "report/profile/profile_reader.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

constexpr char kGo[] = "/usr/bin/go";

SnapshotInfo FullInfo() {
  SnapshotInfo info;
  info.from_leaktrace = true;
  info.time_ns = 1'700'000'000'000'000'000;
  info.uptime_ns = 60;
  info.start_time_ns = 10;
  info.sequence = 3;
  info.pid = 17;
  info.write_ns = 5;
  info.interval_bytes = 4096;
  info.exact = false;
  info.executable = "/bin/app";
  info.host = "host";
  info.reason = "period";
  info.mark = "warm";
  info.unwinder = "cfi";
  info.losses = {{"live_table", 1}};
  info.memory = {{"rss_anon_bytes", 2}, {"swap_bytes", 3}};
  info.self = {{"stacks", 4}};
  info.providers = {{"malloc", "/lib/libc.so.6"}};
  return info;
}

Profile FullProfile() {
  Profile profile;
  profile.source = "p";
  profile.info = FullInfo();
  profile.mappings = {{0x1000, 0x2000, 0x10, "/bin/app", "ab"},
                      {0x5000, 0x6000, 0, "/lib/libc.so.6", ""}};
  profile.functions = {{"inner()", "_Zinner", "a.cc", 1},
                       {"outer()", "_Zouter", "a.cc", 20}};
  profile.locations = {
      {0x1500, 0, {{0, 5}, {1, 25}}}, {0x5500, 1, {}}, {2, kNoMapping, {}}};
  Sample total;
  total.locations = {0, 1};
  total.alloc_objects = 100;
  total.alloc_bytes = 10000;
  Sample live;
  live.locations = {0, 1};
  live.live_objects = 40;
  live.live_bytes = 4000;
  live.birth = 0;
  live.sampled_objects = 4;
  live.variance = 900.0 * 900.0;
  live.squared_norm = 2100.0 * 2100.0;
  live.labels = {{"thread", "main", 0, ""}, {"size", "", 100, "bytes"}};
  Sample cut;
  cut.locations = {2};
  cut.live_objects = 1;
  cut.live_bytes = 8192;
  cut.birth = 2;
  cut.sampled_objects = 1;
  cut.squared_norm = 8192.0 * 8192.0;
  cut.truncated = true;
  profile.samples = {total, live, cut};
  profile.comments = {"a remark"};
  return profile;
}

struct Output {
  std::string text;
  int status;
};

Output RunCommand(const std::string& command) {
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  Output output{"", -1};
  if (pipe == nullptr) return output;
  std::array<char, 4096> buffer;
  while (const size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.text.append(buffer.data(), n);
  }
  output.status = pclose(pipe);
  return output;
}

TEST(ProfileWriter, WritesWhatIsReadBackTheSame) {
  for (const auto encoding : {ProfileEncoding::kRaw, ProfileEncoding::kGzip}) {
    const absl::StatusOr<Profile> back =
        ParseProfile(SerializeProfile(FullProfile(), encoding), "p");

    ASSERT_THAT(back, Succeeds());
    EXPECT_EQ(*back, FullProfile());
  }
}

TEST(ProfileWriter, WritesTheSameBytesEveryTime) {
  EXPECT_EQ(SerializeProfile(FullProfile(), ProfileEncoding::kRaw),
            SerializeProfile(FullProfile(), ProfileEncoding::kRaw));
}

TEST(ProfileWriter, KeepsForeignProfilesAsTheyAre) {
  const absl::StatusOr<Profile> jemalloc = ParseProfile(
      "heap_v2/524288\n@ 0x1001 0x2001\n  t*: 3: 48 [0: 0]\n", "p");
  ASSERT_THAT(jemalloc, Succeeds());

  const absl::StatusOr<Profile> back =
      ParseProfile(SerializeProfile(*jemalloc, ProfileEncoding::kRaw), "p");

  ASSERT_THAT(back, Succeeds());
  EXPECT_FALSE(back->info.from_leaktrace);
  EXPECT_EQ(back->info.interval_bytes, 524288);
  EXPECT_EQ(back->samples[0].live_bytes, jemalloc->samples[0].live_bytes);
  EXPECT_EQ(back->samples[0].sampled_objects, 3);
}

TEST(ProfileWriter, IsReadByPprof) {
  if (!std::filesystem::exists(kGo)) GTEST_SKIP() << "needs golang-go";
  const TemporaryDirectory directory;
  for (const auto encoding : {ProfileEncoding::kRaw, ProfileEncoding::kGzip}) {
    const std::string path = directory.path() + "/p.pb";
    ASSERT_THAT(WriteProfile(FullProfile(), encoding, path), Succeeds());

    const Output raw = RunCommand("HOME=" + directory.path() + " " + kGo +
                                  " tool pprof -raw " + path);

    EXPECT_EQ(raw.status, 0) << raw.text;
    EXPECT_THAT(raw.text, testing::HasSubstr("inuse_space/bytes[dflt]"));
    EXPECT_THAT(raw.text, testing::HasSubstr("inner()"));
    EXPECT_THAT(raw.text, testing::HasSubstr("Period: 4096"));
  }
}

TEST(ProfileWriter, LeavesNothingBehindWhenItCannotWrite) {
  const TemporaryDirectory directory;

  const absl::Status status = WriteProfile(FullProfile(), ProfileEncoding::kRaw,
                                           directory.path() + "/no/p.pb");

  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, "no/p.pb"));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(ProfileWriter, ReplacesAFile) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("p.pb", "old");

  ASSERT_THAT(WriteProfile(FullProfile(), ProfileEncoding::kGzip, path),
              Succeeds());

  EXPECT_THAT(ReadProfile(path), Succeeds());
}

}  // namespace
}  // namespace leaktrace::report
