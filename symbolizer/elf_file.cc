// Opening by libelf; the build-id and unpacking by libdwelf.
#include "symbolizer/elf_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace leaktrace::symbolizer {
namespace {

// GNU build-ids have 20 bytes; a note that claims more than this is rubbish.
constexpr ssize_t kMaxBuildIdBytes = 64;

absl::Status Unopenable(const std::string& path, absl::string_view why) {
  return absl::NotFoundError(
      absl::StrCat(path, ": ", why,
                   "; point --sysroot or --debug-dir at a copy of the file"));
}

absl::Status Corrupt(const std::string& path, absl::string_view why) {
  return absl::DataLossError(absl::StrCat(
      path, ": ", why, "; replace it by the file the process ran"));
}

// stat first: opening a device or a FIFO of a hostile name may have effects.
absl::StatusOr<int> OpenRegularFile(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) {
    return Unopenable(path, std::strerror(errno));
  }
  if (!S_ISREG(info.st_mode)) return Unopenable(path, "not a regular file");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return Unopenable(path, std::strerror(errno));
  return fd;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string ReadBuildId(Elf* elf) {
  const void* bytes = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
  if (size <= 0 || size > kMaxBuildIdBytes) return "";
  return absl::BytesToHexString(absl::string_view(
      static_cast<const char*>(bytes), static_cast<size_t>(size)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ElfFile>> ElfFile::Open(
    const std::string& path) {
  elf_version(EV_CURRENT);
  const absl::StatusOr<int> fd = OpenRegularFile(path);
  if (!fd.ok()) return fd.status();
  std::unique_ptr<ElfFile> file(
      new ElfFile(*fd, elf_begin(*fd, ELF_C_READ_MMAP, nullptr), path));
  const absl::Status loaded = file->Load();
  if (!loaded.ok()) return loaded;
  return file;
}

std::unique_ptr<ElfFile> ElfFile::FromCompressed(std::string_view bytes,
                                                 const std::string& name) {
  elf_version(EV_CURRENT);
  const int fd = memfd_create("leaktrace-unpack", MFD_CLOEXEC);
  if (fd < 0) return nullptr;
  Elf* elf = WriteAll(fd, bytes) ? dwelf_elf_begin(fd) : nullptr;
  std::unique_ptr<ElfFile> file(new ElfFile(fd, elf, name));
  return file->Load().ok() ? std::move(file) : nullptr;
}

// Its sections are all within the segment that /proc/self/maps lists.
std::unique_ptr<ElfFile> ElfFile::OfOwnVdso() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (!absl::EndsWith(line, "[vdso]")) continue;
    uintptr_t start = 0;
    uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR, &start, &end) !=
        2) {
      return nullptr;
    }
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel's text says so
    const auto* bytes = reinterpret_cast<const char*>(start);
    return FromCompressed({bytes, end - start}, "[vdso]");
  }
  return nullptr;
}

ElfFile::ElfFile(int fd, Elf* elf, std::string path)
    : fd_(fd), elf_(elf), path_(std::move(path)) {}

ElfFile::~ElfFile() {
  if (elf_ != nullptr) elf_end(elf_);
  close(fd_);
}

absl::Status ElfFile::Load() {
  if (elf_ == nullptr || elf_kind(elf_) != ELF_K_ELF) {
    return Corrupt(path_, "not an ELF file, or cut short");
  }
  size_t count = 0;
  if (elf_getphdrnum(elf_, &count) != 0) {
    return Corrupt(path_, "unreadable program headers");
  }
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf_, static_cast<int>(i), &header) == nullptr) {
      return Corrupt(path_, absl::StrCat("unreadable program header ", i));
    }
    if (header.p_type != PT_LOAD) continue;
    segments_.push_back({header.p_offset, header.p_filesz, header.p_vaddr,
                         (header.p_flags & PF_X) != 0});
  }
  std::stable_partition(segments_.begin(), segments_.end(),
                        [](const Segment& s) { return s.is_executable; });
  build_id_ = ReadBuildId(elf_);
  return absl::OkStatus();
}

std::string ElfFile::identity() const {
  struct stat info = {};
  if (fstat(fd_, &info) != 0) return path_;
  return absl::StrCat(path_, " ", info.st_size, " ", info.st_mtim.tv_sec, ".",
                      info.st_mtim.tv_nsec);
}

std::string_view ElfFile::Bytes() const {
  size_t size = 0;
  const char* bytes = elf_rawfile(elf_, &size);
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

bool ElfFile::HasDebugInfo() const {
  return FindSection(".debug_info") != nullptr ||
         FindSection(".zdebug_info") != nullptr;
}

Elf_Scn* ElfFile::FindSection(std::string_view name) const {
  size_t names_index = 0;
  if (elf_getshdrstrndx(elf_, &names_index) != 0) return nullptr;
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf_, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* found = elf_strptr(elf_, names_index, header.sh_name);
    if (found != nullptr && name == found) return section;
  }
  return nullptr;
}

std::string_view ElfFile::SectionBytes(std::string_view name) const {
  Elf_Scn* section = FindSection(name);
  GElf_Shdr header;
  if (section == nullptr || gelf_getshdr(section, &header) == nullptr ||
      header.sh_type == SHT_NOBITS) {
    return {};
  }
  const Elf_Data* data = elf_rawdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return {};
  return {static_cast<const char*>(data->d_buf), data->d_size};
}

std::optional<uint64_t> ElfFile::FileOffsetToAddress(
    uint64_t file_offset) const {
  for (const Segment& segment : segments_) {
    const uint64_t inside = file_offset - segment.file_offset;
    if (file_offset >= segment.file_offset && inside < segment.size_bytes) {
      return segment.address + inside;
    }
  }
  return std::nullopt;
}

}  // namespace leaktrace::symbolizer
