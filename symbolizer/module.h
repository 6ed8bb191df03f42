// One module of the traced process with everything that names its addresses.
//
// Contract: finds and opens its files when constructed; debug information and
// symbol tables are read at the first address that needs them.
#ifndef LEAKTRACE_SYMBOLIZER_MODULE_H_
#define LEAKTRACE_SYMBOLIZER_MODULE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
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
  // `locator` must outlive it.
  Module(const ModuleLocator& locator, const ModuleKey& key);

  // As Symbolizer::Symbolize.
  std::vector<SourceFrame> Frames(uint64_t file_offset);
  const absl::Status& status() const { return status_; }
  // Which files answer, with their sizes and times; empty if there are none.
  std::string sources() const;

  // The files themselves; opens debug information.
  std::vector<ModuleFile> Files();

  // Else done at the first address; status() may change.
  void OpenDebugInfo();

 private:
  void FindDebugFile(const ModuleKey& key);
  std::string_view SymbolAt(uint64_t address);
  void LoadSymbols();

  const ModuleLocator& locator_;
  absl::Status status_;
  bool is_debug_info_open_ = false;
  // In this order: each is used by the ones below until they are gone.
  std::unique_ptr<ElfFile> file_;
  std::unique_ptr<ElfFile> debug_file_;
  std::unique_ptr<ElfFile> mini_debug_file_;
  std::unique_ptr<DwarfFrames> dwarf_;
  std::optional<ElfSymbols> symbols_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_MODULE_H_
