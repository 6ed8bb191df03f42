#include "preload/snapshot/cgroup_memory.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/preload/snapshot/fake_files.h"

namespace leaktrace {
namespace {

CgroupMemory ReadFrom(const std::map<std::string, std::string>& files) {
  FakeFiles() = files;
  char scratch[4096];
  return ReadCgroupMemory(ReadFakeFile, scratch);
}

TEST(CgroupMemoryTest, Version2InItsOwnGroup) {
  const CgroupMemory memory = ReadFrom(
      {{"/proc/self/cgroup", "0::/system.slice/redis.service\n"},
       {"/sys/fs/cgroup/system.slice/redis.service/memory.current", "1000\n"},
       {"/sys/fs/cgroup/system.slice/redis.service/memory.max", "2000\n"}});
  EXPECT_EQ(memory.current_bytes, 1000u);
  EXPECT_EQ(memory.limit_bytes, 2000u);
}

TEST(CgroupMemoryTest, TheNearestLimitOnTheWayUpCounts) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup", "0::/slice/pod/container\n"},
                {"/sys/fs/cgroup/slice/pod/container/memory.current", "100\n"},
                {"/sys/fs/cgroup/slice/pod/container/memory.max", "400\n"},
                {"/sys/fs/cgroup/slice/pod/memory.current", "450\n"},
                {"/sys/fs/cgroup/slice/pod/memory.max", "500\n"},
                {"/sys/fs/cgroup/slice/memory.current", "460\n"},
                {"/sys/fs/cgroup/slice/memory.max", "max\n"}});
  EXPECT_EQ(memory.current_bytes, 450u);
  EXPECT_EQ(memory.limit_bytes, 500u);
}

TEST(CgroupMemoryTest, CachedFilesAreReclaimable) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup", "0::/a\n"},
                {"/sys/fs/cgroup/a/memory.current", "900\n"},
                {"/sys/fs/cgroup/a/memory.max", "1000\n"},
                {"/sys/fs/cgroup/a/memory.stat",
                 "anon 100\nworkingset_inactive_file 5\ninactive_file 700\n"}});
  EXPECT_EQ(memory.reclaimable_bytes, 700u);
  EXPECT_EQ(memory.current_bytes, 900u);
}

TEST(CgroupMemoryTest, NoMoreIsReclaimableThanThereIs) {
  const CgroupMemory memory = ReadFrom(
      {{"/proc/self/cgroup", "3:memory:/a\n"},
       {"/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "900\n"},
       {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "1000\n"},
       {"/sys/fs/cgroup/memory/a/memory.stat", "total_inactive_file 7000\n"}});
  EXPECT_EQ(memory.reclaimable_bytes, 900u);
}

TEST(CgroupMemoryTest, AContainerMountsItsGroupAsTheRoot) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup", "0::/docker/0123\n"},
                {"/sys/fs/cgroup/memory.current", "7\n"},
                {"/sys/fs/cgroup/memory.max", "max\n"}});
  EXPECT_EQ(memory.current_bytes, 7u);
  EXPECT_EQ(memory.limit_bytes, UINT64_MAX);
}

TEST(CgroupMemoryTest, Version1WithItsIdeaOfNoLimit) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup",
                 "12:cpu,cpuacct:/x\n5:memory:/user\n0::/init.scope\n"},
                {"/sys/fs/cgroup/memory/user/memory.usage_in_bytes", "42\n"},
                {"/sys/fs/cgroup/memory/user/memory.limit_in_bytes",
                 "9223372036854771712\n"}});
  EXPECT_EQ(memory.current_bytes, 42u);
  EXPECT_EQ(memory.limit_bytes, UINT64_MAX);
}

TEST(CgroupMemoryTest, NoControllerOrNoFileIsUnknown) {
  EXPECT_EQ(ReadFrom({}).current_bytes, UINT64_MAX);
  EXPECT_EQ(ReadFrom({{"/proc/self/cgroup", "4:cpu:/\n"}}).current_bytes,
            UINT64_MAX);
  EXPECT_EQ(ReadFrom({{"/proc/self/cgroup", "garbage\n::\n0:"}}).limit_bytes,
            UINT64_MAX);
}

TEST(CgroupMemoryTest, APathTooLongIsUnknown) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup", "0::/" + std::string(3000, 'x') + "\n"}});
  EXPECT_EQ(memory.current_bytes, UINT64_MAX);
}

}  // namespace
}  // namespace leaktrace
