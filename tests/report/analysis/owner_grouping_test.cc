// Tests of whose memory a stack is, and that no grouping loses a byte.
#include "report/analysis/owner_grouping.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/analysis/frame_table.h"
#include "report/analysis/owner.h"
#include "report/analysis/owner_types.h"
#include "report/analysis/sample_filter.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;

const FrameRules& Rules() {
  static const FrameRules rules = FrameRules::Shipped();
  return rules;
}

std::vector<GroupKey> KeysOf(const Profile& profile, GroupBy by) {
  std::vector<GroupKey> keys;
  for (const auto& [key, group] : GroupByOwner(profile, Rules(), by)) {
    keys.push_back(key);
  }
  return keys;
}

TEST(FindOwnerTest, SkipsAllocatorsRuntimeAndLibraries) {
  ProfileBuilder builder;
  builder.Add({"zmalloc@redis-server", "_sdsnewlen@redis-server",
               "dbAdd@redis-server", "main@redis-server"},
              8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"dbAdd", "redis-server"}));
}

TEST(FindOwnerTest, StrippedFrameIsNamedByItsCallerInTheSameModule) {
  ProfileBuilder builder;
  builder.Add({"+0x10@plugin.so", "+0x20@plugin.so", "plugin_run@plugin.so",
               "main@app"},
              8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"plugin_run", "plugin.so"}));
}

TEST(FindOwnerTest, StrippedFrameIsNotNamedByAnotherModule) {
  ProfileBuilder builder;
  builder.Add({"+0x10@plugin.so", "main@app"}, 8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"plugin.so+0x10", "plugin.so"}));
}

TEST(FindOwnerTest, LibraryIsChargedToTheCallThatMadeTheObject) {
  ProfileBuilder builder;
  builder.Add({"CRYPTO_zalloc@libcrypto.so.3", "+0x20@libcrypto.so.3",
               "SSL_new@libssl.so.3", "net::Client::connect", "main"},
              8);
  EXPECT_THAT(
      KeysOf(builder.profile, GroupBy::kOwner),
      ElementsAre(GroupKey{"net::Client::connect (via libssl)", "app"}));
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kLibrary),
              ElementsAre(GroupKey{"libssl", ""}));
}

TEST(FindOwnerTest, CallbackOfTheProgramIsItsOwnEvenInsideALibrary) {
  ProfileBuilder builder;
  builder.Add(
      {"malloc@libc.so.6", "on_row", "sqlite3_exec@libsqlite3.so.0", "main"},
      8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"on_row", "app"}));
}

TEST(FindOwnerTest, NamelessProgramGoesByTheLibraryFunctionItCalls) {
  ProfileBuilder builder;
  builder.Add({"+0x10@libsqlite3.so.0", "sqlite3_step@libsqlite3.so.0",
               "+0x20@stripped"},
              8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"sqlite3_step", "libsqlite3.so.0"}));
}

TEST(FindOwnerTest, NamelessCompiledCodeGoesByWhatItCalls) {
  ProfileBuilder library;
  library.Add(
      {"malloc@libc.so.6", "node::Buffer::New@node", "v8::internal::Call@node",
       "Builtins_CEntry@node", "+0x10@[jit]"},
      8);
  EXPECT_EQ(KeysOf(library.profile, GroupBy::kOwner)[0].name,
            "node::Buffer::New");
  ProfileBuilder runtime;
  runtime.Add({"operator new@node", "v8::internal::Grow@node",
               "Builtins_CEntry@node", "+0x10@[jit]"},
              8);
  EXPECT_EQ(KeysOf(runtime.profile, GroupBy::kOwner)[0].name,
            "v8::internal::Grow");
}

TEST(FindOwnerTest, ALibraryComesBeforeTheContainersItUses) {
  ProfileBuilder builder;
  builder.Add({"malloc@libc.so.6", "std::vector<int>::reserve@node",
               "node::Environment::Environment@node"},
              8);
  EXPECT_EQ(KeysOf(builder.profile, GroupBy::kOwner)[0].name,
            "node::Environment::Environment");
}

