// The same stack has the same number in every snapshot, whatever ids, order and
// neighbours it has there; different ones never share a number.
#include "report/analysis/stack_index.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "report/profile/digest_reader.h"
#include "report/profile/stack_list.h"
#include "tests/report/profile/pprof_bytes.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;

struct Frame {
  std::string module;
  uint64_t address;
};

// Numbers the tables of a snapshot in the order given, as files do.
class SnapshotOf {
 public:
  SnapshotOf& Stack(const std::vector<Frame>& frames,
                    const std::vector<Label>& labels = {}) {
    Sample& sample = profile_.samples.emplace_back();
    sample.labels = labels;
    for (const Frame& frame : frames) {
      sample.locations.push_back(LocationOf(frame));
    }
    return *this;
  }
  ProfileDigest Digest() const { return DigestOf(profile_); }
  Profile& profile() { return profile_; }

 private:
  uint32_t LocationOf(const Frame& frame) {
    const auto next = static_cast<uint32_t>(profile_.locations.size());
    profile_.locations.push_back({frame.address, MappingOf(frame.module), {}});
    return next;
  }
  int32_t MappingOf(const std::string& path) {
    for (size_t i = 0; i < profile_.mappings.size(); ++i) {
      if (profile_.mappings[i].path == path) return static_cast<int32_t>(i);
    }
    profile_.mappings.push_back({0, 0x1000, 0, path, "ab"});
    return static_cast<int32_t>(profile_.mappings.size() - 1);
  }

  Profile profile_;
};

const std::vector<Frame> kA = {{"/lib/x", 1}, {"/bin/app", 2}};
const std::vector<Frame> kB = {{"/lib/x", 3}, {"/bin/app", 2}};
const std::vector<Frame> kOtherModule = {{"/lib/y", 1}, {"/bin/app", 2}};

TEST(StackIndex, GivesAStackItsNumberAgainInAnyOrder) {
  StackIndex index;
  index.Add(SnapshotOf().Stack(kA).Stack(kB).Digest());

  const auto again =
      index.Add(SnapshotOf().Stack(kOtherModule).Stack(kB).Stack(kA).Digest());

  EXPECT_THAT(again, ElementsAre(2, 1, 0));
  EXPECT_EQ(index.tables().mappings.size(), 3u);
  EXPECT_EQ(index.tables().locations.size(), 4u);
}

TEST(StackIndex, KeepsAStackApartFromItsPrefixAndFromTheEmptyOne) {
  StackIndex index;

  EXPECT_THAT(
      index.Add(
          SnapshotOf().Stack({}).Stack({kA[0]}).Stack(kA).Stack({}).Digest()),
      ElementsAre(0, 1, 2, 0));
}

TEST(StackIndex, KeepsStacksWithOtherLabelsApart) {
  StackIndex index;
  index.Add(
      SnapshotOf().Stack(kA).Stack(kA, {{"thread", "1", 0, ""}}).Digest());

  EXPECT_THAT(
      index.Add(SnapshotOf().Stack(kA, {{"thread", "1", 0, ""}}).Digest()),
      ElementsAre(1));
}

// One stack, of the locations 1 and 2.
std::string FileWithLeafAt(uint64_t address) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Location(1, address).Location(2, 0x2000);
  return bytes.Sample({1, 2}, {0, 0, 1, 1}).Build();
}

TEST(StackIndex, DoesNotTakeSharedStacksForTheSameWhenTheirLocationsAreNot) {
  DigestReader reader;
  StackIndex index;
  std::vector<uint32_t> numbers;
  for (const uint64_t address : {1, 1, 1, 3, 3, 1}) {
    const auto digest = reader.Parse(FileWithLeafAt(address), "a.pb");
    ASSERT_TRUE(digest.ok());
    ASSERT_EQ(digest->shared_count(), numbers.empty() ? 0u : 1u);
    numbers.push_back(index.Add(*digest).front());
  }

  EXPECT_THAT(numbers, ElementsAre(0, 0, 0, 1, 1, 0));
}

TEST(StackIndex, NumbersMoreOfASharedListWhenADigestHasMoreOfIt) {
  const auto list = std::make_shared<StackList>();
  for (const uint32_t location : {0u, 1u, 0u}) list->Add({{location}}, {});
  ProfileDigest few(list);
  few.tables.locations = {{1, kNoMapping, {}}, {2, kNoMapping, {}}};
  few.ShareStack();
  ProfileDigest many = few;
  many.ShareStack();
  many.ShareStack();
  StackIndex index;

  EXPECT_THAT(index.Add(few), ElementsAre(0));
  EXPECT_THAT(index.Add(many), ElementsAre(0, 1, 0));
  EXPECT_THAT(index.Add(few), ElementsAre(0));
}

TEST(StackIndex, GoesByTheLinesOfProfilesThatHaveNames) {
  SnapshotOf first;
  first.Stack(kA);
  first.profile().functions = {{"f", "f", "f.c", 1}, {"g", "g", "g.c", 1}};
  first.profile().locations[0].lines = {{0, 10}};
  SnapshotOf second = first;
  second.profile().locations[0].lines = {{1, 10}};
  StackIndex index;
  index.Add(first.Digest());

  EXPECT_THAT(index.Add(second.Digest()), ElementsAre(1));
  EXPECT_THAT(index.Add(first.Digest()), ElementsAre(0));
}

TEST(StackIndex, ALocationThatWasNamedMeanwhileIsStillTheSame) {
  StackIndex index;
  index.Add(SnapshotOf().Stack(kA).Digest());
  index.tables().functions.push_back({"f", "f", "f.c", 1});
  index.tables().locations[0].lines = {{0, 10}};

  EXPECT_THAT(index.Add(SnapshotOf().Stack(kA).Digest()), ElementsAre(0));
  EXPECT_EQ(index.tables().locations[0].lines.size(), 1u);
}

}  // namespace
}  // namespace leaktrace::report
