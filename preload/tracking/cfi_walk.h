// One walk along a stack by call frame information, frame by frame.
//
// rbp is restored only when a frame needs it: most code has none, and what is
// not read need not be compared when a later walk asks whether the stack is
// still the same (stack_history.h). For that purpose every step tells what it
// read.
//
// Frames without a row (JIT code, assembly) are crossed by the frame pointer;
// such steps are guesses until the walk finds its way back to code with unwind
// information.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_WALK_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_WALK_H_

#include <cstdint>

#include "preload/tracking/call_site.h"
#include "preload/tracking/stack_reader.h"
#include "preload/tracking/thread_state.h"
#include "preload/tracking/unwind_row.h"

namespace leaktrace {

class CfiWalk {
 public:
  enum class Step : uint8_t { kNext, kOutermost, kLost };

  CfiWalk(ThreadState* thread, const CallSite& site, uint32_t unload_epoch)
      : thread_(thread),
        stack_(thread, site.sp),
        unload_epoch_(unload_epoch),
        pc_(site.pc),
        sp_(site.sp),
        fp_(site.fp),
        repeatable_(!stack_.is_foreign()) {}

  uintptr_t pc() const { return pc_; }
  uintptr_t sp() const { return sp_; }
  // As in a captured stack. Readers take every frame for a return address and
  // subtract one.
  uintptr_t Frame() const { return pc_ + (pc_is_exact_ ? 1 : 0); }

  // To the caller.
  Step Advance();

  // The last step went by the frame pointer.
  bool guessed() const { return guessed_; }
  // Only on the home stack of the thread, and nobody was interrupted: the same
  // words in the same places give the same walk.
  bool repeatable() const { return repeatable_; }

  // rbp in the current frame. False: it cannot be read.
  bool FramePointer(uintptr_t* fp);
  // Whether the last step, or FramePointer after it, asked for rbp as it was in
  // the frame that the step left.
  bool used_fp() const { return used_fp_; }
  uintptr_t used_fp_value() const { return used_fp_value_; }
  // Where the frame that the last step left had saved its caller's rbp; 0: it
  // had not. A guess has read that word, any other step has not.
  uintptr_t saved_fp_slot() const { return saved_fp_slot_; }
  // From where the last step loaded the CFA; 0: it computed it.
  uintptr_t loaded_cfa_slot() const { return loaded_cfa_slot_; }

 private:
  Step AdvanceBySignalFrame();
  Step AdvanceByFramePointer();
  bool Cfa(const UnwindRow& row, uintptr_t* cfa);
  bool CallerFramePointerSlot(const UnwindRow& row, uintptr_t cfa,
                              uintptr_t* slot);

  ThreadState* const thread_;
  StackReader stack_;
  const uint32_t unload_epoch_;
  uintptr_t pc_;
  uintptr_t sp_;
  uintptr_t fp_;           // if fp_slot_ is 0
  uintptr_t fp_slot_ = 0;  // where rbp of this frame is saved, not read yet
  uintptr_t saved_fp_slot_ = 0;
  uintptr_t loaded_cfa_slot_ = 0;
  bool used_fp_ = false;
  uintptr_t used_fp_value_ = 0;
  bool pc_is_exact_ = false;  // interrupted here, not called from here
  bool guessed_ = false;
  bool repeatable_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_WALK_H_
