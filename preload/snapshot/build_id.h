// The GNU build-id of a loaded object, without the loader's help.
//
// Contract: no lock, no heap. Memory is read by process_vm_readv on our own
// process, so that an object unmapped meanwhile gives an error and no fault;
// where a sandbox forbids that call, the file is read instead. All that is read
// counts as hostile.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_BUILD_ID_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_BUILD_ID_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace leaktrace {

struct BuildId {
  static constexpr size_t kMaxBytes = 32;
  uint8_t bytes[kMaxBytes] = {};
  uint8_t size_bytes = 0;  // 0: none found

  std::span<const uint8_t> span() const { return {bytes, size_bytes}; }
};

// `base` is where offset 0 of the object is mapped.
bool ReadBuildIdFromMemory(uint64_t base, BuildId* build_id);
// False as well if `path` is no longer the file with that inode.
bool ReadBuildIdFromFile(const char* path, uint64_t inode, BuildId* build_id);

// Finds the id in the bytes of a note segment.
bool FindBuildIdNote(std::span<const uint8_t> notes, BuildId* build_id);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_BUILD_ID_H_
