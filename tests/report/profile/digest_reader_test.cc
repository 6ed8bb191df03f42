// What a file holds does not depend on what was read before it, however alike
// the two are; and where they are alike they share their stacks.
#include "report/profile/digest_reader.h"

#include <gmock/gmock.h>

#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/same_digest.h"
#include "tests/report/profile/status_matchers.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;
using testing::ElementsAre;

using Ids = std::vector<uint64_t>;

// Three locations, and a sample for each stack.
PprofBytes Snapshot(const std::vector<Ids>& stacks, uint64_t locations = 3) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version();
  for (uint64_t i = 1; i <= locations; ++i) bytes.Location(i, 0x1000 * i);
  for (const Ids& ids : stacks) {
    bytes.Sample(ids, {1, 10, 0, 0}).Sample(ids, {0, 0, 1, 10}, {{"birth", 4}});
  }
  return bytes;
}

absl::StatusOr<ProfileDigest> ReadAlone(const PprofBytes& bytes) {
  return DigestReader().Parse(bytes.Build(), "a.pb");
}

absl::StatusOr<ProfileDigest> ReadAfter(const PprofBytes& earlier,
                                        const PprofBytes& bytes) {
  DigestReader reader;
  EXPECT_THAT(reader.Parse(earlier.Build(), "earlier.pb"), Succeeds());
  return reader.Parse(bytes.Build(), "a.pb");
}

// `shared` of its stacks are those of the earlier file.
void ExpectSame(const PprofBytes& earlier, const PprofBytes& bytes,
                size_t shared) {
  const auto alone = ReadAlone(bytes);
  const auto after = ReadAfter(earlier, bytes);
  ASSERT_THAT(alone, Succeeds());
  ASSERT_THAT(after, Succeeds());
  EXPECT_THAT(*after, SameDigest(*alone));
  EXPECT_EQ(after->shared_count(), shared);
}

std::vector<uint32_t> StacksOfRows(const ProfileDigest& digest) {
  std::vector<uint32_t> stacks;
  for (const DigestRow& row : digest.rows) stacks.push_back(row.stack);
  return stacks;
}

