// Joins the line table with the chain of inlined calls.
#include "symbolizer/dwarf_frames.h"

#include <dwarf.h>
#include <elfutils/libdwelf.h>

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::symbolizer {
namespace {

// Of libdw's table of lines, which it keeps.
constexpr size_t kBytesPerLine = 64;

// Before DWARF 5 a directory may be relative to that of the compilation.
std::string AbsoluteFile(Dwarf_Die* unit, const char* file) {
  constexpr std::string_view kNoSuchFile = "???";  // libdw's text for it
  if (file == nullptr || *file == '\0' || file == kNoSuchFile) return "";
  if (*file == '/') return file;
  Dwarf_Attribute attribute;
  const char* directory =
      dwarf_formstring(dwarf_attr_integrate(unit, DW_AT_comp_dir, &attribute));
  return directory == nullptr ? file : absl::StrCat(directory, "/", file);
}

int64_t UnsignedAttribute(Dwarf_Die* die, unsigned int name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_attr(die, name, &attribute) == nullptr ||
      dwarf_formudata(&attribute, &value) != 0 || value > INT32_MAX) {
    return 0;
  }
  return static_cast<int64_t>(value);
}

int64_t DeclarationLine(Dwarf_Die* die) {
  int line = 0;
  return dwarf_decl_line(die, &line) == 0 && line > 0 ? line : 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DwarfFrames>> DwarfFrames::Open(
    const ElfFile& file, const ModuleLocator& locator) {
  DwarfHandle dwarf(dwarf_begin_elf(file.elf(), DWARF_C_READ, nullptr));
  if (dwarf == nullptr) {
    return absl::DataLossError(absl::StrCat(
        file.path(), ": unreadable debug information (", dwarf_errmsg(-1),
        "); names come from its symbols only; install the file again"));
  }
  std::unique_ptr<DwarfFrames> frames(new DwarfFrames(std::move(dwarf)));
  frames->UseAlternateFile(locator);
  return frames;
}

DwarfFrames::DwarfFrames(DwarfHandle dwarf) : dwarf_(std::move(dwarf)) {}

void DwarfFrames::UseAlternateFile(const ModuleLocator& locator) {
  const char* name = nullptr;
  const void* id = nullptr;
  const ssize_t id_bytes =
      dwelf_dwarf_gnu_debugaltlink(dwarf_.get(), &name, &id);
  if (id_bytes <= 0) return;
  alternate_file_ =
      locator.FindDebugFileByBuildId(absl::BytesToHexString(absl::string_view(
          static_cast<const char*>(id), static_cast<size_t>(id_bytes))));
  // Not there: libdw itself tries the path that the link holds.
  if (alternate_file_ == nullptr) return;
  alternate_.reset(
      dwarf_begin_elf(alternate_file_->elf(), DWARF_C_READ, nullptr));
  if (alternate_ != nullptr) dwarf_setalt(dwarf_.get(), alternate_.get());
}

const FunctionTable& DwarfFrames::FunctionsOf(Dwarf_Die* unit) {
  const auto [entry, is_new] = functions_.try_emplace(unit->addr, *unit);
  if (is_new) {
    Dwarf_Lines* lines = nullptr;
    size_t count = 0;
    if (dwarf_getsrclines(unit, &lines, &count) != 0) count = 0;
    cached_bytes_ += count * kBytesPerLine + entry->second.size_bytes();
  }
  return entry->second;
}

DwarfFrames::SourceLine DwarfFrames::LineAt(Dwarf_Die* unit, uint64_t address) {
  SourceLine result;
  Dwarf_Line* entry = dwarf_getsrc_die(unit, address);
  if (entry == nullptr) return result;
  int line = 0;
  if (dwarf_lineno(entry, &line) == 0 && line > 0) result.line = line;
  result.file = AbsoluteFile(unit, dwarf_linesrc(entry, nullptr, nullptr));
  return result;
}

DwarfFrames::SourceLine DwarfFrames::CallSite(Dwarf_Die* unit,
                                              Dwarf_Die* inlined) {
  SourceLine result;
  result.line = UnsignedAttribute(inlined, DW_AT_call_line);
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  const auto index =
      static_cast<size_t>(UnsignedAttribute(inlined, DW_AT_call_file));
  if (dwarf_getsrcfiles(unit, &files, &count) == 0 && index < count) {
    result.file =
        AbsoluteFile(unit, dwarf_filesrc(files, index, nullptr, nullptr));
  }
  return result;
}

std::vector<SourceFrame> DwarfFrames::At(uint64_t address) {
  if (!units_) units_.emplace(dwarf_.get());
  Dwarf_Die* unit = units_->Find(address);
  if (unit == nullptr) return {};
  std::vector<SourceFrame> frames;
  SourceLine place = LineAt(unit, address);
  std::vector<Dwarf_Die> chain = FunctionsOf(unit).CallChain(address);
  for (auto die = chain.rbegin(); die != chain.rend(); ++die) {
    const FunctionName& name = names_.Of(*die);
    frames.push_back({name.function, name.linkage_name, std::move(place.file),
                      place.line, DeclarationLine(&*die)});
    place = CallSite(unit, &*die);
  }
  if (frames.empty() && !place.file.empty()) {
    frames.push_back({"", "", std::move(place.file), place.line, 0});
  }
  return frames;
}

}  // namespace leaktrace::symbolizer
