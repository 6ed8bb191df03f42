#include "preload/snapshot/cgroup_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>

namespace leaktrace {
namespace {

// The files the reader sees; a plain function reads them, as in the shim.
std::map<std::string, std::string>& Files() {
  static auto* const files = new std::map<std::string, std::string>();
  return *files;
}

long ReadFake(const char* path, std::span<char> buffer) {
  const auto found = Files().find(path);
  if (found == Files().end()) return -ENOENT;
  const size_t size = std::min(buffer.size(), found->second.size());
  std::copy_n(found->second.data(), size, buffer.data());
  return static_cast<long>(size);
}

CgroupMemory ReadFrom(const std::map<std::string, std::string>& files) {
  Files() = files;
  char scratch[4096];
  return ReadCgroupMemory(ReadFake, scratch);
}

TEST(CgroupMemoryTest, Version2InItsOwnGroup) {
  const CgroupMemory memory = ReadFrom(
      {{"/proc/self/cgroup", "0::/system.slice/redis.service\n"},
       {"/sys/fs/cgroup/system.slice/redis.service/memory.current", "1000\n"},
       {"/sys/fs/cgroup/system.slice/redis.service/memory.max", "2000\n"}});
  EXPECT_EQ(memory.current_bytes, 1000u);
  EXPECT_EQ(memory.limit_bytes, 2000u);
}

TEST(CgroupMemoryTest, TheTightestLimitOnTheWayUpCounts) {
  const CgroupMemory memory =
      ReadFrom({{"/proc/self/cgroup", "0::/a/b\n"},
                {"/sys/fs/cgroup/a/b/memory.current", "1\n"},
                {"/sys/fs/cgroup/a/b/memory.max", "max\n"},
                {"/sys/fs/cgroup/a/memory.max", "500\n"}});
  EXPECT_EQ(memory.limit_bytes, 500u);
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
