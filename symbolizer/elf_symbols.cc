// Reads symbol tables by libelf into a sorted array.
#include "symbolizer/elf_symbols.h"

#include <gelf.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>

namespace leaktrace::symbolizer {
namespace {

bool IsDefinedFunction(const GElf_Sym& symbol) {
  const int type = GELF_ST_TYPE(symbol.st_info);
  return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
         symbol.st_shndx != SHN_UNDEF && symbol.st_value != 0;
}

int BindingRank(const GElf_Sym& symbol) {
  switch (GELF_ST_BIND(symbol.st_info)) {
    case STB_GLOBAL:
      return 0;
    case STB_WEAK:
      return 1;
    default:
      return 2;
  }
}

// Both sums come from a file and may overflow.
uint64_t SaturatingAdd(uint64_t a, uint64_t b) {
  const uint64_t sum = a + b;
  return sum < a ? std::numeric_limits<uint64_t>::max() : sum;
}

uint64_t SectionEnd(Elf* elf, const GElf_Sym& symbol) {
  Elf_Scn* section = elf_getscn(elf, symbol.st_shndx);
  GElf_Shdr header;
  if (section == nullptr || gelf_getshdr(section, &header) == nullptr) return 0;
  return SaturatingAdd(header.sh_addr, header.sh_size);
}

size_t LeadingUnderscores(std::string_view name) {
  return std::min(name.find_first_not_of('_'), name.size());
}

}  // namespace

size_t ElfSymbols::Add(const ElfFile& file, uint32_t section_type) {
  const size_t before = symbols_.size();
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(file.elf(), section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) != nullptr &&
        header.sh_type == section_type) {
      AddTable(file, section);
    }
  }
  return symbols_.size() - before;
}

void ElfSymbols::AddTable(const ElfFile& file, Elf_Scn* section) {
  GElf_Shdr header;
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || gelf_getshdr(section, &header) == nullptr) return;
  const size_t entry_bytes = gelf_fsize(file.elf(), ELF_T_SYM, 1, EV_CURRENT);
  if (entry_bytes == 0) return;
  const size_t count = std::min<size_t>(data->d_size / entry_bytes,
                                        std::numeric_limits<int>::max());
  for (size_t i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) return;
    if (!IsDefinedFunction(symbol)) continue;
    if (header.sh_type == SHT_DYNSYM && symbol.st_size == 0) continue;
    const char* name = elf_strptr(file.elf(), header.sh_link, symbol.st_name);
    if (name == nullptr || *name == '\0') continue;
    symbols_.push_back({symbol.st_value, symbol.st_size,
                        SectionEnd(file.elf(), symbol), BindingRank(symbol),
                        name});
  }
}

bool ElfSymbols::IsBetter(const Symbol& a, const Symbol& b) {
  const auto key = [](const Symbol& s) {
    return std::make_tuple(s.binding_rank,
                           s.name.find('@') != std::string_view::npos,
                           LeadingUnderscores(s.name), s.name.size(), s.name);
  };
  return key(a) < key(b);
}

void ElfSymbols::KeepBestOfEachAddress() {
  std::sort(
      symbols_.begin(), symbols_.end(), [](const Symbol& a, const Symbol& b) {
        return a.address != b.address ? a.address < b.address : IsBetter(a, b);
      });
  size_t kept = 0;
  for (const Symbol& symbol : symbols_) {
    if (kept > 0 && symbols_[kept - 1].address == symbol.address) {
      Symbol& best = symbols_[kept - 1];
      best.size_bytes = std::max(best.size_bytes, symbol.size_bytes);
    } else {
      symbols_[kept++] = symbol;
    }
  }
  symbols_.resize(kept);
  symbols_.shrink_to_fit();
}

void ElfSymbols::Build() {
  KeepBestOfEachAddress();
  uint64_t covered_until = 0;
  for (size_t i = 0; i < symbols_.size(); ++i) {
    const Symbol& symbol = symbols_[i];
    uint64_t end = SaturatingAdd(symbol.address, symbol.size_bytes);
    if (symbol.size_bytes == 0) {
      if (symbol.address < covered_until) continue;  // a label in a function
      end = symbol.section_end;
      if (i + 1 < symbols_.size()) end = std::min(end, symbols_[i + 1].address);
    }
    covered_until = std::max(covered_until, end);
    ranges_.Add(symbol.address, end, static_cast<uint32_t>(i));
  }
  ranges_.Build();
}

std::string_view ElfSymbols::Find(uint64_t address) const {
  const std::optional<uint32_t> index = ranges_.Find(address);
  return index ? symbols_[*index].name : std::string_view();
}

}  // namespace leaktrace::symbolizer
