// leaktrace's comment lines to SnapshotInfo and back.
#include "report/profile/snapshot_comments.h"

#include <gmock/gmock.h>

#include "report/profile/profile_reader.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

absl::StatusOr<Profile> Parse(const std::vector<std::string>& comments) {
  PprofBytes bytes;
  bytes.GoSampleTypes();
  for (const std::string& comment : comments) bytes.Comment(comment);
  return ParseProfile(bytes.Build(), "a.pb");
}

TEST(SnapshotComments, FillEveryFact) {
  const absl::StatusOr<Profile> profile = Parse(
      {"leaktrace.version=1", "leaktrace.pid=42", "leaktrace.sequence=7",
       "leaktrace.mode=sampled", "leaktrace.interval_bytes=4096",
       "leaktrace.start_time_ns=100", "leaktrace.uptime_ns=5",
       "leaktrace.waited_ns=4", "leaktrace.write_ns=9",
       "leaktrace.executable=/bin/a=b", "leaktrace.host=h",
       "leaktrace.reason=exit", "leaktrace.unwinder=fp",
       "leaktrace.provider.malloc=/lib/libc.so", "leaktrace.loss.live_table=3",
       "leaktrace.memory.rss_anon_bytes=8", "leaktrace.self.arena_bytes=1"});

  ASSERT_THAT(profile, Succeeds());
  const SnapshotInfo& info = profile->info;
  EXPECT_EQ(info.pid, 42);
  EXPECT_EQ(info.sequence, 7);
  EXPECT_EQ(info.start_time_ns, 100);
  EXPECT_EQ(info.uptime_ns, 5);
  EXPECT_EQ(info.waited_ns, 4);
  EXPECT_EQ(info.write_ns, 9);
  EXPECT_FALSE(info.exact);
  EXPECT_EQ(info.interval_bytes, 4096);
  EXPECT_EQ(info.executable, "/bin/a=b");
  EXPECT_EQ(info.reason, "exit");
  EXPECT_THAT(info.losses, ElementsAre(Pair("live_table", 3)));
  EXPECT_THAT(info.memory, ElementsAre(Pair("rss_anon_bytes", 8)));
  EXPECT_THAT(info.self, ElementsAre(Pair("arena_bytes", 1)));
  EXPECT_THAT(info.providers, ElementsAre(Pair("malloc", "/lib/libc.so")));
  EXPECT_THAT(profile->comments, IsEmpty());
}

TEST(SnapshotComments, TheNameOfAMappingEndsAtItsLastEqualsSign) {
  const absl::StatusOr<Profile> profile =
      Parse({"leaktrace.version=1", "leaktrace.mapping.[heap]=7",
             "leaktrace.mapping./srv/a=b c=9"});

  ASSERT_THAT(profile, Succeeds());
  EXPECT_THAT(profile->info.mappings,
              ElementsAre(Pair("/srv/a=b c", 9), Pair("[heap]", 7)));
}

TEST(SnapshotComments, KeepWhatTheyDoNotKnow) {
  const absl::StatusOr<Profile> profile =
      Parse({"leaktrace.version=1", "leaktrace.colour=red", "a remark"});

  ASSERT_THAT(profile, Succeeds());
  EXPECT_THAT(profile->comments,
              ElementsAre("leaktrace.colour=red", "a remark"));
}

TEST(SnapshotComments, MeanNothingWithoutAVersion) {
  const absl::StatusOr<Profile> profile = Parse({"leaktrace.pid=none"});

  ASSERT_THAT(profile, Succeeds());
  EXPECT_FALSE(profile->info.from_leaktrace);
  EXPECT_THAT(profile->comments, ElementsAre("leaktrace.pid=none"));
}

TEST(SnapshotComments, AreFoundWhereverTheVersionIs) {
  const absl::StatusOr<Profile> profile =
      Parse({"leaktrace.pid=1", "leaktrace.version=1"});

  ASSERT_THAT(profile, Succeeds());
  EXPECT_EQ(profile->info.pid, 1);
}

TEST(SnapshotComments, RefuseMalformedNumbers) {
  for (const char* const line :
       {"pid=", "pid=4x", "pid=-1", "sequence=99999999999999999999",
        "interval_bytes=0", "loss.x=many", "memory.rss=1.5", "mode=fast",
        "version=one", "version=0"}) {
    EXPECT_THAT(
        Parse({std::string("leaktrace.") + line, "leaktrace.version=1"}),
        FailsWith(StatusCode::kDataLoss, line));
  }
}

}  // namespace
}  // namespace leaktrace::report
