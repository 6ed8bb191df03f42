// One module of the traced process with everything that names its addresses.
//
// Contract: finds and opens its files when constructed; DWARF units and symbol
// tables are read at the first address that needs them.
#ifndef LEAKTRACE_SYMBOLIZER_MODULE_H_
#define LEAKTRACE_SYMBOLIZER_MODULE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "symbolizer/dwarf_frames.h"
#include "symbolizer/elf_file.h"
#include "symbolizer/elf_symbols.h"
#include "symbolizer/module_locator.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::symbolizer {

class Module {
 public:
  Module(const ModuleLocator& locator, const ModuleKey& key);

  // As Symbolizer::Symbolize.
  std::vector<SourceFrame> Frames(uint64_t file_offset);
  const absl::Status& status() const { return status_; }

 private:
  void OpenDebugInfo(const ModuleLocator& locator, const ModuleKey& key);
  std::string_view SymbolAt(uint64_t address);
  void LoadSymbols();

  absl::Status status_;
  // In this order: each is used by the ones below until they are gone.
  std::unique_ptr<ElfFile> file_;
  std::unique_ptr<ElfFile> debug_file_;
  std::unique_ptr<ElfFile> mini_debug_file_;
  std::unique_ptr<DwarfFrames> dwarf_;
  std::optional<ElfSymbols> symbols_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_MODULE_H_
