// Stack capture by the chain of saved frame pointers: the cheapest backend,
// right only for programs built with -fno-omit-frame-pointer.
#include "preload/tracking/stack_capture.h"
#include "preload/tracking/stack_reader.h"

namespace leaktrace {

CaptureResult CaptureByFramePointers(ThreadState* thread, const CallSite& site,
                                     uint32_t /*unload_epoch*/,
                                     std::span<uintptr_t> frames) {
  StackReader stack(thread, site.sp);
  CaptureResult result;
  uintptr_t pc = site.pc;
  uintptr_t fp = site.fp;
  uintptr_t lowest = site.sp;
  while (pc != 0 && result.depth < frames.size()) {
    frames[result.depth++] = pc;
    uintptr_t next_fp = 0;
    // Frames lie one above the other; anything else is not a frame pointer.
    if (fp < lowest || !stack.Read(fp, &next_fp) ||
        !stack.Read(fp + sizeof(fp), &pc)) {
      // A program sets rbp to 0 in its first frame.
      result.truncated = fp != 0;
      return result;
    }
    lowest = fp + 2 * sizeof(fp);
    fp = next_fp;
  }
  result.truncated = pc != 0;
  return result;
}

}  // namespace leaktrace
