// One module of the traced process with everything that names its addresses.
//
// Contract: finds and opens its files when constructed; debug information and
// symbol tables are read at the first address that needs them. May be closed
// and opened again; what was found out about its files stays.
#ifndef LEAKTRACE_SYMBOLIZER_MODULE_H_
#define LEAKTRACE_SYMBOLIZER_MODULE_H_

#include <cstddef>
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

  void Close();
  bool is_open() const { return file_ != nullptr; }
  // About what it holds in memory once all of it was read.
  size_t size_bytes() const;

  // As Symbolizer::Symbolize; opens the module if it is closed.
  std::vector<SourceFrame> Frames(uint64_t file_offset);
  const absl::Status& status() const { return status_; }
  // Which files answer, with their sizes and times; empty if there are none.
  const std::string& sources() const { return sources_; }

  // The files themselves; opens debug information.
  std::vector<ModuleFile> Files();

  // Else done at the first address; status() may change.
  void CheckDebugInfo();

 private:
  void Open();
  void OpenAgain();
  void OpenDebugInfo();
  void FindDebugFile();
  std::vector<SourceFrame> DwarfFramesAt(uint64_t address);
  std::string_view SymbolAt(uint64_t address);
  void LoadSymbols();

  const ModuleLocator& locator_;
  ModuleKey key_;
  absl::Status status_;
  std::string sources_;
  bool is_debug_info_open_ = false;
  bool was_debug_info_open_ = false;
  // In this order: each is used by the ones below until they are gone.
  std::unique_ptr<ElfFile> file_;
  std::unique_ptr<ElfFile> debug_file_;
  std::unique_ptr<ElfFile> mini_debug_file_;
  std::unique_ptr<DwarfFrames> dwarf_;
  std::optional<ElfSymbols> symbols_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_MODULE_H_
