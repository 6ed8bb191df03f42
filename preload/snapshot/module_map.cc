#include "preload/snapshot/module_map.h"

#include <algorithm>

namespace leaktrace {
namespace {

constexpr size_t kMaxPathBytes = 4096;
constexpr size_t kPathArenaBytes = 4u << 20;
constexpr size_t kLineBufferBytes = 64u << 10;
constexpr uint32_t kMaxJitRanges = 1u << 13;

}  // namespace

bool ModuleMap::Init(uint32_t max_modules) {
  const bool has_memory =
      modules_.Reserve(max_modules) && last_epochs_.Reserve(max_modules) &&
      paths_.Reserve(kPathArenaBytes) && current_.ids.Reserve(max_modules) &&
      next_.ids.Reserve(max_modules) && frozen_.ids.Reserve(max_modules) &&
      current_.jit.Reserve(kMaxJitRanges) && next_.jit.Reserve(kMaxJitRanges) &&
      frozen_.jit.Reserve(kMaxJitRanges) &&
      line_buffer_.Reserve(kLineBufferBytes) &&
      segment_path_.Reserve(kMaxPathBytes) &&
      executable_path_.Reserve(kMaxPathBytes);
  if (!has_memory) return false;
  modules_[0].path = kJitName.data();
  modules_[0].path_size = kJitName.size();
  last_epochs_[0].store(kStillLoaded, std::memory_order_relaxed);
  count_.store(1, std::memory_order_release);
  return true;
}

bool ModuleMap::TryLock() {
  // Acquire: sees all that the previous holder did before Unlock.
  return locked_.exchange(1, std::memory_order_acquire) == 0;
}

// Release: matched by TryLock.
void ModuleMap::Unlock() { locked_.store(0, std::memory_order_release); }

void ModuleMap::ForkChildReset() { Unlock(); }

size_t ModuleMap::UsedBytes() const {
  constexpr size_t kPerModule =
      sizeof(Module) + (1 + 3) * sizeof(uint32_t);  // epoch, three indices
  return size() * kPerModule + kLineBufferBytes +
         paths_used_.load(std::memory_order_relaxed);
}

bool ModuleMap::Freeze() {
  if (size() == 0 || !TryLock()) return false;
  Copy(current_, frozen_);
  Unlock();
  return true;
}

void ModuleMap::Copy(const Index& from, Index& to) {
  std::copy_n(from.ids.data(), from.id_count, to.ids.data());
  to.id_count = from.id_count;
  std::copy_n(from.jit.data(), from.jit_count, to.jit.data());
  to.jit_count = from.jit_count;
}

const Module* ModuleMap::Find(uint64_t pc, uint32_t unload_epoch) const {
  const Module* const current = FindCurrent(pc);
  if (current != nullptr && current->first_epoch <= unload_epoch) {
    return current;
  }
  uint32_t distance = 0;
  const Module* const old = FindInHistory(pc, unload_epoch, &distance);
  if (old != nullptr && distance == 0) return old;
  return IsJit(pc) ? &modules_[0] : old;
}

const Module* ModuleMap::FindCurrent(uint64_t pc) const {
  const uint32_t* const begin = frozen_.ids.data();
  const uint32_t* const end = begin + frozen_.id_count;
  const uint32_t* const after =
      std::upper_bound(begin, end, pc, [this](uint64_t value, uint32_t id) {
        return value < modules_[id].start;
      });
  if (after == begin) return nullptr;
  const Module& module = modules_[after[-1]];
  return module.Contains(pc) ? &module : nullptr;
}

// The module that was there in that epoch, else the one nearest in time: an
// unload that nobody told us of may have blurred the borders.
const Module* ModuleMap::FindInHistory(uint64_t pc, uint32_t unload_epoch,
                                       uint32_t* nearest_distance) const {
  const Module* nearest = nullptr;
  *nearest_distance = UINT32_MAX;
  for (uint32_t id = size(); id-- > 1;) {
    const Module& module = modules_[id];
    if (!module.Contains(pc)) continue;
    const uint32_t last = last_epochs_[id].load(std::memory_order_relaxed);
    uint32_t distance = 0;
    if (unload_epoch < module.first_epoch) {
      distance = module.first_epoch - unload_epoch;
    } else if (unload_epoch > last) {
      distance = unload_epoch - last;
    }
    if (distance < *nearest_distance) {
      nearest = &module;
      *nearest_distance = distance;
    }
  }
  return nearest;
}

bool ModuleMap::IsJit(uint64_t pc) const {
  for (uint32_t i = 0; i < frozen_.jit_count; ++i) {
    if (pc >= frozen_.jit[i].start && pc < frozen_.jit[i].limit) return true;
  }
  return false;
}

const Module* ModuleMap::MainExecutable() const {
  for (uint32_t i = 0; i < frozen_.id_count; ++i) {
    const Module& module = modules_[frozen_.ids[i]];
    if (module.is_main_executable) return &module;
  }
  return nullptr;
}

ModuleId ModuleMap::IdOf(const Module* module) const {
  return ModuleId{static_cast<uint32_t>(module - modules_.data())};
}

}  // namespace leaktrace
