// Where the application called a hook: the registers of its frame.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CALL_SITE_H_
#define LEAKTRACE_PRELOAD_TRACKING_CALL_SITE_H_

#include <cstdint>

namespace leaktrace {

struct CallSite {
  uintptr_t pc = 0;  // return address into the application
  uintptr_t sp = 0;  // its stack pointer once the hook has returned
  uintptr_t fp = 0;  // its rbp
};

// The caller of the function this is written in. That function must not be
// inlined: asking for its frame address makes the compiler set up rbp, so its
// frame is [saved rbp][return address] in every build.
[[gnu::always_inline]] inline CallSite CallerOfThisFunction() {
  const auto* frame = static_cast<const uintptr_t*>(__builtin_frame_address(0));
  return {frame[1], reinterpret_cast<uintptr_t>(frame + 2), frame[0]};
}

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CALL_SITE_H_
