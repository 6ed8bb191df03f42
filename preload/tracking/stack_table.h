// Interned call stacks and what was ever allocated through each.
//
// Thread safety: Intern and AddAllocation from any thread, also in a signal
// handler that interrupted either; readers at any time. Lock-free: no thread
// can block another. Fork: the child's copy is whole, because every step
// publishes with one store.
//
// Invariants
//  I1 An id is given out once; the frames behind it never change or move.
//  I2 An id is visible in the index only after its frames are written.
//  I3 Totals of an id never decrease.
//  I4 Ids are dense; an id that lost the race to publish its stack stays unused
//     (IsPublished is false, totals are 0).
//  I5 A private lane is written by the one thread that owns it, without atomic
//     read-modify-writes: its lines are shared with readers only.
// Full: Intern returns kNoStack and the caller counts; totals go on for all
// stacks known so far, so nothing that was recorded is lost.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_TABLE_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_TABLE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/tracking/stack_hash.h"
#include "preload/tracking/stack_id.h"
#include "preload/tracking/stack_index.h"

namespace leaktrace {

// A captured stack, leaf first: return addresses as found (not yet minus one).
struct Stack {
  std::span<const uintptr_t> frames;
  bool truncated = false;
  // Number of dlclose calls before the capture: the same addresses before and
  // after an unload are two stacks, since they may be two programs.
  uint32_t unload_epoch = 0;
};

// Everything allocated through a stack since the start, weighted.
struct StackTotals {
  uint64_t objects = 0;
  uint64_t bytes = 0;
};

class StackTable {
 public:
  // Fixed-point scale of object counts: a sample may stand for 1.6 objects.
  static constexpr uint64_t kObjectScale = 256;
  static constexpr size_t kMaxFrames = 128;

  constexpr StackTable() = default;
  StackTable(const StackTable&) = delete;
  StackTable& operator=(const StackTable&) = delete;

  // Reserves address space for at most `frame_bytes` of frames and
  // `max_stacks` stacks; less if the kernel gives less. False: no memory.
  bool Init(size_t frame_bytes, uint32_t max_stacks);

  StackId Intern(const Stack& stack);
  // As above, with the hash known: StackHash over all frames.
  StackId Intern(const Stack& stack, StackHash hash);

  // What one thread alone adds to, by stack; see OpenLane.
  struct LaneTotals {
    std::atomic<uint64_t> objects;
    std::atomic<uint64_t> bytes;
    // For the owner of a private lane.
    void AddOne(uint64_t size_bytes) {
      // One instruction each, so that a signal handler of the owner that adds
      // to the same total loses nothing; no lock prefix, for no other thread
      // writes here. There is no way to ask the compiler for that.
      asm volatile("addq $1, %0" : "+m"(objects));
      asm volatile("addq %1, %0" : "+m"(bytes) : "r"(size_bytes));
    }
  };
  static constexpr uint32_t kSharedLanes = 4;
  // Of a stack beside its frames: an offset, its part of the index, and totals
  // in each shared lane.
  static constexpr size_t kBytesPerStack = sizeof(std::atomic<uint32_t>) +
                                           StackIndex::kBytesPerStack +
                                           kSharedLanes * sizeof(LaneTotals);
  // A private lane: an entry for each StackId, kNoStack included. Its totals
  // count for ever, whoever owns it. Null: no memory, or too many.
  LaneTotals* OpenLane();
  // Address space of one.
  size_t lane_bytes() const { return max_stacks_ * sizeof(LaneTotals); }

  // Adds one sample to the totals of `id`; kNoStack is a stack like others.
  // `lane` spreads writers over cache lines, any value is right.
  void AddAllocation(StackId id, uint32_t lane, uint64_t scaled_objects,
                     uint64_t bytes);

  // Ids 1 .. size() have been given out.
  uint32_t size() const;
  bool IsPublished(StackId id) const;
  Stack Get(StackId id) const;  // requires IsPublished(id)
  StackTotals Totals(StackId id) const;
  size_t UsedBytes() const;

 private:
  static constexpr uint32_t kMaxPrivateLanes = 1024;
  struct Header {
    uint64_t hash;
    uint32_t unload_epoch;
    uint16_t depth;
    uint16_t truncated;
  };
  static_assert(sizeof(Header) == 16);
  // visit(const LaneTotals*) for every private lane.
  template <typename Visitor>
  void ForEachLane(Visitor&& visit) const {
    const uint32_t count = private_count_.load(std::memory_order_relaxed);
    for (uint32_t i = 0; i < count && i < kMaxPrivateLanes; ++i) {
      // Acquire: partner of the release in OpenLane. Null: being opened.
      const LaneTotals* lane = private_[i].load(std::memory_order_acquire);
      if (lane != nullptr) visit(lane);
    }
  }

  size_t UsedLaneBytes() const;
  const Header* HeaderOf(uint32_t id) const;
  bool Matches(uint32_t id, uint64_t hash, const Stack& stack) const;
  uint32_t Store(uint64_t hash, const Stack& stack);

  uint64_t* frames_ = nullptr;             // headers and frames, in words
  std::atomic<uint64_t> frame_words_ = 0;  // bump pointer
  uint64_t frame_capacity_words_ = 0;
  StackIndex index_;
  std::atomic<uint32_t>* offsets_ = nullptr;  // id -> word offset + 1
  LaneTotals* shared_ = nullptr;              // [lane][id], objects scaled
  std::atomic<LaneTotals*> private_[kMaxPrivateLanes] = {};
  std::atomic<uint32_t> private_count_ = 0;
  std::atomic<uint32_t> count_ = 0;
  uint32_t max_stacks_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_TABLE_H_
