// Which files on this machine belong to a module of the traced process.
//
// Contract: a file is used only if its build-id is the one asked for; another
// one is refused with both ids and a remedy. Asks the network only if the
// options say so, and last. README.md has the order of search.
#ifndef LEAKTRACE_SYMBOLIZER_MODULE_LOCATOR_H_
#define LEAKTRACE_SYMBOLIZER_MODULE_LOCATOR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "symbolizer/debuginfod_client.h"
#include "symbolizer/elf_file.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::symbolizer {

class ModuleLocator {
 public:
  explicit ModuleLocator(SymbolizerOptions options);

  // NOT_FOUND, FAILED_PRECONDITION or DATA_LOSS as Symbolizer::ModuleStatus.
  absl::StatusOr<std::unique_ptr<ElfFile>> FindModule(
      const ModuleKey& key) const;

  // The separate debug file of `module`: nullptr if there is none, an error if
  // the only ones found do not belong to it or cannot be read.
  absl::StatusOr<std::unique_ptr<ElfFile>> FindDebugFile(
      const ModuleKey& key, const ElfFile& module) const;

  // A debug file by build-id alone (the alternate files of dwz); nullptr if
  // there is none.
  std::unique_ptr<ElfFile> FindDebugFileByBuildId(
      absl::string_view build_id) const;

 private:
  absl::StatusOr<std::unique_ptr<ElfFile>> FindLocalModule(
      const ModuleKey& key) const;
  absl::StatusOr<std::unique_ptr<ElfFile>> FindLocalDebugFile(
      const ModuleKey& key, const ElfFile& module) const;
  std::vector<std::string> ModuleCandidates(const std::string& path,
                                            const ModuleKey& key) const;
  std::vector<std::string> BuildIdCandidates(absl::string_view build_id,
                                             absl::string_view suffix) const;
  std::vector<std::string> DebugLinkCandidates(const ModuleKey& key,
                                               const ElfFile& module,
                                               const std::string& link) const;
  absl::Status DeletedModuleError(const ModuleKey& key) const;

  std::unique_ptr<DebuginfodClient> debuginfod_;  // if it may be asked
  std::string sysroot_;
  std::vector<std::string> debug_dirs_;  // in order of preference
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_MODULE_LOCATOR_H_
