// The half of ModuleMap that reads /proc/self/maps; see module_map.h.
#include <fcntl.h>

#include <algorithm>
#include <cstring>

#include "preload/snapshot/module_map.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr std::string_view kVdso = "[vdso]";
constexpr std::string_view kDeletedMark = " (deleted)";

}  // namespace

// One run over the lines of maps. The executable mapping under construction
// grows while the lines continue it; its path is kept in segment_path_.
struct ModuleMap::UpdatePass {
  uint32_t epoch = 0;
  std::string_view executable;
  bool has_segment = false;
  Module segment;
  uint64_t segment_base = 0;  // where its file's offset 0 is mapped, or 0
  // The last mapping of offset 0 of a file.
  uint64_t base = 0;
  uint64_t base_device = 0;
  uint64_t base_inode = 0;
  uint32_t old_position = 0;  // in current_.ids
};

bool ModuleMap::Update(uint32_t unload_epoch) {
  if (size() == 0 || !TryLock()) return false;
  const long fd = sys::Syscall(SYS_openat, AT_FDCWD, "/proc/self/maps",
                               O_RDONLY | O_CLOEXEC);
  const bool done = fd >= 0 && Scan(fd, unload_epoch);
  if (fd >= 0) sys::Syscall(SYS_close, fd);
  if (done) {
    std::swap(current_, next_);
    last_update_epoch_ = unload_epoch;
    was_updated_ = true;
  }
  Unlock();
  return done;
}

bool ModuleMap::Scan(long fd, uint32_t epoch) {
  next_.id_count = 0;
  next_.jit_count = 0;
  UpdatePass pass;
  pass.epoch = epoch;
  pass.executable = ReadExecutablePath();
  MapsReader reader(fd, line_buffer_.span());
  MapsLine line;
  while (reader.Next(&line)) AddLine(pass, line);
  if (reader.failed()) return false;
  EndSegment(pass);
  RetireBefore(pass, UINT64_MAX);
  return true;
}

std::string_view ModuleMap::ReadExecutablePath() {
  const long size =
      sys::Syscall(SYS_readlink, "/proc/self/exe", executable_path_.data(),
                   executable_path_.size());
  if (size <= 0) return {};
  std::string_view path(executable_path_.data(), static_cast<size_t>(size));
  if (HasSuffix(path, kDeletedMark)) path.remove_suffix(kDeletedMark.size());
  return path;
}

void ModuleMap::AddLine(UpdatePass& pass, const MapsLine& line) {
  const bool is_file = line.inode != 0 || line.path == kVdso;
  if (is_file && line.file_offset == 0) {
    pass.base = line.start;
    pass.base_device = line.device;
    pass.base_inode = line.inode;
  }
  if (!line.is_executable) return;
  if (!is_file) return AddJitRange(line);
  Module& segment = pass.segment;
  const bool continues =
      pass.has_segment && segment.limit == line.start &&
      segment.inode == line.inode && segment.device == line.device &&
      segment.file_offset + (line.start - segment.start) == line.file_offset;
  if (continues) {
    segment.limit = line.limit;
    return;
  }
  EndSegment(pass);
  BeginSegment(pass, line);
}

void ModuleMap::AddJitRange(const MapsLine& line) {
  constexpr uint64_t kKernelHalf = 1ull << 63;  // [vsyscall]
  if (line.start >= kKernelHalf) return;
  if (next_.jit_count > 0) {
    Range& last = next_.jit[next_.jit_count - 1];
    if (last.limit == line.start) {
      last.limit = line.limit;
      return;
    }
  }
  if (next_.jit_count == next_.jit.size()) return;
  next_.jit[next_.jit_count++] = {line.start, line.limit};
}

