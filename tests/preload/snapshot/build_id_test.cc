#include "preload/snapshot/build_id.h"

#include <dlfcn.h>
#include <elf.h>
#include <gtest/gtest.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <vector>

#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

void AppendNote(std::vector<uint8_t>* notes, uint32_t type, const char* name,
                uint32_t value_bytes) {
  const Elf64_Nhdr header = {static_cast<Elf64_Word>(strlen(name) + 1),
                             value_bytes, type};
  const auto* raw = reinterpret_cast<const uint8_t*>(&header);
  notes->insert(notes->end(), raw, raw + sizeof(header));
  const size_t name_at = notes->size();
  notes->resize(name_at + ((strlen(name) + 1 + 3) & ~size_t{3}));
  memcpy(notes->data() + name_at, name, strlen(name));
  for (uint32_t i = 0; i < ((value_bytes + 3) & ~3u); ++i) {
    notes->push_back(static_cast<uint8_t>(i + 1));
  }
}

uint64_t InodeOf(const char* path) {
  struct stat status = {};
  return stat(path, &status) == 0 ? status.st_ino : 0;
}

TEST(BuildIdTest, FindsTheIdBehindOtherNotes) {
  std::vector<uint8_t> notes;
  AppendNote(&notes, NT_GNU_ABI_TAG, "GNU", 15);
  AppendNote(&notes, NT_GNU_BUILD_ID, "Go", 4);
  AppendNote(&notes, NT_GNU_BUILD_ID, "GNU", 20);
  BuildId build_id;
  ASSERT_TRUE(FindBuildIdNote(notes, &build_id));
  EXPECT_EQ(build_id.size_bytes, 20);
  EXPECT_EQ(build_id.bytes[19], 20);
}

TEST(BuildIdTest, EveryCutOfTheNotesIsSafe) {
  std::vector<uint8_t> notes;
  AppendNote(&notes, NT_GNU_ABI_TAG, "GNU", 16);
  AppendNote(&notes, NT_GNU_BUILD_ID, "GNU", 20);
  for (size_t size = 0; size < notes.size(); ++size) {
    const std::vector<uint8_t> cut(notes.begin(),
                                   notes.begin() + static_cast<long>(size));
    BuildId build_id;
    EXPECT_FALSE(FindBuildIdNote(cut, &build_id)) << size;
  }
}

TEST(BuildIdTest, RefusesSizesThatLie) {
  Elf64_Nhdr header = {0xfffffff0, 20, NT_GNU_BUILD_ID};
  std::vector<uint8_t> notes(64);
  memcpy(notes.data(), &header, sizeof(header));
  BuildId build_id;
  EXPECT_FALSE(FindBuildIdNote(notes, &build_id));
  header = {4, 0xfffffff0, NT_GNU_BUILD_ID};
  memcpy(notes.data(), &header, sizeof(header));
  EXPECT_FALSE(FindBuildIdNote(notes, &build_id));
  notes.clear();
  AppendNote(&notes, NT_GNU_BUILD_ID, "GNU", BuildId::kMaxBytes + 4);
  EXPECT_FALSE(FindBuildIdNote(notes, &build_id));
}

TEST(BuildIdTest, MemoryAndFileAgree) {
  void* const handle = dlopen(PLUGIN_A_PATH, RTLD_NOW);
  ASSERT_NE(handle, nullptr) << dlerror();
  const auto* const map = static_cast<const link_map*>(handle);
  BuildId from_memory;
  BuildId from_file;
  EXPECT_TRUE(ReadBuildIdFromMemory(map->l_addr, &from_memory));
  EXPECT_TRUE(
      ReadBuildIdFromFile(PLUGIN_A_PATH, InodeOf(PLUGIN_A_PATH), &from_file));
  dlclose(handle);
  ASSERT_GT(from_memory.size_bytes, 0);
  ASSERT_EQ(from_memory.size_bytes, from_file.size_bytes);
  EXPECT_EQ(memcmp(from_memory.bytes, from_file.bytes, from_file.size_bytes),
            0);
}

TEST(BuildIdTest, UnmappedMemoryIsAnErrorAndNoFault) {
  BuildId build_id;
  EXPECT_FALSE(ReadBuildIdFromMemory(0x1000, &build_id));
}

TEST(BuildIdTest, AnotherFileOfThatNameIsRefused) {
  BuildId build_id;
  EXPECT_FALSE(ReadBuildIdFromFile(PLUGIN_A_PATH, InodeOf(PLUGIN_A_PATH) + 1,
                                   &build_id));
}

TEST(BuildIdTest, EveryCutOfTheFileIsSafe) {
  const std::string whole = ReadAll(PLUGIN_A_PATH);
  TemporaryDirectory directory;
  const std::string path = directory.path() + "/cut";
  for (size_t size = 0; size < 1024; size += 7) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    BuildId build_id;
    ReadBuildIdFromFile(path.c_str(), InodeOf(path.c_str()), &build_id);
    EXPECT_LE(build_id.size_bytes, BuildId::kMaxBytes);
  }
}

}  // namespace
}  // namespace leaktrace
