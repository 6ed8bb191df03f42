// Stack capture by libunwind, as an independent judge of our own unwinder and
// for programs whose unwind information it understands better.
//
// libunwind's own ways to find modules (dl_iterate_phdr: the loader lock) and
// to read memory (unchecked) are replaced by the accessors of its remote
// interface: modules by FindLoadedModule, stack words by StackReader. Its
// internal locks are never waited on: one thread is in here at a time, another
// one, and a child forked meanwhile, use our own unwinder instead.
#include <atomic>
#include <cstring>

#include "preload/sys/errno_saver.h"
#include "preload/tracking/libunwind_api.h"
#include "preload/tracking/loaded_module.h"
#include "preload/tracking/stack_capture.h"
#include "preload/tracking/stack_reader.h"

namespace leaktrace {
namespace {

// What the accessors need to know of the walk that is going on.
struct Target {
  StackReader* stack;
  CallSite site;
};

constinit std::atomic<bool> g_busy = false;
constinit LibunwindApi g_api;
constinit unw_addr_space_t g_address_space = nullptr;
// Too large for the stack of a hook; guarded by g_busy.
constinit unw_cursor_t g_cursor = {};

const Target& TargetOf(void* argument) {
  return *static_cast<const Target*>(argument);
}

int FindProcInfo(unw_addr_space_t space, unw_word_t ip, unw_proc_info_t* info,
                 int need_unwind_info, void* argument) {
  LoadedModule module;
  if (!FindLoadedModule(ip, &module) || module.eh_frame_header == nullptr) {
    return -UNW_ENOINFO;
  }
  // .eh_frame_hdr: four bytes of encodings, a pointer, the number of entries
  // (all 4-byte in what linkers write), then the table.
  constexpr size_t kTableOffset = 12;
  const uint8_t* header = module.eh_frame_header;
  uint32_t entries = 0;
  memcpy(&entries, header + 8, sizeof(entries));
  unw_dyn_info_t table = {};
  table.format = UNW_INFO_FORMAT_REMOTE_TABLE;
  table.start_ip = reinterpret_cast<unw_word_t>(module.begin);
  table.end_ip = reinterpret_cast<unw_word_t>(module.end);
  table.u.rti.segbase = reinterpret_cast<unw_word_t>(header);
  table.u.rti.table_data = table.u.rti.segbase + kTableOffset;
  table.u.rti.table_len = uint64_t{entries} * 8 / sizeof(unw_word_t);
  return g_api.search_unwind_table(space, ip, &table, info, need_unwind_info,
                                   argument);
}

// libunwind itself gives back what its table search allocated.
void KeepProcInfo(unw_addr_space_t, unw_proc_info_t*, void*) {}

int AccessMemory(unw_addr_space_t /*space*/, unw_word_t address,
                 unw_word_t* value, int write, void* argument) {
  if (write != 0) return -UNW_EINVAL;
  uintptr_t word = 0;
  if (TargetOf(argument).stack->Read(address, &word)) {
    *value = word;
    return 0;
  }
  LoadedModule module;
  if (!FindLoadedModule(address, &module) ||
      address < reinterpret_cast<uintptr_t>(module.begin) ||
      address > reinterpret_cast<uintptr_t>(module.end) - sizeof(word)) {
    return -UNW_EINVAL;
  }
  memcpy(value, reinterpret_cast<const void*>(address), sizeof(word));
  return 0;
}

int AccessRegister(unw_addr_space_t /*space*/, unw_regnum_t reg,
                   unw_word_t* value, int write, void* argument) {
  if (write != 0) return -UNW_EREADONLYREG;
  const CallSite& site = TargetOf(argument).site;
  *value = reg == UNW_X86_64_RIP   ? site.pc
           : reg == UNW_X86_64_RSP ? site.sp
           : reg == UNW_X86_64_RBP ? site.fp
                                   : 0;
  return 0;
}

int AccessFloat(unw_addr_space_t, unw_regnum_t, unw_fpreg_t*, int, void*) {
  return -UNW_EBADREG;
}

int NoDynamicInfo(unw_addr_space_t, unw_word_t*, void*) { return -UNW_ENOINFO; }

int NoResume(unw_addr_space_t, unw_cursor_t*, void*) { return -UNW_EINVAL; }

int NoName(unw_addr_space_t, unw_word_t, char*, size_t, unw_word_t*, void*) {
  return -UNW_ENOINFO;
}

// By whoever has g_busy. Not inlined: who goes the other way has no use for its
// frame, and may be short of stack.
[[gnu::noinline]] CaptureResult Walk(ThreadState* thread, const CallSite& site,
                                     std::span<uintptr_t> frames) {
  const sys::ErrnoSaver errno_saver;
  StackReader stack(thread, site.sp);
  Target target{&stack, site};
  CaptureResult result;
  if (g_api.init_remote(&g_cursor, g_address_space, &target) != 0) {
    return result;
  }
  int step = 1;
  while (step > 0 && result.depth < frames.size()) {
    unw_word_t ip = 0;
    if (g_api.get_reg(&g_cursor, UNW_REG_IP, &ip) != 0 || ip == 0) break;
    // True of the frame that a signal interrupted: it is where it was, not
    // after a call. Readers subtract one from every address.
    const bool interrupted = g_api.is_signal_frame(&g_cursor) > 0;
    frames[result.depth++] = ip + (interrupted ? 1 : 0);
    step = g_api.step(&g_cursor);
  }
  result.truncated = step != 0;
  return result;
}

}  // namespace

bool InitLibunwind() {
  if (g_address_space != nullptr) return true;
  if (!LoadLibunwind(&g_api)) return false;
  static constinit unw_accessors_t accessors = {
      .find_proc_info = FindProcInfo,
      .put_unwind_info = KeepProcInfo,
      .get_dyn_info_list_addr = NoDynamicInfo,
      .access_mem = AccessMemory,
      .access_reg = AccessRegister,
      .access_fpreg = AccessFloat,
      .resume = NoResume,
      .get_proc_name = NoName};
  g_address_space = g_api.create_addr_space(&accessors, 0);
  if (g_address_space == nullptr) return false;
  // Its cache has a lock of its own, and would outlive unloaded modules.
  g_api.set_caching_policy(g_address_space, UNW_CACHE_NONE);
  return true;
}

CaptureResult CaptureByLibunwind(ThreadState* thread, const CallSite& site,
                                 uint32_t unload_epoch,
                                 std::span<uintptr_t> frames) {
  // On an alternate stack of 8 KiB there is no room for its interpreter.
  // Acquire and release below: the next user sees cursor and address space.
  if (!StackReader::IsHome(thread, site.sp) ||
      g_busy.exchange(true, std::memory_order_acquire)) {
    return CaptureByCfi(thread, site, unload_epoch, frames);
  }
  const CaptureResult result = Walk(thread, site, frames);
  g_busy.store(false, std::memory_order_release);
  return result;
}

}  // namespace leaktrace
