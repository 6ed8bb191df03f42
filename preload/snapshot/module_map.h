// Loaded objects by program counter, with the history of those that are gone.
//
// Thread safety: Update from any thread, never waits: false when another
// thread is at it. Freeze, Find, Get and the like only by the thread that takes
// the snapshot; they see the map as of Freeze, whatever Update does meanwhile.
// No loader lock, no heap.
//
// Invariants
//  I1 An id is given out once; start, limit, path and build-id behind it never
//     change. A module that vanished keeps its entry.
//  I2 The current index lists modules that are loaded, by ascending start;
//     their ranges are disjoint.
//  I3 An Update that fails leaves the current index as it was.
// Full: new modules are counted in lost_modules() and their frames have no
// mapping. Fork: call ForkChildReset; the entries stay.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_MAP_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_MAP_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/snapshot/maps_reader.h"
#include "preload/snapshot/module.h"
#include "preload/snapshot/reserved_array.h"

namespace leaktrace {

class ModuleMap {
 public:
  static constexpr uint32_t kMaxModules = 1u << 14;

  constexpr ModuleMap() = default;
  ModuleMap(const ModuleMap&) = delete;
  ModuleMap& operator=(const ModuleMap&) = delete;

  bool Init(uint32_t max_modules = kMaxModules);

  // Looks at what is loaded now. Call before a snapshot, and before every real
  // dlclose; `unload_epoch` is the epoch that a stack captured now would get.
  bool Update(uint32_t unload_epoch);

  // False if an Update of another thread is running: wait a little and retry.
  bool Freeze();

  // The module that holds `pc` for a stack of that epoch; nullptr: none known.
  const Module* Find(uint64_t pc, uint32_t unload_epoch) const;
  const Module* MainExecutable() const;  // nullptr: not found
  ModuleId IdOf(const Module* module) const;

  uint32_t size() const { return count_.load(std::memory_order_acquire); }
  size_t capacity() const { return modules_.size(); }
  uint32_t lost_modules() const {
    return lost_modules_.load(std::memory_order_relaxed);
  }
  // Memory that the map may have touched.
  size_t UsedBytes() const;

  void ForkChildReset();

 private:
  static constexpr uint32_t kStillLoaded = UINT32_MAX;
  struct Range {
    uint64_t start;
    uint64_t limit;
  };
  struct Index {
    ReservedArray<uint32_t> ids;  // I2
    uint32_t id_count = 0;
    ReservedArray<Range> jit;  // executable memory without a file
    uint32_t jit_count = 0;
  };
  struct UpdatePass;

  bool TryLock();
  void Unlock();
  bool Scan(long fd, uint32_t epoch);
  void AddLine(UpdatePass& pass, const MapsLine& line);
  void AddJitRange(const MapsLine& line);
  void BeginSegment(UpdatePass& pass, const MapsLine& line);
  void EndSegment(UpdatePass& pass);
  void RetireBefore(UpdatePass& pass, uint64_t start);
  bool IsCurrent(const UpdatePass& pass) const;
  bool AddModule(const UpdatePass& pass, uint32_t* id);
  bool CopyPath(Module& module);
  void ReadBuildIdOf(const UpdatePass& pass, Module& module);
  uint32_t FirstEpochOf(const Module& module, uint32_t epoch) const;
  std::string_view ReadExecutablePath();
  const Module* FindCurrent(uint64_t pc) const;
  const Module* FindInHistory(uint64_t pc, uint32_t unload_epoch,
                              uint32_t* nearest_distance) const;
  bool IsJit(uint64_t pc) const;
  static void Copy(const Index& from, Index& to);

  std::atomic<uint32_t> locked_ = 0;
  std::atomic<uint32_t> count_ = 0;
  std::atomic<uint32_t> lost_modules_ = 0;
  uint32_t last_update_epoch_ = 0;
  bool was_updated_ = false;
  ReservedArray<Module> modules_;  // [0] is "[jit]"
  // By id: last unload epoch in memory, kStillLoaded while it is.
  ReservedArray<std::atomic<uint32_t>> last_epochs_;
  ReservedArray<char> paths_;
  std::atomic<size_t> paths_used_ = 0;
  Index current_;
  Index next_;
  Index frozen_;
  ReservedArray<char> line_buffer_;
  ReservedArray<char> segment_path_;
  ReservedArray<char> executable_path_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_MAP_H_
