#include "report/cli/program_facts.h"

#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leaktrace::report {
namespace {

constexpr std::array<std::string_view, 6> kPrefixedAllocators = {
    "je_malloc", "_rjem_malloc", "mi_malloc",
    "tc_malloc", "rpmalloc",     "nedmalloc"};
struct Sanitizer {
  const char* name;
  const char* function;  // of its run-time, linked in or not
  const char* library;   // part of the file's name
};
constexpr std::array<Sanitizer, 4> kSanitizers = {
    {{"AddressSanitizer", "__asan_init", "libasan"},
     {"ThreadSanitizer", "__tsan_init", "libtsan"},
     {"LeakSanitizer", "__lsan_init", "liblsan"},
     {"MemorySanitizer", "__msan_init", "libmsan"}}};
constexpr int kMaxScripts = 4;  // as the kernel follows them

struct ElfCloser {
  void operator()(Elf* elf) const { elf_end(elf); }
};
using OwnedElf = std::unique_ptr<Elf, ElfCloser>;

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string_view TextAt(Elf* elf, size_t strings, size_t offset) {
  const char* text = elf_strptr(elf, strings, offset);
  return text != nullptr ? text : std::string_view();
}

void ReadSymbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header,
                 ProgramFacts* facts) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return;
  const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, i, &symbol) == nullptr) return;
    if (symbol.st_shndx == SHN_UNDEF) continue;
    const std::string_view name = TextAt(elf, header.sh_link, symbol.st_name);
    // Only what the loader sees can come before a preloaded function.
    if (header.sh_type == SHT_DYNSYM && name == "malloc") {
      facts->defines_malloc = true;
    }
    for (const Sanitizer& sanitizer : kSanitizers) {
      if (name == sanitizer.function) facts->sanitizer = sanitizer.name;
    }
    auto& found = facts->prefixed_allocators;
    if (std::find(kPrefixedAllocators.begin(), kPrefixedAllocators.end(),
                  name) != kPrefixedAllocators.end() &&
        std::find(found.begin(), found.end(), name) == found.end()) {
      found.emplace_back(name);
    }
  }
}

void ReadNeeded(Elf* elf, Elf_Scn* section, const GElf_Shdr& header,
                ProgramFacts* facts) {
  Elf_Data* data = elf_getdata(section, nullptr);
  GElf_Dyn entry;
  for (int i = 0; data != nullptr && gelf_getdyn(data, i, &entry) != nullptr;
       ++i) {
    if (entry.d_tag != DT_NEEDED) continue;
    const std::string_view name = TextAt(elf, header.sh_link, entry.d_un.d_val);
    for (const Sanitizer& sanitizer : kSanitizers) {
      if (Contains(name, sanitizer.library)) facts->sanitizer = sanitizer.name;
    }
  }
}

void ReadSections(Elf* elf, ProgramFacts* facts) {
  size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return;
  for (Elf_Scn* section = nullptr;
       (section = elf_nextscn(elf, section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) {
      ReadSymbols(elf, section, header, facts);
    } else if (header.sh_type == SHT_DYNAMIC) {
      ReadNeeded(elf, section, header, facts);
    }
    const std::string_view name = TextAt(elf, names, header.sh_name);
    if (name == ".go.buildinfo" || name == ".note.go.buildid") {
      facts->is_go = true;
    }
  }
}

void ReadInterpreter(Elf* elf, ProgramFacts* facts) {
  size_t count = 0;
  size_t size = 0;
  const char* file = elf_rawfile(elf, &size);
  if (elf_getphdrnum(elf, &count) != 0 || file == nullptr) return;
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) return;
    if (header.p_type != PT_INTERP || header.p_offset >= size ||
        header.p_filesz > size - header.p_offset) {
      continue;
    }
    const std::string_view text(file + header.p_offset, header.p_filesz);
    facts->interpreter = text.substr(0, text.find('\0'));
  }
}

bool HasMoreRights(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return false;
  return (status.st_mode & (S_ISUID | S_ISGID)) != 0 ||
         getxattr(path.c_str(), "security.capability", nullptr, 0) > 0;
}

// The program of a "#!" line; empty if there is none. "env NAME" is NAME.
std::string ProgramOfScript(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 256> start{};
  file.read(start.data(), start.size() - 1);
  std::string_view text(start.data(), static_cast<size_t>(file.gcount()));
  if (text.substr(0, 2) != "#!") return "";
  std::istringstream line{std::string(text.substr(2, text.find('\n') - 2))};
  std::string program;
  std::string argument;
  line >> program >> argument;
  if (!program.ends_with("/env") || argument.empty()) return program;
  return FindProgram(argument).value_or(argument);
}

absl::Status ReadElf(ProgramFacts* facts) {
  const int fd = open(facts->path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return absl::NotFoundError(facts->path +
                               ": cannot be read; check name and rights");
  }
  elf_version(EV_CURRENT);
  const OwnedElf elf(elf_begin(fd, ELF_C_READ_MMAP, nullptr));
  GElf_Ehdr header;
  absl::Status status;
  if (elf == nullptr || gelf_getehdr(elf.get(), &header) == nullptr) {
    status = absl::InvalidArgumentError(
        facts->path +
        ": offset 0: neither an ELF file nor a script; name the "
        "program that is executed in the end");
  } else {
    facts->is_x86_64 =
        header.e_machine == EM_X86_64 && header.e_ident[EI_CLASS] == ELFCLASS64;
    ReadInterpreter(elf.get(), facts);
    ReadSections(elf.get(), facts);
  }
  close(fd);
  return status;
}

}  // namespace

absl::StatusOr<std::string> FindProgram(const std::string& command) {
  if (Contains(command, "/")) {
    if (access(command.c_str(), X_OK) == 0) return command;
    return absl::NotFoundError(command + ": no such program");
  }
  const char* variable = std::getenv("PATH");
  std::istringstream folders(variable != nullptr ? variable : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string path = folder + "/" + command;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return absl::NotFoundError(command + ": no such program in PATH");
}

absl::StatusOr<ProgramFacts> ReadProgramFacts(const std::string& path) {
  ProgramFacts facts;
  facts.path = path;
  for (int i = 0; i < kMaxScripts; ++i) {
    const std::string program = ProgramOfScript(facts.path);
    if (program.empty()) break;
    if (facts.script.empty()) facts.script = path;
    facts.path = program;
  }
  if (const absl::Status status = ReadElf(&facts); !status.ok()) return status;
  facts.is_setuid = HasMoreRights(facts.path);
  return facts;
}

}  // namespace leaktrace::report
