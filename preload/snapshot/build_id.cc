#include "preload/snapshot/build_id.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr size_t kMaxNoteBytes = 1024;
constexpr int kMaxProgramHeaders = 64;

// Where the bytes of an object come from: our memory, or a file.
class ElfSource {
 public:
  static ElfSource Memory(uint64_t base) { return {base, -1}; }
  static ElfSource File(long fd) { return {0, fd}; }

  bool Read(uint64_t offset, void* data, size_t size) const {
    if (fd_ >= 0) {
      return sys::Syscall(SYS_pread64, fd_, data, size, offset) ==
             static_cast<long>(size);
    }
    const iovec local = {data, size};
    const iovec remote = {reinterpret_cast<void*>(base_ + offset), size};
    return sys::Syscall(SYS_process_vm_readv, sys::Syscall(SYS_getpid), &local,
                        1, &remote, 1, 0) == static_cast<long>(size);
  }
  // Distance of a segment from the source's start. In memory the segments lie
  // as their addresses say, relative to the one that holds offset 0.
  uint64_t PositionOf(const Elf64_Phdr& segment, uint64_t first_address) const {
    return fd_ >= 0 ? segment.p_offset : segment.p_vaddr - first_address;
  }

 private:
  ElfSource(uint64_t base, long fd) : base_(base), fd_(fd) {}

  const uint64_t base_;
  const long fd_;
};

bool ReadHeader(const ElfSource& source, Elf64_Ehdr* header) {
  return source.Read(0, header, sizeof(*header)) &&
         memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
         header->e_ident[EI_CLASS] == ELFCLASS64 &&
         header->e_phentsize == sizeof(Elf64_Phdr);
}

bool ReadSegment(const ElfSource& source, const Elf64_Ehdr& header, int index,
                 Elf64_Phdr* segment) {
  const uint64_t offset =
      header.e_phoff + static_cast<uint64_t>(index) * sizeof(*segment);
  return source.Read(offset, segment, sizeof(*segment));
}

bool ReadNotes(const ElfSource& source, const Elf64_Phdr& segment,
               uint64_t first_address, BuildId* build_id) {
  uint8_t notes[kMaxNoteBytes];
  const size_t size = std::min<uint64_t>(segment.p_filesz, kMaxNoteBytes);
  return source.Read(source.PositionOf(segment, first_address), notes, size) &&
         FindBuildIdNote({notes, size}, build_id);
}

bool ReadBuildId(const ElfSource& source, BuildId* build_id) {
  Elf64_Ehdr header = {};
  if (!ReadHeader(source, &header)) return false;
  uint64_t first_address = 0;
  const int count = std::min<int>(header.e_phnum, kMaxProgramHeaders);
  for (int i = 0; i < count; ++i) {
    Elf64_Phdr segment = {};
    if (!ReadSegment(source, header, i, &segment)) return false;
    if (segment.p_type == PT_LOAD && segment.p_offset == 0) {
      first_address = segment.p_vaddr;
    }
  }
  for (int i = 0; i < count; ++i) {
    Elf64_Phdr segment = {};
    if (!ReadSegment(source, header, i, &segment)) return false;
    if (segment.p_type == PT_NOTE &&
        ReadNotes(source, segment, first_address, build_id)) {
      return true;
    }
  }
  return false;
}

size_t Aligned(size_t size) { return (size + 3) & ~size_t{3}; }

}  // namespace

bool FindBuildIdNote(std::span<const uint8_t> notes, BuildId* build_id) {
  constexpr char kOwner[] = "GNU";
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note = {};
    memcpy(&note, notes.data(), sizeof(note));
    notes = notes.last(notes.size() - sizeof(note));
    const size_t name_bytes = Aligned(note.n_namesz);
    const size_t value_bytes = Aligned(note.n_descsz);
    if (name_bytes > notes.size()) return false;
    const uint8_t* const name = notes.data();
    notes = notes.last(notes.size() - name_bytes);
    if (note.n_descsz > notes.size()) return false;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof(kOwner) &&
        memcmp(name, kOwner, sizeof(kOwner)) == 0 && note.n_descsz > 0 &&
        note.n_descsz <= BuildId::kMaxBytes) {
      memcpy(build_id->bytes, notes.data(), note.n_descsz);
      build_id->size_bytes = static_cast<uint8_t>(note.n_descsz);
      return true;
    }
    notes = notes.last(notes.size() - std::min(value_bytes, notes.size()));
  }
  return false;
}

bool ReadBuildIdFromMemory(uint64_t base, BuildId* build_id) {
  return ReadBuildId(ElfSource::Memory(base), build_id);
}

bool ReadBuildIdFromFile(const char* path, uint64_t inode, BuildId* build_id) {
  // O_NONBLOCK: the name may have become a pipe since it was mapped.
  const long fd = sys::Syscall(SYS_openat, AT_FDCWD, path,
                               O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  struct stat status = {};
  const bool is_same = sys::Syscall(SYS_fstat, fd, &status) == 0 &&
                       S_ISREG(status.st_mode) && status.st_ino == inode;
  const bool found = is_same && ReadBuildId(ElfSource::File(fd), build_id);
  sys::Syscall(SYS_close, fd);
  return found;
}

}  // namespace leaktrace
