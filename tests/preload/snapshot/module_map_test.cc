#include "preload/snapshot/module_map.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace leaktrace {
namespace {

uint64_t AddressOf(void* function) {
  return reinterpret_cast<uint64_t>(function);
}

uint64_t OwnAddress() { return reinterpret_cast<uint64_t>(&OwnAddress); }

std::string PathAt(const ModuleMap& map, uint64_t pc, uint32_t epoch) {
  const Module* const module = map.Find(pc, epoch);
  return module == nullptr ? "" : std::string(module->path_view());
}

bool Look(ModuleMap& map, uint32_t epoch) {
  return map.Update(epoch) && map.Freeze();
}

TEST(ModuleMapTest, FindsTheMainExecutableWithItsBuildId) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  ASSERT_TRUE(Look(map, 0));
  const Module* const module = map.Find(OwnAddress(), 0);
  ASSERT_NE(module, nullptr);
  EXPECT_EQ(module, map.MainExecutable());
  EXPECT_EQ(module->path_view(),
            std::filesystem::read_symlink("/proc/self/exe").string());
  EXPECT_GT(module->build_id.size_bytes, 0);
  EXPECT_GT(module->file_offset, 0u);
}

TEST(ModuleMapTest, FindsLibrariesAndNothingElsewhere) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  ASSERT_TRUE(Look(map, 0));
  void* const function = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
  EXPECT_NE(PathAt(map, AddressOf(function), 0).find("libc"),
            std::string::npos);
  EXPECT_EQ(map.Find(0x10, 0), nullptr);
  EXPECT_EQ(map.Find(UINT64_MAX, 0), nullptr);
}

TEST(ModuleMapTest, UpdateWithoutAChangeAddsNothing) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  ASSERT_TRUE(map.Update(0));
  const uint32_t size = map.size();
  for (uint32_t epoch = 0; epoch < 5; ++epoch) ASSERT_TRUE(map.Update(epoch));
  EXPECT_EQ(map.size(), size);
}

TEST(ModuleMapTest, AnUnloadedModuleKeepsItsEntry) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  void* const handle = dlopen(PLUGIN_A_PATH, RTLD_NOW);
  ASSERT_NE(handle, nullptr) << dlerror();
  const uint64_t pc = AddressOf(dlsym(handle, "leaktrace_plugin_function"));
  ASSERT_TRUE(map.Update(0));
  dlclose(handle);
  ASSERT_TRUE(Look(map, 1));
  EXPECT_EQ(PathAt(map, pc, 0), PLUGIN_A_PATH);
}

TEST(ModuleMapTest, TheSameAddressIsTwoModulesInTwoEpochs) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  void* handle = dlopen(PLUGIN_A_PATH, RTLD_NOW);
  ASSERT_NE(handle, nullptr) << dlerror();
  const uint64_t old_pc = AddressOf(dlsym(handle, "leaktrace_plugin_function"));
  ASSERT_TRUE(map.Update(0));
  dlclose(handle);
  handle = dlopen(PLUGIN_B_PATH, RTLD_NOW);
  ASSERT_NE(handle, nullptr) << dlerror();
  const uint64_t new_pc = AddressOf(dlsym(handle, "leaktrace_plugin_function"));
  ASSERT_TRUE(Look(map, 1));

  EXPECT_EQ(PathAt(map, old_pc, 0), PLUGIN_A_PATH);
  EXPECT_EQ(PathAt(map, new_pc, 1), PLUGIN_B_PATH);
  // The loader reuses the range, or this test shows less than it could.
  EXPECT_EQ(old_pc, new_pc);
  EXPECT_NE(map.Find(old_pc, 0), map.Find(new_pc, 1));
  dlclose(handle);
}

TEST(ModuleMapTest, AModuleThatComesBackElsewhereHasItsOwnEntry) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  uint32_t size = 0;
  for (uint32_t epoch = 0; epoch < 3; ++epoch) {
    void* const handle = dlopen(PLUGIN_A_PATH, RTLD_NOW);
    ASSERT_NE(handle, nullptr);
    ASSERT_TRUE(Look(map, epoch));
    const uint64_t pc = AddressOf(dlsym(handle, "leaktrace_plugin_function"));
    EXPECT_EQ(PathAt(map, pc, epoch), PLUGIN_A_PATH);
    EXPECT_GE(map.size(), size);
    size = map.size();
    dlclose(handle);
    ASSERT_TRUE(Look(map, epoch));
  }
}

TEST(ModuleMapTest, ExecutableMemoryWithoutAFileIsJit) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  void* const code = mmap(nullptr, 8192, PROT_READ | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(code, MAP_FAILED);
  ASSERT_TRUE(Look(map, 0));
  EXPECT_EQ(PathAt(map, AddressOf(code) + 4097, 0), "[jit]");
  EXPECT_EQ(map.IdOf(map.Find(AddressOf(code), 0)), kJitModule);
  munmap(code, 8192);
  ASSERT_TRUE(Look(map, 0));
  EXPECT_EQ(map.Find(AddressOf(code), 0), nullptr);
}

TEST(ModuleMapTest, FullTableCountsWhatItLost) {
  ModuleMap map;
  ASSERT_TRUE(map.Init(2));  // "[jit]" and one more
  ASSERT_TRUE(Look(map, 0));
  EXPECT_EQ(map.size(), 2u);
  EXPECT_GT(map.lost_modules(), 0u);
}

TEST(ModuleMapTest, WithoutMemoryItKnowsNothing) {
  ModuleMap map;
  EXPECT_FALSE(map.Update(0));
  EXPECT_FALSE(map.Freeze());
  EXPECT_EQ(map.Find(OwnAddress(), 0), nullptr);
  EXPECT_EQ(map.MainExecutable(), nullptr);
}

TEST(ModuleMapTest, ForkChildResetReleasesALockThatNobodyHolds) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  map.ForkChildReset();
  EXPECT_TRUE(map.Update(0));
}

TEST(ModuleMapTest, UpdatesFromManyThreadsLeaveOneConsistentMap) {
  ModuleMap map;
  ASSERT_TRUE(map.Init());
  std::atomic<int> done = 0;
  std::thread threads[3];
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      for (int i = 0; i < 100; ++i) done += map.Update(0) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(Look(map, 0));
  EXPECT_GT(done, 0);
  EXPECT_EQ(map.Find(OwnAddress(), 0), map.MainExecutable());
}

}  // namespace
}  // namespace leaktrace
