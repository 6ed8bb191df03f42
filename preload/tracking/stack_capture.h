// From a call site outwards: the return addresses of its callers.
//
// One interface, one file per backend. Contract of every backend: no loader
// lock, no lock an application thread can wait on, no allocation, errno
// untouched, never a fault on a bad stack; at most 2 KiB of stack.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_CAPTURE_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_CAPTURE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/tracking/call_site.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {

struct CaptureResult {
  size_t depth = 0;        // frames written, leaf (the call site) first
  bool truncated = false;  // there were or may have been more
};

enum class Unwinder : uint8_t { kCfi, kLibunwind, kFramePointers };

// Own unwinder over the modules' .eh_frame, with a shared cache of rows.
CaptureResult CaptureByCfi(ThreadState* thread, const CallSite& site,
                           uint32_t unload_epoch, std::span<uintptr_t> frames);

// The chain of saved frame pointers.
CaptureResult CaptureByFramePointers(ThreadState* thread, const CallSite& site,
                                     uint32_t unload_epoch,
                                     std::span<uintptr_t> frames);

// libunwind, one thread at a time: another one falls back to CaptureByCfi
// instead of waiting. InitLibunwind first; false if it is not installed. Its
// interpreter needs about 6 KiB of stack, more than the other backends.
bool InitLibunwind();
CaptureResult CaptureByLibunwind(ThreadState* thread, const CallSite& site,
                                 uint32_t unload_epoch,
                                 std::span<uintptr_t> frames);

using CaptureFunction = CaptureResult (*)(ThreadState*, const CallSite&,
                                          uint32_t, std::span<uintptr_t>);

// The backend for `wanted`, or the next one that works on this machine; sets
// *chosen. Not async-signal-safe: called once at start.
CaptureFunction ChooseUnwinder(Unwinder wanted, Unwinder* chosen);

const char* UnwinderName(Unwinder unwinder);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_CAPTURE_H_
