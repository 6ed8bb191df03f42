// DWARF first, function symbols where DWARF has no name.
#include "symbolizer/module.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "symbolizer/demangle.h"

namespace leaktrace::symbolizer {

Module::Module(const ModuleLocator& locator, const ModuleKey& key) {
  absl::StatusOr<std::unique_ptr<ElfFile>> file = locator.FindModule(key);
  if (!file.ok()) {
    status_ = file.status();
    return;
  }
  file_ = *std::move(file);
  OpenDebugInfo(locator, key);
}

void Module::OpenDebugInfo(const ModuleLocator& locator, const ModuleKey& key) {
  if (!file_->HasDebugInfo()) {
    absl::StatusOr<std::unique_ptr<ElfFile>> debug_file =
        locator.FindDebugFile(key, *file_);
    if (!debug_file.ok()) {
      status_ = debug_file.status();
      return;
    }
    debug_file_ = *std::move(debug_file);
  }
  const ElfFile& source = debug_file_ != nullptr ? *debug_file_ : *file_;
  if (!source.HasDebugInfo()) return;
  auto dwarf = DwarfFrames::Open(source, locator);
  if (dwarf.ok()) {
    dwarf_ = *std::move(dwarf);
  } else {
    status_ = dwarf.status();
  }
}

std::vector<SourceFrame> Module::Frames(uint64_t file_offset) {
  if (file_ == nullptr) return {};
  const std::optional<uint64_t> address =
      file_->FileOffsetToAddress(file_offset);
  if (!address) return {};
  std::vector<SourceFrame> frames;
  if (dwarf_ != nullptr) frames = dwarf_->At(*address);
  if (!frames.empty() && !frames.back().function.empty()) return frames;
  const std::string_view symbol = SymbolAt(*address);
  if (symbol.empty()) return frames;
  if (frames.empty()) frames.emplace_back();
  frames.back().linkage_name = symbol;
  frames.back().function = Demangle(symbol);
  return frames;
}

std::string_view Module::SymbolAt(uint64_t address) {
  if (!symbols_) LoadSymbols();
  return symbols_->Find(address);
}

void Module::LoadSymbols() {
  symbols_.emplace();
  size_t count = symbols_->Add(*file_, SHT_SYMTAB);
  if (debug_file_ != nullptr) count += symbols_->Add(*debug_file_, SHT_SYMTAB);
  if (count == 0) {
    symbols_->Add(*file_, SHT_DYNSYM);
    mini_debug_file_ = ElfFile::FromCompressed(
        file_->SectionBytes(".gnu_debugdata"), file_->path());
    if (mini_debug_file_ != nullptr) {
      symbols_->Add(*mini_debug_file_, SHT_SYMTAB);
    }
  }
  symbols_->Build();
}

}  // namespace leaktrace::symbolizer