TEST(FindOwnerTest, FallsBackToTheLibraryThenTheRuntime) {
  ProfileBuilder library;
  library.Add({"malloc@libc.so.6", "std::thread::run", "start_thread"}, 8);
  EXPECT_EQ(KeysOf(library.profile, GroupBy::kOwner)[0].name,
            "std::thread::run");
  ProfileBuilder runtime;
  runtime.Add({"xmalloc", "_dl_init@ld-linux-x86-64.so.2"}, 8);
  EXPECT_EQ(KeysOf(runtime.profile, GroupBy::kOwner)[0].name, "_dl_init");
  ProfileBuilder allocator;
  allocator.Add({"xmalloc", "xstrdup"}, 8);
  EXPECT_EQ(KeysOf(allocator.profile, GroupBy::kOwner)[0].name, "xmalloc");
}

TEST(FindOwnerTest, InlinedFramesAreFramesOfTheirOwn) {
  ProfileBuilder builder;
  builder.profile.functions = {{"std::vector<int>::push_back", "", "", 0},
                               {"Cache::Insert", "", "cache.cc", 0}};
  builder.profile.mappings = {{0x1000, 0x2000, 0, "/bin/app", ""}};
  builder.profile.locations = {{0x1100, 0, {{0, 10}, {1, 42}}}};
  Sample sample;
  sample.locations = {0};
  sample.live_bytes = 8;
  builder.profile.samples.push_back(sample);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"Cache::Insert", "app"}));
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kLine),
              ElementsAre(GroupKey{"cache.cc:42", ""}));
}

TEST(GroupByOwnerTest, MainExecutableGoesByTheNameItWasStartedUnder) {
  ProfileBuilder builder;
  builder.Add({"dbAdd@redis-check-rdb"}, 8);
  builder.Add({"f@libx.so"}, 8);
  builder.profile.info.from_leaktrace = true;
  builder.profile.info.executable = "/usr/bin/redis-server";
  EXPECT_THAT(
      KeysOf(builder.profile, GroupBy::kModule),
      ElementsAre(GroupKey{"libx.so", ""}, GroupKey{"redis-server", ""}));
}

TEST(GroupByOwnerTest, SampleWithoutAStackIsNamed) {
  ProfileBuilder builder;
  builder.Add({}, 8);
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kOwner),
              ElementsAre(GroupKey{"[no stack]", ""}));
}

TEST(GroupByOwnerTest, PathRunsFromTheOwnerOutwards) {
  ProfileBuilder builder;
  builder.Add({"xmalloc", "load", "serve", "main"}, 8);
  EXPECT_EQ(KeysOf(builder.profile, GroupBy::kPath)[0].name,
            "load <- serve <- main");
}

TEST(GroupByOwnerTest, BirthsAreKeptApartAndTheHeaviestStackIsTheExample) {
  ProfileBuilder builder;
  builder.Add({"a", "owner"}, 10, 1);
  builder.Add({"xmalloc", "owner", "heavy"}, 15, 1);
  builder.Add({"xmalloc", "owner", "heavy"}, 15, 3);
  builder.Add({"xmalloc", "owner", "light"}, 20, 3);
  const OwnerGroups groups =
      GroupByOwner(builder.profile, Rules(), GroupBy::kOwner);
  const OwnerGroup& group = groups.at({"owner", "app"});
  EXPECT_EQ(group.births.at(1).live_bytes, 15);
  EXPECT_EQ(group.births.at(3).live_bytes, 35);
  EXPECT_EQ(builder.profile.samples[group.example_sample].locations,
            builder.profile.samples[1].locations);
  EXPECT_EQ(group.example_owner, 1U);
}

