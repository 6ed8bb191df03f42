// See check_outputs.h.
#include "report/cli/check_outputs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "CLI/CLI.hpp"
#include "report/cli/exit_status.h"
#include "report/cli/output_file.h"
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

std::string FileOf(const std::string& output) {
  return output.substr(output.find('=') + 1);
}

// One would overwrite the other.
class DistinctFiles {
 public:
  std::string Check(const std::string& output) {
    const std::string file = FileOf(output);
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(
        std::filesystem::absolute(file, error), error);
    const std::string key = error ? file : whole.string();
    const auto [entry, is_new] = seen_.emplace(key, output);
    if (is_new || entry->second == output) return "";
    return output + ": " + entry->second +
           " is written there already; name another file";
  }

 private:
  std::map<std::string, std::string> seen_;
};

}  // namespace

void AddCheckOutputs(CLI::App* command, CheckOutputs* outputs) {
  command
      ->add_option("--format", outputs->format,
                   "On stdout: text, json, markdown, junit or sarif (text)")
      ->check([](const std::string& word) { return CheckWord(word, false); });
  const auto distinct = std::make_shared<DistinctFiles>();
  command
      ->add_option("--output", outputs->files,
                   "FORMAT=FILE, may be repeated: also write this file")
      ->allow_extra_args(false)  // the next word is an input
      ->check([distinct](const std::string& word) {
        const std::string wrong = CheckWord(word, true);
        return wrong.empty() ? distinct->Check(word) : wrong;
      });
}

int WriteCheckOutputs(const CheckOutputs& outputs, const CheckView& view) {
  int exit_status = view.exit_status;
  const auto write = [&](const std::string& text, const std::string& path) {
    const int written = WriteOutput(text, path);
    if (written != kExitOk) exit_status = written;
  };
  for (const std::string& output : outputs.files) {
    const std::string format = output.substr(0, output.find('='));
    write(Render(format, view, TextStyle{}), FileOf(output));
  }
  write(Render(outputs.format, view, StdoutStyle()), "");
  return exit_status;
}

}  // namespace leaktrace::report
