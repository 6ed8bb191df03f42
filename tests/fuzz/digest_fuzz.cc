// Two files that are nearly alike, read one after the other as those of a
// series: whatever the first was, the second comes out as if it were read
// alone, and its stacks have the numbers that they would have then.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "report/analysis/stack_index.h"
#include "report/profile/digest_reader.h"

namespace {

using leaktrace::report::DigestReader;
using leaktrace::report::ProfileDigest;
using leaktrace::report::StackIndex;

// One byte differs; which one the bytes say themselves.
std::string Changed(std::string_view bytes) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : bytes) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  std::string changed(bytes);
  if (changed.empty()) return changed;
  changed[hash % changed.size()] = static_cast<char>(hash >> 56);
  return changed;
}

bool SameStacks(const ProfileDigest& a, const ProfileDigest& b) {
  if (a.stack_count() != b.stack_count()) return false;
  for (size_t i = 0; i < a.stack_count(); ++i) {
    if (!std::ranges::equal(a.Stack(i), b.Stack(i)) ||
        a.Labels(i) != b.Labels(i)) {
      return false;
    }
  }
  return true;
}

// Reads in turn what a fresh reader and index read alone.
class Comparison {
 public:
  void Read(std::string_view bytes) {
    const auto digest = reader_.Parse(bytes, "input");
    const auto alone = DigestReader().Parse(bytes, "input");
    if (digest.status() != alone.status()) std::abort();
    if (!digest.ok()) return;
    if (digest->rows != alone->rows || digest->tables != alone->tables ||
        !SameStacks(*digest, *alone) ||
        index_.Add(*digest) != plain_index_.Add(*alone)) {
      std::abort();
    }
  }

 private:
  DigestReader reader_;
  StackIndex index_;
  StackIndex plain_index_;  // never sees a shared list
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string changed = Changed(bytes);
  Comparison comparison;
  for (const std::string_view file : {bytes, bytes, std::string_view(changed),
                                      bytes, std::string_view(changed)}) {
    comparison.Read(file);
  }
  return 0;
}
