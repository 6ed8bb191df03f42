// Builds the list of places, takes the first file that proves to be right.
#include "symbolizer/module_locator.h"

#include <elfutils/libdwelf.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace leaktrace::symbolizer {
namespace {

constexpr char kSystemDebugDir[] = "/usr/lib/debug";
constexpr char kDeleted[] = " (deleted)";

using FileOr = absl::StatusOr<std::unique_ptr<ElfFile>>;

// "[vdso]", "[heap]", "//anon", "anon_inode:..." and the like.
bool IsFileName(absl::string_view path) {
  return !path.empty() && path[0] != '[' && !absl::StartsWith(path, "//") &&
         !absl::StartsWith(path, "anon_inode:") &&
         path.find('\0') == absl::string_view::npos;
}

// Ids come from a file and end in a path.
bool IsUsableBuildId(absl::string_view build_id) {
  return build_id.size() > 2 &&
         std::all_of(build_id.begin(), build_id.end(),
                     [](char c) { return absl::ascii_isxdigit(c); });
}

std::string IdText(const std::string& build_id) {
  return build_id.empty() ? "no build-id" : absl::StrCat("build-id ", build_id);
}

absl::Status OtherBuildId(const ElfFile& file, const std::string& wanted,
                          absl::string_view remedy) {
  return absl::FailedPreconditionError(
      absl::StrCat(file.path(), ": refused, it has ", IdText(file.build_id()),
                   " but the process ran ", IdText(wanted), "; ", remedy));
}

absl::Status CheckModule(const ElfFile& file, const ModuleKey& key) {
  const std::string wanted = absl::AsciiStrToLower(key.build_id);
  if (wanted.empty() || file.build_id() == wanted) return absl::OkStatus();
  return OtherBuildId(file, wanted,
                      "point --sysroot or --debug-dir at the build that ran");
}

bool HasCrc(const ElfFile& file, uint32_t crc) {
  const std::string_view bytes = file.Bytes();
  const auto* data =
      static_cast<const Bytef*>(static_cast<const void*>(bytes.data()));
  return crc32_z(crc32_z(0, nullptr, 0), data, bytes.size()) == crc;
}

absl::Status CheckDebugFile(const ElfFile& file, const ElfFile& module,
                            uint32_t crc) {
  if (!module.build_id().empty()) {
    if (file.build_id() == module.build_id()) return absl::OkStatus();
    return OtherBuildId(file, module.build_id(),
                        "install the debug package of the same version");
  }
  if (HasCrc(file, crc)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(file.path(), ": refused, its checksum is not the one that ",
                   module.path(),
                   " asks for; install the debug package of the same "
                   "version"));
}

// The first candidate that `check` accepts; else the most telling error: one
// about a file that exists before one about a file that does not.
template <typename Check>
FileOr FirstAccepted(const std::vector<std::string>& candidates,
                     const Check& check) {
  absl::Status refusal;
  for (const std::string& path : candidates) {
    FileOr file = ElfFile::Open(path);
    const absl::Status status = file.ok() ? check(**file) : file.status();
    if (status.ok()) return file;
    if (refusal.ok() ||
        (absl::IsNotFound(refusal) && !absl::IsNotFound(status))) {
      refusal = status;
    }
  }
  if (refusal.ok()) return absl::NotFoundError("no place to look at");
  return refusal;
}

// No file, but the same code in every process of this kernel.
std::unique_ptr<ElfFile> FindVdso(const ModuleKey& key) {
  if (key.path != "[vdso]" || key.build_id.empty()) return nullptr;
  std::unique_ptr<ElfFile> vdso = ElfFile::OfOwnVdso();
  if (vdso == nullptr || !CheckModule(*vdso, key).ok()) return nullptr;
  return vdso;
}

std::string CanonicalDirectory(const std::string& path) {
  std::error_code error;
  const auto canonical = std::filesystem::canonical(path, error);
  return error ? "" : canonical.parent_path().string();
}

std::string Directory(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

}  // namespace

ModuleLocator::ModuleLocator(SymbolizerOptions options)
    : debuginfod_(options.debuginfod ? std::make_unique<DebuginfodClient>()
                                     : nullptr),
      sysroot_(std::move(options.sysroot)),
      debug_dirs_(std::move(options.debug_dirs)) {
  if (!sysroot_.empty()) {
    debug_dirs_.push_back(absl::StrCat(sysroot_, kSystemDebugDir));
  }
  debug_dirs_.emplace_back(kSystemDebugDir);
}

FileOr ModuleLocator::FindModule(const ModuleKey& key) const {
  FileOr file = FindLocalModule(key);
  if (file.ok() || debuginfod_ == nullptr || !IsUsableBuildId(key.build_id)) {
    return file;
  }
  const absl::StatusOr<std::string> fetched =
      debuginfod_->FindExecutable(key.build_id);
  if (absl::IsUnavailable(fetched.status())) return fetched.status();
  if (!fetched.ok()) return file;
  return FirstAccepted({*fetched}, [&](const ElfFile& candidate) {
    return CheckModule(candidate, key);
  });
}

FileOr ModuleLocator::FindLocalModule(const ModuleKey& key) const {
  if (auto vdso = FindVdso(key)) return vdso;
  if (!IsFileName(key.path)) {
    return absl::NotFoundError(absl::StrCat(
        "'", key.path, "': not a file, so its addresses have no names"));
  }
  const auto check = [&](const ElfFile& file) {
    return CheckModule(file, key);
  };
  FileOr file = FirstAccepted(ModuleCandidates(key.path, key), check);
  if (file.ok() || !absl::EndsWith(key.path, kDeleted)) return file;
  // Whatever is there now is another file, unless the build-id says otherwise.
  if (!key.build_id.empty()) {
    const std::string path(absl::StripSuffix(key.path, kDeleted));
    file = FirstAccepted(ModuleCandidates(path, key), check);
    if (file.ok()) return file;
  }
  return DeletedModuleError(key);
}

absl::Status ModuleLocator::DeletedModuleError(const ModuleKey& key) const {
  return absl::NotFoundError(absl::StrCat(
      key.path, ": deleted or replaced while the process ran (",
      IdText(key.build_id),
      "); point --sysroot or --debug-dir at a copy of the build that ran"));
}

std::vector<std::string> ModuleLocator::ModuleCandidates(
    const std::string& path, const ModuleKey& key) const {
  std::vector<std::string> candidates;
  if (!sysroot_.empty()) candidates.push_back(absl::StrCat(sysroot_, path));
  // Another system's file may be taken from here only if an id can prove it.
  if (sysroot_.empty() || !key.build_id.empty()) candidates.push_back(path);
  for (std::string& whole_file : BuildIdCandidates(key.build_id, "")) {
    candidates.push_back(std::move(whole_file));
  }
  return candidates;
}

std::vector<std::string> ModuleLocator::BuildIdCandidates(
    absl::string_view build_id, absl::string_view suffix) const {
  std::vector<std::string> candidates;
  if (!IsUsableBuildId(build_id)) return candidates;
  const std::string id = absl::AsciiStrToLower(build_id);
  for (const std::string& directory : debug_dirs_) {
    candidates.push_back(absl::StrCat(directory, "/.build-id/", id.substr(0, 2),
                                      "/", id.substr(2), suffix));
  }
  return candidates;
}

std::vector<std::string> ModuleLocator::DebugLinkCandidates(
    const ModuleKey& key, const ElfFile& module,
    const std::string& link) const {
  const std::string here = Directory(module.path());
  std::vector<std::string> candidates = {absl::StrCat(here, "/", link),
                                         absl::StrCat(here, "/.debug/", link)};
  for (const std::string& directory : debug_dirs_) {
    for (const std::string& of_module :
         {Directory(key.path), CanonicalDirectory(module.path())}) {
      candidates.push_back(absl::StrCat(directory, of_module, "/", link));
    }
  }
  return candidates;
}

FileOr ModuleLocator::FindDebugFile(const ModuleKey& key,
                                    const ElfFile& module) const {
  FileOr file = FindLocalDebugFile(key, module);
  const bool found = file.ok() && *file != nullptr;
  if (found || debuginfod_ == nullptr || !IsUsableBuildId(module.build_id())) {
    return file;
  }
  const absl::StatusOr<std::string> fetched =
      debuginfod_->FindDebugInfo(module.build_id());
  if (absl::IsUnavailable(fetched.status())) return fetched.status();
  if (!fetched.ok()) return file;
  return FirstAccepted({*fetched}, [&](const ElfFile& candidate) {
    return CheckDebugFile(candidate, module, 0);
  });
}

FileOr ModuleLocator::FindLocalDebugFile(const ModuleKey& key,
                                         const ElfFile& module) const {
  GElf_Word crc = 0;
  std::vector<std::string> candidates =
      BuildIdCandidates(module.build_id(), ".debug");
  const char* link = dwelf_elf_gnu_debuglink(module.elf(), &crc);
  // A link is a plain name; anything else would lead out of the directory.
  if (link != nullptr && *link != '\0' &&
      std::string_view(link).find('/') == std::string_view::npos) {
    for (std::string& path : DebugLinkCandidates(key, module, link)) {
      candidates.push_back(std::move(path));
    }
  }
  FileOr file = FirstAccepted(candidates, [&](const ElfFile& candidate) {
    return CheckDebugFile(candidate, module, crc);
  });
  if (absl::IsNotFound(file.status())) return nullptr;
  return file;
}

std::unique_ptr<ElfFile> ModuleLocator::FindDebugFileByBuildId(
    absl::string_view build_id) const {
  FileOr file = FirstAccepted(
      BuildIdCandidates(build_id, ".debug"), [&](const ElfFile& candidate) {
        return candidate.build_id() == build_id
                   ? absl::OkStatus()
                   : absl::FailedPreconditionError(candidate.path());
      });
  return file.ok() ? *std::move(file) : nullptr;
}

}  // namespace leaktrace::symbolizer