// Profiles with recursion, nameless frames, several births and no stacks.
Profile RandomProfile(std::mt19937* random) {
  const std::vector<std::string> frames = {"malloc@libc.so.6",
                                           "operator new",
                                           "std::vector<int>::push_back",
                                           "a",
                                           "b",
                                           "c@libc2.so",
                                           "+0x10@libd.so",
                                           "d@libd.so",
                                           "SSL_new@libssl.so.3",
                                           "std::allocator<Session>::allocate",
                                           "main"};
  ProfileBuilder builder;
  for (const std::string& frame : frames) builder.Frame(frame);
  std::uniform_int_distribution<int> value(0, 1000);
  for (int i = 0; i < 60; ++i) {
    Sample& sample = builder.Add({}, value(*random), value(*random) % 4 - 1);
    sample.alloc_bytes = value(*random);
    sample.alloc_objects = value(*random);
    sample.live_objects = value(*random);
    sample.variance = value(*random);
    if (i % 5 == 0) sample.labels = {{"thread", "", i % 3, ""}};
    if (i % 7 == 0) sample.labels.push_back({"label", "tenant", 0, ""});
    if (i % 4 == 0) sample.labels.push_back({"pool", "arena", 0, ""});
    const int depth = value(*random) % 7;
    for (int j = 0; j < depth; ++j) {
      sample.locations.push_back(static_cast<uint32_t>(value(*random)) %
                                 frames.size());
    }
  }
  return builder.profile;
}

void ExpectToAddUp(const Profile& profile, const Totals& expected,
                   const char* word) {
  Totals sum;
  int64_t by_birth = 0;
  for (const auto& [key, group] :
       GroupByOwner(profile, Rules(), ParseGroupBy(word).value())) {
    sum.Add(group.totals);
    for (const auto& [birth, cell] : group.births) by_birth += cell.live_bytes;
  }
  EXPECT_EQ(sum.live_bytes, expected.live_bytes) << word;
  EXPECT_EQ(sum.live_objects, expected.live_objects) << word;
  EXPECT_EQ(sum.alloc_bytes, expected.alloc_bytes) << word;
  EXPECT_EQ(sum.alloc_objects, expected.alloc_objects) << word;
  EXPECT_EQ(sum.variance, expected.variance) << word;
  EXPECT_EQ(by_birth, expected.live_bytes) << word;
}

constexpr const char* kEveryGrouping[] = {
    "owner",   "path",   "function", "file",  "line", "module",
    "library", "thread", "type",     "label", "pool"};

TEST(GroupByOwnerTest, EveryGroupingAddsUpToTheProfile) {
  std::mt19937 random(20240611);
  for (int round = 0; round < 50; ++round) {
    const Profile profile = RandomProfile(&random);
    for (const char* word : kEveryGrouping) {
      ExpectToAddUp(profile, SumOfSamples(profile), word);
    }
  }
}

// As long as a frame is left, hiding others only renames a stack.
TEST(GroupByOwnerTest, EveryGroupingAddsUpWithFramesHidden) {
  std::mt19937 random(20240612);
  for (int round = 0; round < 50; ++round) {
    Profile profile = RandomProfile(&random);
    const uint32_t root = static_cast<uint32_t>(profile.locations.size()) - 1;
    for (Sample& sample : profile.samples) sample.locations.push_back(root);
    const Totals expected = SumOfSamples(profile);
    ASSERT_TRUE(ApplyFilter({.hide = "malloc|std::|^a$|libd"}, profile).ok());
    for (const char* word : kEveryGrouping) {
      ExpectToAddUp(profile, expected, word);
    }
  }
}

TEST(GroupByOwnerTest, FocusAndItsOppositeAddUpToTheWhole) {
  std::mt19937 random(20240613);
  for (int round = 0; round < 50; ++round) {
    const Profile profile = RandomProfile(&random);
    Profile with = profile;
    Profile without = profile;
    ASSERT_TRUE(ApplyFilter({.focus = "SSL_new|^b$"}, with).ok());
    ASSERT_TRUE(ApplyFilter({.ignore = "SSL_new|^b$"}, without).ok());
    EXPECT_EQ(SumOfSamples(with).live_bytes + SumOfSamples(without).live_bytes,
              SumOfSamples(profile).live_bytes);
  }
}

