// One open ELF file: its build-id, sections and loadable segments.
//
// Contract: only regular files are opened, read-only and never blocking. The
// content is mapped, so a file that another process truncates meanwhile can
// fault; everything else a hostile file holds is bounds-checked by libelf.
#ifndef LEAKTRACE_SYMBOLIZER_ELF_FILE_H_
#define LEAKTRACE_SYMBOLIZER_ELF_FILE_H_

#include <libelf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::symbolizer {

class ElfFile {
 public:
  // NOT_FOUND if it cannot be opened, DATA_LOSS if it is not a usable ELF file.
  static absl::StatusOr<std::unique_ptr<ElfFile>> Open(const std::string& path);

  // The ELF file compressed into `bytes` (xz, gzip or bzip2), which libdw
  // unpacks; nullptr if there is none.
  static std::unique_ptr<ElfFile> FromCompressed(std::string_view bytes,
                                                 const std::string& name);
  // The kernel's own, as it is mapped into this process; nullptr if it has
  // none.
  static std::unique_ptr<ElfFile> OfOwnVdso();
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  Elf* elf() const { return elf_; }
  const std::string& path() const { return path_; }
  // Lower-case hex; empty if the file has none.
  const std::string& build_id() const { return build_id_; }
  // Path, size and time of the last change: another file has another one.
  std::string identity() const;

  // The whole file.
  std::string_view Bytes() const;
  bool HasDebugInfo() const;
  // nullptr if there is no section of this name.
  Elf_Scn* FindSection(std::string_view name) const;
  // Empty if there is no such section or it holds nothing in this file.
  std::string_view SectionBytes(std::string_view name) const;

  // By the loadable segments, executable ones first.
  std::optional<uint64_t> FileOffsetToAddress(uint64_t file_offset) const;

 private:
  struct Segment {
    uint64_t file_offset;
    uint64_t size_bytes;
    uint64_t address;
    bool is_executable;
  };

  ElfFile(int fd, Elf* elf, std::string path);
  absl::Status Load();

  int fd_;
  Elf* elf_;
  std::string path_;
  std::string build_id_;
  std::vector<Segment> segments_;  // executable ones first
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_ELF_FILE_H_
