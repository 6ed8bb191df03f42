#include "preload/tracking/stack_capture.h"

#include "preload/tracking/loaded_module.h"

namespace leaktrace {

CaptureFunction ChooseUnwinder(Unwinder wanted, Unwinder* chosen) {
  // Both table-driven backends find modules through _dl_find_object.
  const bool have_modules = InitLoadedModules();
  *chosen = have_modules ? wanted : Unwinder::kFramePointers;
  if (*chosen == Unwinder::kLibunwind && !InitLibunwind()) {
    *chosen = Unwinder::kCfi;
  }
  switch (*chosen) {
    case Unwinder::kCfi:
      return CaptureByCfi;
    case Unwinder::kLibunwind:
      return CaptureByLibunwind;
    case Unwinder::kFramePointers:
      break;
  }
  return CaptureByFramePointers;
}

const char* UnwinderName(Unwinder unwinder) {
  switch (unwinder) {
    case Unwinder::kCfi:
      return "cfi";
    case Unwinder::kLibunwind:
      return "libunwind";
    case Unwinder::kFramePointers:
      break;
  }
  return "fp";
}

}  // namespace leaktrace
