// See bundle.h.
#include "report/cli/bundle.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "report/analysis/function_name.h"
#include "report/cli/profile_symbolizer.h"
#include "report/cli/temporary_folder.h"
#include "report/profile/profile_reader.h"
#include "report/profile/profile_writer.h"
#include "report/profile/tar_gz.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::report {
namespace {

constexpr char kMarker[] = "leaktrace-bundle";
constexpr char kVersionLine[] = "version 1\n";
constexpr char kSeriesFolder[] = "series";
constexpr char kDebugFolder[] = "debug";

// What tells who ran the program where goes; names and sizes stay.
void Redact(Profile* profile) {
  SnapshotInfo& info = profile->info;
  info.host.clear();
  info.mark.clear();
  info.executable = ModuleBaseName(info.executable);
  for (auto& [key, path] : info.providers) path = ModuleBaseName(path);
  std::map<std::string, int64_t> mappings;
  for (const auto& [name, bytes] : info.mappings) {
    mappings[ModuleBaseName(name)] += bytes;
  }
  info.mappings = std::move(mappings);
  profile->comments.clear();
  for (Mapping& mapping : profile->mappings) {
    mapping.path = ModuleBaseName(mapping.path);
  }
  for (Function& function : profile->functions) {
    function.filename = ModuleBaseName(function.filename);
  }
  for (Sample& sample : profile->samples) sample.labels.clear();
}

class BundleWriter {
 public:
  BundleWriter(const BundleRequest& request, TarGzWriter archive)
      : request_(request),
        archive_(std::move(archive)),
        names_(request.profile.symbols),
        files_(request.profile.symbols) {}

  absl::StatusOr<BundleResult> Write(const SnapshotDirectory& series) {
    absl::Status status = archive_.AddBytes(kMarker, kVersionLine);
    for (size_t i = 0; i < series.snapshots.size() && status.ok(); ++i) {
      status = AddSnapshot(series.snapshots[i]);
    }
    if (!request_.redact) {
      for (const symbolizer::ModuleKey& module : modules_) {
        if (status.ok()) status = AddModule(module);
      }
      if (status.ok()) status = AddJitMaps();
    }
    if (status.ok()) status = archive_.Close();
    if (!status.ok()) return status;
    return std::move(result_);
  }

 private:
  absl::Status AddSnapshot(const SnapshotFile& file) {
    absl::StatusOr<Profile> profile = ReadProfile(file.path);
    if (!profile.ok()) return profile.status();
    ++result_.snapshots;
    const std::string name =
        absl::StrCat(kSeriesFolder, "/",
                     std::filesystem::path(file.path).filename().string());
    if (request_.redact) {
      names_.Symbolize(&*profile);
      Redact(&*profile);
      return archive_.AddBytes(
          name, SerializeProfile(*profile, ProfileEncoding::kRaw));
    }
    for (const Mapping& mapping : profile->mappings) {
      modules_.insert({mapping.path, mapping.build_id});
    }
    if (profile->info.pid) pids_.insert(*profile->info.pid);
    return archive_.AddFile(name, file.path);
  }

  absl::Status AddModule(const symbolizer::ModuleKey& module) {
    if (!module.path.starts_with("/")) return absl::OkStatus();
    const absl::Status found = files_.ModuleStatus(module);
    if (!found.ok()) result_.warnings.emplace_back(found.message());
    for (const symbolizer::ModuleFile& file : files_.Files(module)) {
      if (file.build_id.size() < 3) continue;
      const std::string name = absl::StrCat(
          kDebugFolder, "/.build-id/", file.build_id.substr(0, 2), "/",
          file.build_id.substr(2), file.is_debug_file ? ".debug" : "");
      if (!names_added_.insert(name).second) continue;
      absl::Status added = archive_.AddFile(name, file.path);
      if (!added.ok()) return added;
      ++result_.files;
    }
    return absl::OkStatus();
  }

  absl::Status AddJitMaps() {
    for (const int64_t pid : pids_) {
      const std::string name = absl::StrCat("perf-", pid, ".map");
      const std::string path =
          absl::StrCat(request_.profile.symbols.sysroot, "/tmp/", name);
      std::error_code error;
      if (!std::filesystem::is_regular_file(path, error)) continue;
      absl::Status added =
          archive_.AddFile(absl::StrCat(kDebugFolder, "/", name), path);
      if (!added.ok()) return added;
      ++result_.files;
    }
    return absl::OkStatus();
  }

  const BundleRequest& request_;
  TarGzWriter archive_;
  ProfileSymbolizer names_;
  symbolizer::Symbolizer files_;
  std::set<symbolizer::ModuleKey> modules_;
  std::set<int64_t> pids_;
  std::set<std::string> names_added_;
  BundleResult result_;
};

}  // namespace

absl::StatusOr<BundleResult> WriteBundle(const BundleRequest& request) {
  const absl::StatusOr<SnapshotDirectory> series =
      FindSeriesOrDefault(request.input);
  if (!series.ok()) return series.status();
  const std::string temporary = request.output + ".tmp";
  absl::StatusOr<TarGzWriter> archive = TarGzWriter::Create(temporary);
  if (!archive.ok()) return archive.status();
  absl::StatusOr<BundleResult> result =
      BundleWriter(request, *std::move(archive)).Write(*series);
  std::error_code error;
  if (result.ok()) {
    std::filesystem::rename(temporary, request.output, error);
    if (error)
      result = absl::UnknownError(
          absl::StrCat(request.output, ": cannot be written: ", error.message(),
                       "; name another file"));
  }
  if (!result.ok()) std::filesystem::remove(temporary, error);
  return result;
}

absl::Status OpenIfBundle(std::string* input, ProfileOptions* options) {
  if (!IsTarGz(*input, kMarker)) return absl::OkStatus();
  absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make();
  if (!folder.ok()) return folder.status();
  absl::Status unpacked = ExtractTarGz(*input, folder->path());
  if (!unpacked.ok()) return unpacked;
  const std::string debug = folder->path() + "/" + kDebugFolder;
  options->symbols.debug_dirs.insert(options->symbols.debug_dirs.begin(),
                                     debug);
  options->symbols.jit_map_dir = debug;
  *input = folder->path() + "/" + kSeriesFolder;
  options->unpacked = std::make_shared<TemporaryFolder>(*std::move(folder));
  return absl::OkStatus();
}

}  // namespace leaktrace::report
