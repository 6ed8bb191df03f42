// Function symbols by address: what remains when there is no DWARF.
//
// Contract: functions only, never data. Of several names at one address the
// choice is deterministic: global before weak before local, unversioned before
// versioned, fewer leading underscores, shorter, then by byte order. A symbol
// without size reaches to the next one or to the end of its section, but not
// over a sized one; in .dynsym, where local functions are missing, it is left
// out. The files passed to Add must outlive this.
#ifndef LEAKTRACE_SYMBOLIZER_ELF_SYMBOLS_H_
#define LEAKTRACE_SYMBOLIZER_ELF_SYMBOLS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "symbolizer/elf_file.h"
#include "symbolizer/range_index.h"

namespace leaktrace::symbolizer {

class ElfSymbols {
 public:
  // `section_type`: SHT_SYMTAB or SHT_DYNSYM. Returns how many were added.
  size_t Add(const ElfFile& file, uint32_t section_type);
  // After the last Add, before the first Find.
  void Build();

  // The linkage name of the function that covers `address`; empty if none.
  std::string_view Find(uint64_t address) const;

 private:
  struct Symbol {
    uint64_t address;
    uint64_t size_bytes;
    uint64_t section_end;
    int binding_rank;  // 0 is best
    std::string_view name;
  };

  static bool IsBetter(const Symbol& a, const Symbol& b);
  void AddTable(const ElfFile& file, Elf_Scn* section);
  void KeepBestOfEachAddress();

  std::vector<Symbol> symbols_;  // after Build: one per address, ascending
  RangeIndex ranges_;            // values index symbols_
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_ELF_SYMBOLS_H_
