#include "preload/snapshot/profile_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include "tests/preload/snapshot/decoded_profile.h"
#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

struct Written {
  std::string bytes;
  int error = 0;
};

Written WriteProfile(const std::function<void(ProfileWriter&)>& fill) {
  TemporaryDirectory directory;
  const std::string path = directory.path() + "/profile";
  sys::OwnedFd fd;
  fd.Adopt(open(path.c_str(), O_WRONLY | O_CREAT, 0600));
  char buffer[64];  // small: every message crosses its end
  sys::FileWriter file(fd, buffer);
  ProfileWriter writer(file);
  fill(writer);
  file.Flush();
  fd.Close();
  return {ReadAll(path), file.error()};
}

TEST(ProfileWriterTest, RoundTripsEveryField) {
  const Written written = WriteProfile([](ProfileWriter& writer) {
    const StringId space = writer.AddString("space");
    const StringId bytes = writer.AddString("bytes");
    writer.AddSampleType({space, bytes});
    writer.SetDefaultSampleType(space);
    writer.SetPeriod({space, bytes}, 524288);
    writer.SetTime(1700000000000000001);
    writer.AddComment("leaktrace.", "pid=12");
    const uint32_t mapping = writer.AddMapping(
        {0x7f0000001000, 0x7f0000002000, 0x1000, writer.AddString("/bin/x"),
         writer.AddString("abcd")});
    const uint32_t first = writer.AddLocation(mapping, 0x7f0000001234);
    const uint32_t second = writer.AddLocation(0, UINT64_MAX);
    const uint32_t ids[] = {second, first};
    const uint64_t values[] = {1ull << 40};
    const ProfileLabel labels[] = {
        {writer.AddString("birth"), {}, 300, {}},
        {writer.AddString("sd"), {}, 5, bytes},
        {writer.AddString("cut"), writer.AddString("yes"), 0, {}}};
    writer.AddSample({ids, values, labels});
  });

  const DecodedProfile profile(written.bytes);
  EXPECT_EQ(
      profile.sample_types,
      (std::vector<std::pair<std::string, std::string>>{{"space", "bytes"}}));
  EXPECT_EQ(profile.default_sample_type, "space");
  EXPECT_EQ(profile.period_type.second, "bytes");
  EXPECT_EQ(profile.period, 524288);
  EXPECT_EQ(profile.time_nanos, 1700000000000000001);
  EXPECT_EQ(profile.Comment("pid"), "12");
  ASSERT_EQ(profile.mappings.size(), 1u);
  EXPECT_EQ(profile.mappings[0].start, 0x7f0000001000u);
  EXPECT_EQ(profile.mappings[0].limit, 0x7f0000002000u);
  EXPECT_EQ(profile.mappings[0].offset, 0x1000u);
  EXPECT_EQ(profile.mappings[0].file, "/bin/x");
  EXPECT_EQ(profile.mappings[0].build_id, "abcd");
  ASSERT_EQ(profile.samples.size(), 1u);
  const DecodedSample& sample = profile.samples[0];
  EXPECT_EQ(profile.AddressesOf(sample),
            (std::vector<uint64_t>{UINT64_MAX, 0x7f0000001234}));
  EXPECT_EQ(sample.values, (std::vector<int64_t>{1ll << 40}));
  EXPECT_EQ(sample.numbers.at("birth"), 300);
  EXPECT_EQ(sample.units.at("sd"), "bytes");
  EXPECT_EQ(sample.texts.at("cut"), "yes");
}

TEST(ProfileWriterTest, TheDeepestStackFits) {
  const std::vector<uint32_t> ids(ProfileWriter::kMaxFrames, UINT32_MAX);
  const Written written = WriteProfile([&](ProfileWriter& writer) {
    const uint64_t values[] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
    writer.AddSample({ids, values, {}});
  });
  EXPECT_EQ(written.error, 0);
}

TEST(ProfileWriterTest, AStackBeyondTheLimitFailsTheFile) {
  const std::vector<uint32_t> ids(ProfileWriter::kMaxFrames * 2, UINT32_MAX);
  const Written written = WriteProfile([&](ProfileWriter& writer) {
    writer.AddSample({ids, {}, {}});
  });
  EXPECT_EQ(written.error, EOVERFLOW);
}

TEST(ProfileWriterTest, AnEmptyProfileHasTheEmptyString) {
  const Written written = WriteProfile([](ProfileWriter&) {});
  EXPECT_EQ(DecodedProfile(written.bytes).strings,
            std::vector<std::string>{""});
}

}  // namespace
}  // namespace leaktrace
