// Prints the unwind rows that our decoder finds in an ELF file, for
// unwind_rows_test.py to hold against another decoder.
//
// usage: unwind_rows_of FILE     link-time addresses (hexadecimal) on standard
// input; for each a line: CFA rule, rbp rule, as readelf writes them
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/cfi_program.h"

namespace leaktrace {
namespace {

constexpr size_t kPage = 4096;

// The segments of `fd` where a loader would put them; false: not possible.
bool MapSegments(int fd, LoadedModule* module) {
  Elf64_Ehdr header = {};
  if (pread(fd, &header, sizeof(header), 0) != sizeof(header)) return false;
  constexpr size_t kSpan = size_t{1} << 31;
  auto* const base = static_cast<uint8_t*>(
      mmap(nullptr, kSpan, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (base == MAP_FAILED) return false;
  *module = {base, base + kSpan, nullptr};
  for (int i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment = {};
    const auto at = static_cast<off_t>(header.e_phoff + i * sizeof(segment));
    if (pread(fd, &segment, sizeof(segment), at) != sizeof(segment)) {
      return false;
    }
    if (segment.p_type == PT_GNU_EH_FRAME) {
      module->eh_frame_header = base + segment.p_vaddr;
    }
    if (segment.p_type != PT_LOAD || segment.p_filesz == 0) continue;
    const size_t skew = segment.p_vaddr % kPage;
    if (mmap(base + segment.p_vaddr - skew, segment.p_filesz + skew, PROT_READ,
             MAP_PRIVATE | MAP_FIXED, fd,
             static_cast<off_t>(segment.p_offset - skew)) == MAP_FAILED) {
      return false;
    }
  }
  return module->eh_frame_header != nullptr;
}

std::string WithSign(const char* base, int offset) {
  return std::string(base) + (offset < 0 ? "" : "+") + std::to_string(offset);
}

std::string CfaText(const UnwindRow& row) {
  switch (row.cfa) {
    case CfaRule::kStackPointer:
      return WithSign("rsp", row.cfa_offset);
    case CfaRule::kFramePointer:
      return WithSign("rbp", row.cfa_offset);
    case CfaRule::kFramePointerLoad:
    case CfaRule::kPltEntry:
      return "exp";
    case CfaRule::kSignalFrame:
      return "signal";
    case CfaRule::kOutermost:
      return "outermost";
    case CfaRule::kUnknown:
      break;
  }
  return "unknown";
}

std::string FramePointerText(const UnwindRow& row) {
  switch (row.fp) {
    case FramePointerRule::kSame:
      return "u";
    case FramePointerRule::kAtCfa:
      return WithSign("c", row.fp_offset);
    case FramePointerRule::kAtSelf:
      break;
  }
  return "exp";
}

int Print(const char* path) {
  LoadedModule module;
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || !MapSegments(fd, &module)) {
    fprintf(stderr, "unwind_rows_of: %s: cannot be mapped\n", path);
    return 1;
  }
  unsigned long address = 0;
  while (scanf("%lx", &address) == 1) {
    const uintptr_t pc = reinterpret_cast<uintptr_t>(module.begin) + address;
    CfiEntry entry;
    UnwindRow row;
    const bool found = FindCfiEntry(module, pc, &entry);
    if (found) row = RowAt(entry, pc);
    printf("%s %s\n", found ? CfaText(row).c_str() : "none",
           FramePointerText(row).c_str());
  }
  return 0;
}

}  // namespace
}  // namespace leaktrace

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: unwind_rows_of FILE < ADDRESSES\n");
    return 4;
  }
  return leaktrace::Print(argv[1]);
}