TEST(DigestReader, HasEachStackOnceAndARowPerSample) {
  const auto digest = ReadAlone(Snapshot({{1, 2}, {3}}));

  ASSERT_THAT(digest, Succeeds());
  EXPECT_THAT(StacksOfRows(*digest), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(digest->Stack(0), ElementsAre(0, 1));
  EXPECT_THAT(digest->Stack(1), ElementsAre(2));
  EXPECT_EQ(digest->rows[3].live_bytes, 10);
  EXPECT_EQ(digest->rows[3].birth, 4);
}

TEST(DigestReader, SharesTheStacksThatTheEarlierFileBeganWith) {
  const PprofBytes earlier = Snapshot({{1, 2}, {3}});

  ExpectSame(earlier, earlier, 2);
  ExpectSame(earlier, Snapshot({{1, 2}}), 1);
  ExpectSame(earlier, Snapshot({{1, 2}, {3}, {2, 1}}, 4), 2);
  ExpectSame(earlier, Snapshot({{1, 2}, {2}, {3}}), 1);
  ExpectSame(earlier, Snapshot({{3}, {1, 2}}), 0);
  ExpectSame(earlier, Snapshot({}), 0);
}

TEST(DigestReader, SharesOnWithWhatIsNewInALaterFile) {
  DigestReader reader;
  const PprofBytes last = Snapshot({{1}, {2}, {3}});
  for (const PprofBytes& bytes : {Snapshot({{1}}), last}) {
    ASSERT_THAT(reader.Parse(bytes.Build(), "a.pb"), Succeeds());
  }

  const auto digest = reader.Parse(last.Build(), "a.pb");

  ASSERT_THAT(digest, Succeeds());
  EXPECT_EQ(digest->shared_count(), 3u);
  EXPECT_THAT(digest->Stack(2), ElementsAre(2));
}

TEST(DigestReader, ChecksStacksAgainInASmallerTable) {
  EXPECT_THAT(ReadAfter(Snapshot({{1, 3}}), Snapshot({{1, 3}}, 2)),
              FailsWith(StatusCode::kDataLoss, "location 3 does not exist"));
}

TEST(DigestReader, KeepsWhatItKnowsOverADamagedFile) {
  const PprofBytes good = Snapshot({{1, 3}});
  DigestReader reader;
  ASSERT_THAT(reader.Parse(good.Build(), "a.pb"), Succeeds());
  const std::string bytes = good.Build();

  EXPECT_THAT(reader.Parse(bytes.substr(0, bytes.size() - 3), "cut.pb"),
              FailsWith(StatusCode::kDataLoss, "cut.pb: byte "));
  EXPECT_THAT(*reader.Parse(bytes, "a.pb"), SameDigest(*ReadAlone(good)));
}

TEST(DigestReader, DoesNotShareWherePositionsAreNotIds) {
  PprofBytes sparse;
  sparse.GoSampleTypes().Location(7, 1).Location(1, 2).Location(2, 3);
  sparse.Sample({1, 2}, {0, 0, 1, 1}).Sample({7}, {0, 0, 1, 1});

  ExpectSame(sparse, sparse, 0);
  ExpectSame(Snapshot({{1, 2}}), sparse, 0);
  ExpectSame(sparse, Snapshot({{1, 2}}), 0);
}

TEST(DigestReader, KeepsLabelledStacksApart) {
  PprofBytes labelled;
  labelled.GoSampleTypes().Location(1, 1).Sample({1}, {0, 0, 1, 1});
  labelled.Sample({1}, {0, 0, 1, 1}, {{"thread", 5}});
  PprofBytes other;
  other.GoSampleTypes().Location(1, 1);
  other.Sample({1}, {0, 0, 1, 1}, {{"thread", 6}});
  other.Sample({1}, {0, 0, 1, 1}, {{"thread", 5}});

  EXPECT_EQ(ReadAlone(labelled)->stack_count(), 2u);
  ExpectSame(labelled, labelled, 1);
  ExpectSame(labelled, other, 0);
  ExpectSame(other, labelled, 0);
}

// Protobuf lets a packed field come in parts.
TEST(DigestReader, ReadsAStackInPartsWhateverItsFirstPartLooksLike) {
  PprofBytes parts = Snapshot({{1, 2}});
  for (int i = 0; i < 2; ++i) {
    parts.Message(pprof::profile::kSample, [](auto& m) {
      const Ids first = {1, 2};
      const Ids second = {3};
      const Ids values = {0, 0, 1, 1};
      using pprof::sample::kLocationId;
      m.add_packed_uint64(kLocationId, first.begin(), first.end());
      m.add_packed_uint64(kLocationId, second.begin(), second.end());
      m.add_packed_uint64(pprof::sample::kValue, values.begin(), values.end());
    });
  }

  const auto digest = ReadAlone(parts);

  ASSERT_THAT(digest, Succeeds());
  EXPECT_THAT(StacksOfRows(*digest), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(digest->Stack(1), ElementsAre(0, 1, 2));
  ExpectSame(Snapshot({{1, 2}, {1, 2, 3}}), parts, 1);
  ExpectSame(parts, parts, 1);
}

TEST(DigestReader, GivesASampleWithoutAStackNobodyElses) {
  PprofBytes bytes = Snapshot({{1, 2}});
  bytes.Message(pprof::profile::kSample, [](auto& m) {
    const Ids values = {0, 0, 1, 1};
    m.add_packed_uint64(pprof::sample::kValue, values.begin(), values.end());
  });
  bytes.Sample({1, 2}, {0, 0, 1, 1});

  const auto digest = ReadAlone(bytes);

  ASSERT_THAT(digest, Succeeds());
  EXPECT_THAT(StacksOfRows(*digest), ElementsAre(0, 0, 1, 2));
  EXPECT_THAT(digest->Stack(1), ElementsAre());
  EXPECT_THAT(digest->Stack(2), ElementsAre(0, 1));
  ExpectSame(bytes, bytes, 1);
}

}  // namespace
}  // namespace leaktrace::report
