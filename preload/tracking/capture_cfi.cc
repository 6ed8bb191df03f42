// Stack capture by our own unwinder: for each frame a row from the shared
// cache, or from the module's .eh_frame on a miss. Frames without a row (JIT
// code, assembly) are crossed by the frame pointer, and what lies beyond is
// kept only if the walk finds its way back to code with unwind information.
#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/cfi_program.h"
#include "preload/tracking/loaded_module.h"
#include "preload/tracking/stack_capture.h"
#include "preload/tracking/stack_reader.h"
#include "preload/tracking/unwind_row_cache.h"

namespace leaktrace {
namespace {

constinit UnwindRowCache g_rows;

// Offsets in the ucontext that the kernel leaves at rsp for a signal handler
// (struct ucontext: 40 bytes, then r8-r15 and the others, see sys/ucontext.h).
constexpr uintptr_t kUcontextRbp = 40 + 10 * 8;
constexpr uintptr_t kUcontextRsp = 40 + 15 * 8;
constexpr uintptr_t kUcontextRip = 40 + 16 * 8;

[[gnu::noinline]] UnwindRow LookUp(uintptr_t pc, uint32_t unload_epoch) {
  UnwindRow row;
  LoadedModule module;
  CfiEntry entry;
  if (FindLoadedModule(pc, &module) && FindCfiEntry(module, pc, &entry)) {
    row = RowAt(entry, pc);
  }
  g_rows.Put(pc, unload_epoch, row);
  return row;
}

class Walk {
 public:
  Walk(ThreadState* thread, const CallSite& site, uint32_t unload_epoch)
      : thread_(thread),
        stack_(thread, site.sp),
        unload_epoch_(unload_epoch),
        registers_(site) {}

  CaptureResult Run(std::span<uintptr_t> frames);

 private:
  enum class Step : uint8_t { kNext, kOutermost, kLost };

  Step Advance();
  Step AdvanceBySignalFrame();
  bool Cfa(const UnwindRow& row, uintptr_t* cfa);
  bool CallerFramePointer(const UnwindRow& row, uintptr_t cfa, uintptr_t* fp);
  Step AdvanceByFramePointer();

  ThreadState* const thread_;
  StackReader stack_;
  const uint32_t unload_epoch_;
  CallSite registers_;
  bool pc_is_exact_ = false;  // interrupted here, not called from here
  bool guessed_ = false;      // the last step went by the frame pointer
};

bool Walk::Cfa(const UnwindRow& row, uintptr_t* cfa) {
  const intptr_t offset = row.cfa_offset;
  switch (row.cfa) {
    case CfaRule::kStackPointer:
      *cfa = registers_.sp + offset;
      return true;
    case CfaRule::kFramePointer:
      *cfa = registers_.fp + offset;
      return true;
    case CfaRule::kFramePointerLoad:
      return stack_.Read(registers_.fp + offset, cfa);
    case CfaRule::kPltEntry:
      *cfa = registers_.sp + 8 +
             ((registers_.pc & 15) >= static_cast<uintptr_t>(offset) ? 8 : 0);
      return true;
    default:
      return false;
  }
}

bool Walk::CallerFramePointer(const UnwindRow& row, uintptr_t cfa,
                              uintptr_t* fp) {
  switch (row.fp) {
    case FramePointerRule::kSame:
      *fp = registers_.fp;
      return true;
    case FramePointerRule::kAtCfa:
      return stack_.Read(cfa + row.fp_offset, fp);
    case FramePointerRule::kAtSelf:
      return stack_.Read(registers_.fp + row.fp_offset, fp);
  }
  return false;
}

Walk::Step Walk::AdvanceBySignalFrame() {
  CallSite interrupted;
  const uintptr_t context = registers_.sp;
  if (!stack_.Read(context + kUcontextRip, &interrupted.pc) ||
      !stack_.Read(context + kUcontextRsp, &interrupted.sp) ||
      !stack_.Read(context + kUcontextRbp, &interrupted.fp)) {
    return Step::kLost;
  }
  // The handler may have run on an alternate stack.
  stack_ = StackReader(thread_, interrupted.sp);
  registers_ = interrupted;
  pc_is_exact_ = true;
  return Step::kNext;
}

Walk::Step Walk::AdvanceByFramePointer() {
  const uintptr_t fp = registers_.fp;
  CallSite caller;
  if (fp < registers_.sp || !stack_.Read(fp, &caller.fp) ||
      !stack_.Read(fp + sizeof(fp), &caller.pc) || caller.fp < fp) {
    return Step::kLost;
  }
  caller.sp = fp + 2 * sizeof(fp);
  registers_ = caller;
  pc_is_exact_ = false;
  guessed_ = true;
  return Step::kNext;
}

Walk::Step Walk::Advance() {
  // A call may be the last instruction of its function.
  const uintptr_t pc = pc_is_exact_ ? registers_.pc : registers_.pc - 1;
  UnwindRow row;
  if (!g_rows.Find(pc, unload_epoch_, &row)) row = LookUp(pc, unload_epoch_);
  if (row.cfa == CfaRule::kUnknown) return AdvanceByFramePointer();
  guessed_ = false;
  if (row.cfa == CfaRule::kOutermost) return Step::kOutermost;
  if (row.cfa == CfaRule::kSignalFrame) return AdvanceBySignalFrame();
  uintptr_t cfa = 0;
  CallSite caller;
  if (!Cfa(row, &cfa) || cfa <= registers_.sp ||
      !stack_.Read(cfa - sizeof(cfa), &caller.pc) ||
      !CallerFramePointer(row, cfa, &caller.fp)) {
    return Step::kLost;
  }
  caller.sp = cfa;
  registers_ = caller;
  pc_is_exact_ = false;
  return Step::kNext;
}

CaptureResult Walk::Run(std::span<uintptr_t> frames) {
  CaptureResult result;
  size_t sure_depth = 1;  // the call site itself is always known
  Step step = Step::kNext;
  while (step == Step::kNext && registers_.pc != 0 &&
         result.depth < frames.size()) {
    // Readers take every frame for a return address and subtract one.
    frames[result.depth++] = registers_.pc + (pc_is_exact_ ? 1 : 0);
    step = Advance();
    if (!guessed_ && step != Step::kLost) sure_depth = result.depth;
  }
  result.truncated =
      step == Step::kLost || (step == Step::kNext && registers_.pc != 0);
  if (guessed_ || step == Step::kLost) result.depth = sure_depth;
  return result;
}

}  // namespace

CaptureResult CaptureByCfi(ThreadState* thread, const CallSite& site,
                           uint32_t unload_epoch, std::span<uintptr_t> frames) {
  if (site.pc == 0) return {};
  return Walk(thread, site, unload_epoch).Run(frames);
}

}  // namespace leaktrace
