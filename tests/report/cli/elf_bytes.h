// The first bytes of ELF files, as far as a loader's decision goes: which
// machine, which dynamic loader. Enough for what has no compiler here.
#ifndef LEAKTRACE_TESTS_REPORT_CLI_ELF_BYTES_H_
#define LEAKTRACE_TESTS_REPORT_CLI_ELF_BYTES_H_

#include <elf.h>

#include <cstring>
#include <string>

namespace leaktrace::report {

template <typename Value>
std::string BytesOf(const Value& value) {
  std::string bytes(sizeof(value), '\0');
  std::memcpy(bytes.data(), &value, sizeof(value));
  return bytes;
}

template <typename Header>
Header ElfHeader(unsigned char elf_class, uint16_t machine) {
  Header header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = elf_class;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_EXEC;
  header.e_machine = machine;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(header);
  return header;
}

inline std::string ElfOfI386() {
  return BytesOf(ElfHeader<Elf32_Ehdr>(ELFCLASS32, EM_386));
}

// A 64-bit program whose loader is said to be `size_bytes` long.
inline std::string ElfWithInterpreter(const std::string& interpreter,
                                      uint64_t size_bytes) {
  auto header = ElfHeader<Elf64_Ehdr>(ELFCLASS64, EM_X86_64);
  header.e_phoff = sizeof(header);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  Elf64_Phdr segment = {};
  segment.p_type = PT_INTERP;
  segment.p_offset = sizeof(header) + sizeof(segment);
  segment.p_filesz = size_bytes;
  return BytesOf(header) + BytesOf(segment) + interpreter + '\0';
}

inline std::string ElfWithInterpreter(const std::string& interpreter) {
  return ElfWithInterpreter(interpreter, interpreter.size() + 1);
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_CLI_ELF_BYTES_H_
