// DWARF first, function symbols where DWARF has no name.
#include "symbolizer/module.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "symbolizer/demangle.h"

namespace leaktrace::symbolizer {
namespace {

// What libdw has unpacked can only be given back as a whole. Addresses that
// come in order need each unit once.
constexpr size_t kMaxCachedBytes = size_t{64} << 20;

}  // namespace

Module::Module(const ModuleLocator& locator, const ModuleKey& key)
    : locator_(locator), key_(key) {
  Open();
  if (file_ == nullptr) return;
  sources_ = absl::StrCat(
      file_->identity(), "\n",
      debug_file_ == nullptr ? std::string() : debug_file_->identity());
}

void Module::Open() {
  absl::StatusOr<std::unique_ptr<ElfFile>> file = locator_.FindModule(key_);
  if (!file.ok()) {
    status_ = file.status();
    return;
  }
  file_ = *std::move(file);
  if (!file_->HasDebugInfo()) FindDebugFile();
}

// Not what was never found.
void Module::OpenAgain() {
  if (file_ == nullptr && !sources_.empty()) Open();
}

void Module::Close() {
  symbols_.reset();
  dwarf_.reset();
  is_debug_info_open_ = false;
  mini_debug_file_.reset();
  debug_file_.reset();
  file_.reset();
}

size_t Module::size_bytes() const {
  const auto size_of = [](const ElfFile* file) {
    return file == nullptr ? 0 : file->Bytes().size();
  };
  const size_t size = size_of(file_.get()) + size_of(debug_file_.get());
  if (dwarf_ == nullptr) return size;
  return size + dwarf_->cached_bytes() + size_of(dwarf_->alternate_file());
}

void Module::FindDebugFile() {
  absl::StatusOr<std::unique_ptr<ElfFile>> debug_file =
      locator_.FindDebugFile(key_, *file_);
  if (debug_file.ok()) {
    debug_file_ = *std::move(debug_file);
  } else {
    status_ = debug_file.status();
  }
}

std::vector<ModuleFile> Module::Files() {
  OpenAgain();
  OpenDebugInfo();
  std::vector<ModuleFile> files;
  const auto add = [&files](const ElfFile* file, bool is_debug_file) {
    if (file == nullptr) return;
    files.push_back({file->path(), file->build_id(), is_debug_file});
  };
  add(file_.get(), false);
  add(debug_file_.get(), true);
  if (dwarf_ != nullptr) add(dwarf_->alternate_file(), true);
  return files;
}

void Module::CheckDebugInfo() {
  if (was_debug_info_open_) return;
  OpenAgain();
  OpenDebugInfo();
}

void Module::OpenDebugInfo() {
  if (is_debug_info_open_ || file_ == nullptr) return;
  is_debug_info_open_ = was_debug_info_open_ = true;
  const ElfFile& source = debug_file_ != nullptr ? *debug_file_ : *file_;
  if (!source.HasDebugInfo()) return;
  auto dwarf = DwarfFrames::Open(source, locator_);
  if (dwarf.ok()) {
    dwarf_ = *std::move(dwarf);
  } else {
    status_ = dwarf.status();
  }
}

std::vector<SourceFrame> Module::Frames(uint64_t file_offset) {
  OpenAgain();
  if (file_ == nullptr) return {};
  const std::optional<uint64_t> address =
      file_->FileOffsetToAddress(file_offset);
  if (!address) return {};
  std::vector<SourceFrame> frames = DwarfFramesAt(*address);
  if (!frames.empty() && !frames.back().function.empty()) return frames;
  const std::string_view symbol = SymbolAt(*address);
  if (symbol.empty()) return frames;
  if (frames.empty()) frames.emplace_back();
  frames.back().linkage_name = symbol;
  frames.back().function = Demangle(symbol);
  return frames;
}

std::vector<SourceFrame> Module::DwarfFramesAt(uint64_t address) {
  if (dwarf_ != nullptr && dwarf_->cached_bytes() > kMaxCachedBytes) {
    dwarf_.reset();
    is_debug_info_open_ = false;
  }
  OpenDebugInfo();
  return dwarf_ == nullptr ? std::vector<SourceFrame>() : dwarf_->At(address);
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