void ModuleMap::BeginSegment(UpdatePass& pass, const MapsLine& line) {
  pass.has_segment = true;
  Module& segment = pass.segment;
  segment = Module();
  segment.start = line.start;
  segment.limit = line.limit;
  segment.file_offset = line.file_offset;
  segment.device = line.device;
  segment.inode = line.inode;
  segment.path_size = static_cast<uint32_t>(
      std::min(line.path.size(), segment_path_.size() - 1));
  memcpy(segment_path_.data(), line.path.data(), segment.path_size);
  segment_path_[segment.path_size] = '\0';
  segment.path = segment_path_.data();
  segment.is_main_executable = line.path == pass.executable;
  const bool has_base = pass.base != 0 && pass.base_inode == line.inode &&
                        pass.base_device == line.device;
  pass.segment_base = has_base ? pass.base : 0;
}

void ModuleMap::EndSegment(UpdatePass& pass) {
  if (!pass.has_segment) return;
  pass.has_segment = false;
  RetireBefore(pass, pass.segment.start);
  uint32_t id = 0;
  if (IsCurrent(pass)) {
    id = current_.ids[pass.old_position++];
    last_epochs_[id].store(kStillLoaded, std::memory_order_relaxed);
  } else {
    RetireBefore(pass, pass.segment.start + 1);
    if (!AddModule(pass, &id)) return;
  }
  next_.ids[next_.id_count++] = id;
}

bool ModuleMap::IsCurrent(const UpdatePass& pass) const {
  if (pass.old_position >= current_.id_count) return false;
  const Module& old = modules_[current_.ids[pass.old_position]];
  const Module& now = pass.segment;
  return old.start == now.start && old.limit == now.limit &&
         old.file_offset == now.file_offset && old.device == now.device &&
         old.inode == now.inode && old.path_view() == now.path_view();
}

// Modules of the last update that start below `start` and were not met in this
// one are gone; they were last seen then.
void ModuleMap::RetireBefore(UpdatePass& pass, uint64_t start) {
  for (; pass.old_position < current_.id_count; ++pass.old_position) {
    const uint32_t id = current_.ids[pass.old_position];
    if (modules_[id].start >= start) return;
    last_epochs_[id].store(last_update_epoch_, std::memory_order_relaxed);
  }
}

bool ModuleMap::AddModule(const UpdatePass& pass, uint32_t* id) {
  *id = size();
  if (*id == modules_.size()) {
    lost_modules_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  Module& module = modules_[*id];
  module = pass.segment;
  module.first_epoch = FirstEpochOf(module, pass.epoch);
  ReadBuildIdOf(pass, module);
  if (!CopyPath(module)) {
    lost_modules_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  last_epochs_[*id].store(kStillLoaded, std::memory_order_relaxed);
  // Release: matched by size(); the entry is complete.
  count_.store(*id + 1, std::memory_order_release);
  return true;
}

// It may have come any time since the last look, but not before whatever was
// in its place was gone.
uint32_t ModuleMap::FirstEpochOf(const Module& module, uint32_t epoch) const {
  if (!was_updated_) return 0;
  uint32_t first = last_update_epoch_;
  for (uint32_t id = 1; id < size(); ++id) {
    const Module& other = modules_[id];
    const uint32_t last = last_epochs_[id].load(std::memory_order_relaxed);
    const bool overlaps =
        other.start < module.limit && module.start < other.limit;
    if (overlaps && last != kStillLoaded) first = std::max(first, last + 1);
  }
  return std::min(first, epoch);
}

void ModuleMap::ReadBuildIdOf(const UpdatePass& pass, Module& module) {
  if (pass.segment_base != 0 &&
      ReadBuildIdFromMemory(pass.segment_base, &module.build_id)) {
    return;
  }
  if (module.inode != 0) {
    ReadBuildIdFromFile(module.path, module.inode, &module.build_id);
  }
}

// A library that is loaded again and again has its path stored once.
bool ModuleMap::CopyPath(Module& module) {
  for (uint32_t id = 1; id < size(); ++id) {
    if (modules_[id].path_view() == module.path_view()) {
      module.path = modules_[id].path;
      return true;
    }
  }
  const size_t used = paths_used_.load(std::memory_order_relaxed);
  if (paths_.size() - used < module.path_size) return false;
  char* const copy = paths_.data() + used;
  memcpy(copy, module.path, module.path_size);
  paths_used_.store(used + module.path_size, std::memory_order_relaxed);
  module.path = copy;
  return true;
}

}  // namespace leaktrace
