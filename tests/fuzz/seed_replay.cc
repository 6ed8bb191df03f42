// Stands in for libFuzzer in ordinary test builds: feeds every file of the
// directories and files given to the fuzz target, each in a heap block of
// exactly its size, so that a sanitizer sees the first byte read beyond it.
// Fails if there is nothing to feed.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

bool Replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  const auto exact = std::make_unique<uint8_t[]>(bytes.size());
  std::memcpy(exact.get(), bytes.data(), bytes.size());
  LLVMFuzzerTestOneInput(exact.get(), bytes.size());
  return true;
}

// How many files were replayed; -1 after an error.
int ReplayAll(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return Replay(path) ? 1 : -1;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    if (!Replay(entry.path())) return -1;
    ++count;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  int total = 0;
  for (int i = 1; i < argc; ++i) {
    const int count = ReplayAll(argv[i]);
    if (count < 0) {
      std::fprintf(stderr, "%s: cannot read it all\n", argv[i]);
      return 1;
    }
    total += count;
  }
  std::printf("replayed %d inputs\n", total);
  return total > 0 ? 0 : 1;
}
