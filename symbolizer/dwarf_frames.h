// Address -> source frames by DWARF, inlined calls included.
//
// Contract: reads units, line tables and functions only where asked. The
// ElfFile must outlive this. A damaged part gives fewer frames, never a fault.
#ifndef LEAKTRACE_SYMBOLIZER_DWARF_FRAMES_H_
#define LEAKTRACE_SYMBOLIZER_DWARF_FRAMES_H_

#include <elfutils/libdw.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "symbolizer/elf_file.h"
#include "symbolizer/function_names.h"
#include "symbolizer/function_table.h"
#include "symbolizer/module_locator.h"
#include "symbolizer/symbolizer.h"
#include "symbolizer/unit_table.h"

namespace leaktrace::symbolizer {

class DwarfFrames {
 public:
  // `locator` finds the alternate file that dwz may have split off.
  static absl::StatusOr<std::unique_ptr<DwarfFrames>> Open(
      const ElfFile& file, const ModuleLocator& locator);

  // Innermost first. A frame without a function but with a line is possible
  // (assembly); empty if nothing is known.
  std::vector<SourceFrame> At(uint64_t address);

  // About what the units that were asked for hold by now, outside of files.
  size_t cached_bytes() const { return cached_bytes_; }

  // What dwz split off; nullptr: nothing, or it was not found.
  const ElfFile* alternate_file() const { return alternate_file_.get(); }

 private:
  struct SourceLine {
    std::string file;
    int64_t line = 0;
  };
  struct DwarfEnder {
    void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
  };
  using DwarfHandle = std::unique_ptr<Dwarf, DwarfEnder>;

  explicit DwarfFrames(DwarfHandle dwarf);
  void UseAlternateFile(const ModuleLocator& locator);
  const FunctionTable& FunctionsOf(Dwarf_Die* unit);
  static SourceLine LineAt(Dwarf_Die* unit, uint64_t address);
  static SourceLine CallSite(Dwarf_Die* unit, Dwarf_Die* inlined);

  // In this order: each is used by the ones below until they are gone.
  std::unique_ptr<ElfFile> alternate_file_;
  DwarfHandle alternate_;
  DwarfHandle dwarf_;
  std::optional<UnitTable> units_;
  std::unordered_map<const void*, FunctionTable> functions_;  // by unit DIE
  FunctionNames names_;
  size_t cached_bytes_ = 0;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_DWARF_FRAMES_H_
