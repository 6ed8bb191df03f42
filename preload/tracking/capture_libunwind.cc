// placeholder until the backend lands
#include "preload/tracking/stack_capture.h"

namespace leaktrace {
CaptureResult CaptureByLibunwind(ThreadState* thread, const CallSite& site,
                                 uint32_t unload_epoch,
                                 std::span<uintptr_t> frames) {
  return CaptureByCfi(thread, site, unload_epoch, frames);
}
}  // namespace leaktrace
