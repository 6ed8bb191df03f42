// See check_outputs.h.
#include "report/cli/check_outputs.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "report/cli/exit_status.h"
#include "report/cli/terminal.h"
#include "report/cli/version.h"
#include "report/render/check_render.h"

namespace leaktrace::report {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {
    "text", "json", "markdown", "junit", "sarif"};

bool IsFormat(std::string_view word) {
  return std::find(kFormats.begin(), kFormats.end(), word) != kFormats.end();
}

std::string Render(std::string_view format, const CheckView& view,
                   const TextStyle& style) {
  if (format == "json") return RenderCheckJson(view);
  if (format == "markdown") return RenderCheckMarkdown(view);
  if (format == "junit") return RenderCheckJunit(view);
  if (format == "sarif") return RenderCheckSarif(view, kVersion);
  return RenderCheckText(view, style);
}

std::string CheckWord(const std::string& word, bool with_file) {
  const size_t equals = word.find('=');
  const bool has_file = equals != std::string::npos && equals + 1 < word.size();
  if (IsFormat(word.substr(0, equals)) && has_file == with_file) return "";
  return word + ": write one of text, json, markdown, junit, sarif" +
         (with_file ? ", '=' and a file" : "");
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::PermissionDeniedError(
      path + ": cannot be written; name a file in a writable directory");
}

}  // namespace

void AddCheckOutputs(CLI::App* command, CheckOutputs* outputs) {
  command
      ->add_option("--format", outputs->format,
                   "On stdout: text, json, markdown, junit or sarif (text)")
      ->check([](const std::string& word) { return CheckWord(word, false); });
  command
      ->add_option("--output", outputs->files,
                   "FORMAT=FILE, may be repeated: also write this file")
      ->allow_extra_args(false)  // the next word is an input
      ->check([](const std::string& word) { return CheckWord(word, true); });
}

absl::Status WriteCheckOutputs(const CheckOutputs& outputs,
                               const CheckView& view) {
  for (const std::string& output : outputs.files) {
    const size_t equals = output.find('=');
    const absl::Status status =
        WriteFile(output.substr(equals + 1),
                  Render(output.substr(0, equals), view, TextStyle{}));
    if (!status.ok()) return status;
  }
  if (PrintOut(Render(outputs.format, view, StdoutStyle())) == kExitOk) {
    return absl::OkStatus();
  }
  return absl::InternalError("standard output takes no more");
}

}  // namespace leaktrace::report
