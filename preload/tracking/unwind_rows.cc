#include "preload/tracking/unwind_rows.h"

#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/cfi_program.h"
#include "preload/tracking/loaded_module.h"

namespace leaktrace {
namespace {

// A module with gaps between its segments (node is one) is found segment by
// segment; its tables lie in the one of their header, not in that of the code.
bool FindUnwindTables(uintptr_t pc, LoadedModule* module) {
  if (!FindLoadedModule(pc, module)) return false;
  const uint8_t* header = module->eh_frame_header;
  return (header >= module->begin && header < module->end) ||
         FindLoadedModule(reinterpret_cast<uintptr_t>(header), module);
}

}  // namespace

constinit UnwindRowCache g_unwind_rows;

UnwindRow LookUpRow(uintptr_t pc, uint32_t unload_epoch) {
  UnwindRow row;
  LoadedModule module;
  CfiEntry entry;
  if (FindUnwindTables(pc, &module) && FindCfiEntry(module, pc, &entry)) {
    row = RowAt(entry, pc);
  }
  g_unwind_rows.Put(pc, unload_epoch, row);
  return row;
}

}  // namespace leaktrace
