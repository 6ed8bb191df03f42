#include "preload/tracking/unwind_rows.h"

#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/cfi_program.h"
#include "preload/tracking/loaded_module.h"

namespace leaktrace {

constinit UnwindRowCache g_unwind_rows;

UnwindRow LookUpRow(uintptr_t pc, uint32_t unload_epoch) {
  UnwindRow row;
  LoadedModule module;
  CfiEntry entry;
  if (FindLoadedModule(pc, &module) && FindCfiEntry(module, pc, &entry)) {
    row = RowAt(entry, pc);
  }
  g_unwind_rows.Put(pc, unload_epoch, row);
  return row;
}

}  // namespace leaktrace
