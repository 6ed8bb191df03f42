#include "preload/tracking/stack_table.h"

#include <cstring>

#include "preload/sys/mmap_arena.h"

namespace leaktrace {
namespace {

constexpr uint32_t kMinimumStacks = 1024;
constexpr size_t kMinimumFrameBytes = 256 * 1024;

StackHash HashOf(const Stack& stack) {
  StackHash hash(stack.unload_epoch, stack.truncated);
  for (size_t i = stack.frames.size(); i > 0; --i) {
    hash = hash.With(stack.frames[i - 1]);
  }
  return hash;
}

uint32_t RoundDownToPowerOfTwo(uint32_t n) {
  uint32_t power = 1;
  while (power <= n / 2) power *= 2;
  return power;
}

}  // namespace

bool StackTable::Init(size_t frame_bytes, uint32_t max_stacks) {
  max_stacks = RoundDownToPowerOfTwo(max_stacks > kMaxStackId ? kMaxStackId
                                                              : max_stacks);
  size_t got_frame_bytes = 0;
  frames_ = static_cast<uint64_t*>(sys::ReserveMemoryOrLess(
      frame_bytes, kMinimumFrameBytes, &got_frame_bytes));
  frame_capacity_words_ = got_frame_bytes / sizeof(uint64_t);
  size_t got_bytes = 0;
  void* memory = sys::ReserveMemoryOrLess(
      kBytesPerStack * max_stacks, kBytesPerStack * kMinimumStacks, &got_bytes);
  if (frames_ == nullptr || memory == nullptr) return false;
  max_stacks_ = static_cast<uint32_t>(got_bytes / kBytesPerStack);
  shared_ = static_cast<LaneTotals*>(memory);
  auto* const index =
      reinterpret_cast<uint8_t*>(shared_ + size_t{kSharedLanes} * max_stacks_);
  index_.Init(index, max_stacks_);
  offsets_ = reinterpret_cast<std::atomic<uint32_t>*>(
      index + StackIndex::kBytesPerStack * max_stacks_);
  return true;
}

const StackTable::Header* StackTable::HeaderOf(uint32_t id) const {
  // Acquire: partner of the release in Store, which writes the frames.
  const uint32_t offset = offsets_[id].load(std::memory_order_acquire);
  if (offset == 0) return nullptr;
  return reinterpret_cast<const Header*>(frames_ + (offset - 1));
}

bool StackTable::Matches(uint32_t id, uint64_t hash, const Stack& stack) const {
  const Header* header = HeaderOf(id);
  return header != nullptr && header->hash == hash &&
         header->depth == stack.frames.size() &&
         header->unload_epoch == stack.unload_epoch &&
         memcmp(header + 1, stack.frames.data(), stack.frames.size_bytes()) ==
             0;
}

uint32_t StackTable::Store(uint64_t hash, const Stack& stack) {
  const uint64_t words =
      sizeof(Header) / sizeof(uint64_t) + stack.frames.size();
  const uint64_t offset =
      frame_words_.fetch_add(words, std::memory_order_relaxed);
  if (offset + words > frame_capacity_words_) return 0;
  const uint32_t id = count_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (id >= max_stacks_) return 0;
  auto* header = reinterpret_cast<Header*>(frames_ + offset);
  *header = {hash, stack.unload_epoch,
             static_cast<uint16_t>(stack.frames.size()),
             static_cast<uint16_t>(stack.truncated)};
  memcpy(header + 1, stack.frames.data(), stack.frames.size_bytes());
  // Release: partner of the acquire in HeaderOf.
  offsets_[id].store(static_cast<uint32_t>(offset + 1),
                     std::memory_order_release);
  return id;
}

StackId StackTable::Intern(const Stack& stack) {
  return Intern(stack, HashOf(stack));
}

StackId StackTable::Intern(const Stack& stack, StackHash stack_hash) {
  const uint64_t hash = stack_hash.value();
  return StackId{index_.FindOrInsert(
      hash, [&](uint32_t id) { return Matches(id, hash, stack); },
      [&] { return Store(hash, stack); },
      [&](uint32_t id) { offsets_[id].store(0, std::memory_order_relaxed); })};
}

void StackTable::AddAllocation(StackId id, uint32_t lane,
                               uint64_t scaled_objects, uint64_t bytes) {
  if (shared_ == nullptr) return;
  LaneTotals& lane_totals = shared_[size_t{lane % kSharedLanes} * max_stacks_ +
                                    static_cast<uint32_t>(id)];
  lane_totals.objects.fetch_add(scaled_objects, std::memory_order_relaxed);
  lane_totals.bytes.fetch_add(bytes, std::memory_order_relaxed);
}

uint32_t StackTable::size() const {
  const uint32_t count = count_.load(std::memory_order_acquire);
  if (max_stacks_ == 0) return 0;
  return count < max_stacks_ ? count : max_stacks_ - 1;
}

bool StackTable::IsPublished(StackId id) const {
  return HeaderOf(static_cast<uint32_t>(id)) != nullptr;
}

Stack StackTable::Get(StackId id) const {
  const Header* header = HeaderOf(static_cast<uint32_t>(id));
  return {{reinterpret_cast<const uintptr_t*>(header + 1), header->depth},
          header->truncated != 0,
          header->unload_epoch};
}

StackTable::LaneTotals* StackTable::OpenLane() {
  const uint32_t number =
      private_count_.fetch_add(1, std::memory_order_relaxed);
  if (number >= kMaxPrivateLanes) {
    private_count_.store(kMaxPrivateLanes, std::memory_order_relaxed);
    return nullptr;
  }
  auto* const lane = static_cast<LaneTotals*>(sys::ReserveMemory(lane_bytes()));
  // Release: partner of the acquire in ForEachLane; the kernel zeroed it.
  private_[number].store(lane, std::memory_order_release);
  return lane;
}

StackTotals StackTable::Totals(StackId id) const {
  const auto index = static_cast<uint32_t>(id);
  uint64_t scaled_objects = 0;
  uint64_t bytes = 0;
  for (uint32_t lane = 0; lane < kSharedLanes && shared_ != nullptr; ++lane) {
    const LaneTotals& lane_totals = shared_[size_t{lane} * max_stacks_ + index];
    scaled_objects += lane_totals.objects.load(std::memory_order_relaxed);
    bytes += lane_totals.bytes.load(std::memory_order_relaxed);
  }
  uint64_t objects = (scaled_objects + kObjectScale / 2) / kObjectScale;
  ForEachLane([&](const LaneTotals* lane) {
    objects += lane[index].objects.load(std::memory_order_relaxed);
    bytes += lane[index].bytes.load(std::memory_order_relaxed);
  });
  return {objects, bytes};
}

size_t StackTable::UsedLaneBytes() const {
  constexpr uint32_t kPerPage = 4096 / sizeof(LaneTotals);
  const uint32_t stacks = size();
  size_t pages = 0;
  ForEachLane([&](const LaneTotals* lane) {
    for (uint32_t first = 0; first <= stacks; first += kPerPage) {
      uint32_t id = first;
      while (id < first + kPerPage && id <= stacks &&
             lane[id].objects.load(std::memory_order_relaxed) == 0) {
        ++id;
      }
      if (id < first + kPerPage && id <= stacks) ++pages;
    }
  });
  return pages * kPerPage * sizeof(LaneTotals);
}

size_t StackTable::UsedBytes() const {
  const size_t frame_bytes =
      frame_words_.load(std::memory_order_relaxed) * sizeof(uint64_t);
  const size_t capacity_bytes = frame_capacity_words_ * sizeof(uint64_t);
  return (frame_bytes < capacity_bytes ? frame_bytes : capacity_bytes) +
         size() * kBytesPerStack + UsedLaneBytes();
}

}  // namespace leaktrace
