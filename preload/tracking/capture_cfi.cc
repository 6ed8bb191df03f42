// Stack capture by our own unwinder: for each frame a row from the shared
// cache, or from the module's .eh_frame on a miss.
#include "preload/tracking/cfi_walk.h"
#include "preload/tracking/stack_capture.h"

namespace leaktrace {

CaptureResult CaptureByCfi(ThreadState* thread, const CallSite& site,
                           uint32_t unload_epoch, std::span<uintptr_t> frames) {
  if (site.pc == 0) return {};
  CfiWalk walk(thread, site, unload_epoch);
  CaptureResult result;
  size_t sure_depth = 1;  // the call site itself is always known
  auto step = CfiWalk::Step::kNext;
  while (step == CfiWalk::Step::kNext && walk.pc() != 0 &&
         result.depth < frames.size()) {
    frames[result.depth++] = walk.Frame();
    step = walk.Advance();
    if (!walk.guessed() && step != CfiWalk::Step::kLost) {
      sure_depth = result.depth;
    }
  }
  const bool is_lost = step == CfiWalk::Step::kLost;
  result.truncated =
      is_lost || (step == CfiWalk::Step::kNext && walk.pc() != 0);
  // What guesses led to counts only if known code was reached again.
  if (walk.guessed() || is_lost) result.depth = sure_depth;
  return result;
}

}  // namespace leaktrace