TEST(GroupByOwnerTest, ThreadsAreThoseOfTheLabels) {
  ProfileBuilder builder;
  builder.Add({"load"}, 8).labels = {{"thread", "worker", 0, ""}};
  builder.Add({"load"}, 8).labels = {{"tid", "", 42, ""}};
  EXPECT_FALSE(LacksLabels(builder.profile, GroupBy::kThread));
  EXPECT_TRUE(LacksLabels(builder.profile, GroupBy::kPool));
  EXPECT_FALSE(LacksLabels(builder.profile, GroupBy::kOwner));
  builder.Add({"load"}, 8);
  EXPECT_THAT(
      KeysOf(builder.profile, GroupBy::kThread),
      ElementsAre(GroupKey{"42", ""}, GroupKey{"[thread not recorded]", ""},
                  GroupKey{"worker", ""}));
}

TEST(GroupByOwnerTest, ScopesAndPoolsAreThoseOfTheProgram) {
  ProfileBuilder builder;
  builder.Add({"load"}, 8).labels = {{"label", "tenant-1", 0, ""}};
  builder.Add({"load"}, 8).labels = {{"pool", "arena", 0, ""}};
  EXPECT_THAT(
      KeysOf(builder.profile, GroupBy::kLabel),
      ElementsAre(GroupKey{"[no label]", ""}, GroupKey{"tenant-1", ""}));
  EXPECT_THAT(KeysOf(builder.profile, GroupBy::kPool),
              ElementsAre(GroupKey{"[no pool]", ""}, GroupKey{"arena", ""}));
}

TEST(GroupByOwnerTest, TypesAreCountedAndLeftOpenWithoutEvidence) {
  ProfileBuilder builder;
  builder.Add({"std::__new_allocator<Session>::allocate", "accept"}, 8);
  builder.Add({"std::make_unique<Session>", "restore"}, 8);
  builder.Add({"malloc@libc.so.6", "parse"}, 8);
  const OwnerGroups groups =
      GroupByOwner(builder.profile, Rules(), GroupBy::kType);
  EXPECT_EQ(groups.at({"Session", ""}).totals.live_objects, 2);
  EXPECT_EQ(groups.at({"[type not known]", ""}).totals.live_objects, 1);
  for (const auto& [key, group] : groups) {
    EXPECT_EQ(InstancesOf(GroupBy::kType, key, group.totals),
              key.name == "Session" ? std::optional<int64_t>(2) : std::nullopt);
    EXPECT_EQ(InstancesOf(GroupBy::kOwner, key, group.totals), std::nullopt);
  }
}

TEST(TypesByOwnerTest, EachOwnerHasItsTypesTheHeaviestFirst) {
  ProfileBuilder builder;
  builder.Add({"std::__new_allocator<Session>::allocate", "accept"}, 8, 1);
  builder.Add({"std::__new_allocator<Session>::allocate", "accept"}, 8, 2);
  builder.Add({"std::make_unique<Buffer>", "accept"}, 99);
  builder.Add({"malloc@libc.so.6", "accept"}, 1000);
  builder.Add({"malloc@libc.so.6", "parse"}, 8);
  const auto types = TypesByOwner(builder.profile, Rules(), GroupBy::kOwner);
  ASSERT_EQ(types.size(), 1U);
  const std::vector<TypeInstances>& held = types.at({"accept", "app"});
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].type, "Buffer");
  EXPECT_EQ(held[1].type, "Session");
  EXPECT_EQ(held[1].live_objects, 2);
  EXPECT_EQ(held[1].live_bytes, 16);
}

TEST(ParseGroupByTest, RefusesOtherWords) {
  EXPECT_FALSE(ParseGroupBy("colour").has_value());
}

}  // namespace
}  // namespace leaktrace::report
