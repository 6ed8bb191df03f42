// The last stack of a thread, and how much of it still stands.
//
// Allocations that follow each other mostly share all but their innermost
// frames. So a walk stops where it meets a frame of the walk before it, if
// every word of the stack that was read from there on outwards is still what it
// was: the same words in the same places give the same frames. Nothing is
// assumed, and nothing on the stack is changed.
//
// Contract: for its own thread, one call at a time; no lock, no allocation.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_HISTORY_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_HISTORY_H_

#include <cstddef>
#include <cstdint>

#include "preload/tracking/call_site.h"
#include "preload/tracking/cfi_walk.h"
#include "preload/tracking/stack_hash.h"
#include "preload/tracking/stack_table.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {

class StackHistory {
 public:
  // Deeper stacks are walked anew each time.
  static constexpr size_t kDepth = 256;

  // Walks from `site` on. False: the stack ends in the dark, or is none of this
  // thread's own, and has to be captured the other way.
  bool Capture(ThreadState* thread, const CallSite& site,
               uint32_t unload_epoch);

  // All that follows: after Capture was true. The same stack as CaptureByCfi's.
  StackId InternInto(StackTable* stacks) const;

  // These words in these places give the same stack again, for the same pc, sp
  // and, if uses_fp, rbp. visit(address, value), innermost first.
  bool uses_fp() const { return kept_[top_].fp_is_needed; }
  template <typename Visitor>
  void ForEachWord(Visitor&& visit) const {
    for (size_t k = top_; k < kDepth; ++k) VisitWordsOf(k, visit);
  }

  void Forget() { top_ = kDepth; }

 private:
  // How a frame was left for its caller. Its pc is in an array of its own.
  struct Frame {
    uintptr_t sp;        // once the call into the next inner frame returns
    uintptr_t entry_fp;  // rbp then, if fp_is_needed here or further out
    uintptr_t fp_slot;   // where it saved its caller's rbp,
    uintptr_t saved_fp;  // and what it was, if slot_is_needed
    uintptr_t cfa_slot;  // from where its CFA was loaded; 0: it was computed
    bool fp_is_needed;
    bool slot_is_needed;
  };

  template <typename Visitor>
  void VisitWordsOf(size_t k, Visitor&& visit) const {
    const Frame& frame = kept_[k];
    const uintptr_t cfa = kept_[k + 1].sp;
    if (frame.slot_is_needed) visit(frame.fp_slot, frame.saved_fp);
    if (frame.cfa_slot != 0) visit(frame.cfa_slot, cfa);
    // An outermost frame need not have a return address.
    if (cfa != 0) visit(cfa - sizeof(cfa), kept_pcs_[k + 1]);
  }

  void Start(uint32_t unload_epoch);
  void NoteStep(CfiWalk* walk);
  void NeedFramePointer(uintptr_t value);
  bool Meets(CfiWalk* walk);
  bool StandsFrom(size_t first);
  bool StillHolds(size_t k) const;
  bool Keep();

  // Outermost last, at the end, so that the outer part stays where it is while
  // the inner one is replaced. The entry after the last has pc 0 and the CFA of
  // the last, if that had one.
  uintptr_t kept_pcs_[kDepth + 1];
  Frame kept_[kDepth + 1];
  StackHash hashes_[kDepth + 1];  // of this frame and all outer ones
  size_t top_ = kDepth;           // the innermost

  // The walk at work: innermost first, at the beginning.
  uintptr_t fresh_pcs_[kDepth];
  Frame fresh_[kDepth];
  size_t fresh_count_ = 0;
  size_t fp_owner_ = 0;  // the innermost with the rbp that is in force
  size_t meeting_ = 0;   // of what is kept: not yet passed, then met
  size_t standing_ = 0;  // of what is kept: seen to stand from here on
  bool fallen_ = false;  // and not further inwards
  uint32_t epoch_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_HISTORY_H_
