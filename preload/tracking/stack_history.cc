#include "preload/tracking/stack_history.h"

#include <cstring>

namespace leaktrace {

void StackHistory::Start(uint32_t unload_epoch) {
  if (epoch_ != unload_epoch) Forget();
  if (top_ == kDepth) hashes_[kDepth] = StackHash(unload_epoch, false);
  epoch_ = unload_epoch;
  fresh_count_ = 0;
  fp_owner_ = 0;
  meeting_ = top_;
  standing_ = kDepth;
  fallen_ = false;
}

bool StackHistory::Capture(ThreadState* thread, const CallSite& site,
                           uint32_t unload_epoch) {
  Start(unload_epoch);
  CfiWalk walk(thread, site, unload_epoch);
  auto step = CfiWalk::Step::kNext;
  while (walk.repeatable() && step == CfiWalk::Step::kNext && walk.pc() != 0) {
    if (Meets(&walk)) return Keep();
    if (fresh_count_ == kDepth) return false;
    fresh_pcs_[fresh_count_] = walk.pc();
    fresh_[fresh_count_] = {};
    fresh_[fresh_count_].sp = walk.sp();
    step = walk.Advance();
    NoteStep(&walk);
  }
  if (!walk.repeatable() || step == CfiWalk::Step::kLost || walk.guessed()) {
    return false;
  }
  meeting_ = kDepth;
  kept_[kDepth] = {};
  if (step == CfiWalk::Step::kNext) kept_[kDepth].sp = walk.sp();
  return Keep();
}

// Of the frame that was left last. rbp came into it from the frame that saved
// it last, or from the call site.
void StackHistory::NeedFramePointer(uintptr_t value) {
  for (size_t i = fp_owner_; i < fresh_count_; ++i) {
    fresh_[i].fp_is_needed = true;
    fresh_[i].entry_fp = value;
  }
  if (fp_owner_ == 0) return;
  fresh_[fp_owner_ - 1].slot_is_needed = true;
  fresh_[fp_owner_ - 1].saved_fp = value;
}

void StackHistory::NoteStep(CfiWalk* walk) {
  Frame& frame = fresh_[fresh_count_++];
  if (walk->used_fp()) NeedFramePointer(walk->used_fp_value());
  frame.cfa_slot = walk->loaded_cfa_slot();
  if (walk->saved_fp_slot() == 0) return;
  frame.fp_slot = walk->saved_fp_slot();
  fp_owner_ = fresh_count_;
  if (walk->guessed() && walk->FramePointer(&frame.saved_fp)) {
    frame.slot_is_needed = true;
  }
}

bool StackHistory::Meets(CfiWalk* walk) {
  while (meeting_ < kDepth && kept_[meeting_].sp < walk->sp()) ++meeting_;
  if (meeting_ == kDepth || kept_[meeting_].sp != walk->sp() ||
      kept_pcs_[meeting_] != walk->pc() || !StandsFrom(meeting_)) {
    return false;
  }
  const Frame& frame = kept_[meeting_];
  if (!frame.fp_is_needed) return true;
  uintptr_t fp = 0;
  if (!walk->FramePointer(&fp) || fp != frame.entry_fp) return false;
  NeedFramePointer(fp);
  return true;
}

bool StackHistory::StandsFrom(size_t first) {
  while (standing_ > first && !fallen_) {
    if (StillHolds(standing_ - 1)) {
      --standing_;
    } else {
      fallen_ = true;
    }
  }
  return standing_ <= first;
}

bool StackHistory::StillHolds(size_t k) const {
  bool holds = true;
  VisitWordsOf(k, [&holds](uintptr_t address, uintptr_t value) {
    holds &= StackReader::Peek(address) == value;
  });
  return holds;
}

bool StackHistory::Keep() {
  if (fresh_count_ > meeting_) return false;
  top_ = meeting_ - fresh_count_;
  memcpy(kept_ + top_, fresh_, fresh_count_ * sizeof(Frame));
  memcpy(kept_pcs_ + top_, fresh_pcs_, fresh_count_ * sizeof(uintptr_t));
  for (size_t k = meeting_; k > top_; --k) {
    hashes_[k - 1] = hashes_[k].With(kept_pcs_[k - 1]);
  }
  return true;
}

StackId StackHistory::InternInto(StackTable* stacks) const {
  const size_t depth = kDepth - top_;
  if (depth > StackTable::kMaxFrames) {
    return stacks->Intern(
        {{kept_pcs_ + top_, StackTable::kMaxFrames}, true, epoch_});
  }
  return stacks->Intern({{kept_pcs_ + top_, depth}, false, epoch_},
                        hashes_[top_]);
}

}  // namespace leaktrace
