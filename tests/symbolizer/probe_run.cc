// Reads the output of the probes through a pipe.
#include "tests/symbolizer/probe_run.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <system_error>

#include "symbolizer/elf_file.h"

namespace leaktrace::symbolizer {

std::filesystem::path ProbePath(const std::string& name) {
  return std::filesystem::path(PROBE_DIR) / name;
}

std::map<std::string, uint64_t> CallOffsets(const std::filesystem::path& path) {
  std::map<std::string, uint64_t> offsets;
  std::FILE* output = popen(path.c_str(), "r");
  if (output == nullptr) return offsets;
  char name[64];
  uint64_t return_offset = 0;
  char module[4096];
  while (std::fscanf(output, "%63s %lu %4095s", name, &return_offset, module) ==
         3) {
    offsets[name] = return_offset - 1;
  }
  EXPECT_EQ(pclose(output), 0) << path;
  return offsets;
}

int64_t MarkerLine(const std::string& marker) {
  std::ifstream source(PROBE_SOURCE);
  const std::string wanted = "LINE:" + marker;
  std::string text;
  for (int64_t line = 1; std::getline(source, text); ++line) {
    if (text.size() >= wanted.size() && text.ends_with(wanted)) return line;
  }
  ADD_FAILURE() << "no marker " << wanted;
  return -1;
}

std::string BuildIdOf(const std::filesystem::path& path) {
  const auto file = ElfFile::Open(path);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? (*file)->build_id() : "";
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = testing::TempDir() + "leaktrace-XXXXXX";
  path_ = mkdtemp(name.data());
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace leaktrace::symbolizer
