// SARIF 2.1.0: one run, a reporting descriptor per rule, a result per row. The
// location is the owner's frame where its file is known; code scanning wants a
// file for each result, so else it is the budget file, else the executable.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "report/render/check_render.h"
#include "report/render/json_text.h"

namespace leaktrace::report {
namespace {

constexpr char kSchema[] = "https://json.schemastore.org/sarif-2.1.0.json";

std::string RuleId(const CheckRow& row) { return "leaktrace/" + row.rule; }

// "budgets.txt:3" without the line.
std::string FileOf(const std::string& origin) {
  return origin.substr(0, origin.rfind(':'));
}

int64_t LineOf(const std::string& origin) {
  const size_t colon = origin.rfind(':');
  if (colon == std::string::npos) return 0;
  return std::strtol(origin.c_str() + colon + 1, nullptr, 10);
}

// Percent-encodes what a URI reference may not hold, and the colon, which would
// end a scheme. Where a path is absolute, so is the URI.
std::string Uri(const std::string& path) {
  constexpr char kPlain[] = "-._~/+@";
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 ||
        std::string_view(kPlain).find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4U];
      uri += kDigits[byte & 0xFU];
    }
  }
  return uri.empty() ? "unknown" : uri;
}

// Code scanning knows files by their place in the repository.
std::string RelativeTo(const std::string& root, const std::string& file) {
  const std::string prefix = root + "/";
  return !root.empty() && file.starts_with(prefix) ? file.substr(prefix.size())
                                                   : file;
}

Json Physical(const CheckView& view, const std::string& file, int64_t line) {
  Json json = {
      {"artifactLocation", {{"uri", Uri(RelativeTo(view.source_root, file))}}}};
  if (line > 0) json["region"] = {{"startLine", line}};
  return json;
}

Json FrameLocation(const CheckView& view, const PathRow& frame) {
  Json json = {
      {"logicalLocations",
       {{{"fullyQualifiedName", frame.function}, {"kind", "function"}}}}};
  if (!frame.file.empty()) {
    json["physicalLocation"] = Physical(view, frame.file, frame.line);
  }
  return json;
}

Json Location(const CheckView& view, const CheckRow& row) {
  const auto owner =
      std::find_if(row.path.begin(), row.path.end(),
                   [](const PathRow& frame) { return frame.owner; });
  Json logical = {{"fullyQualifiedName", row.subject}};
  if (!row.module.empty()) logical["kind"] = "function";  // not a sum of them
  Json json = {{"logicalLocations", Json::array({logical})}};
  if (owner != row.path.end() && !owner->file.empty()) {
    json["physicalLocation"] = Physical(view, owner->file, owner->line);
  } else if (!row.origin.empty()) {
    json["physicalLocation"] =
        Physical(view, FileOf(row.origin), LineOf(row.origin));
  } else {
    json["physicalLocation"] = Physical(view, view.executable, 0);
  }
  return json;
}

Json StackJson(const CheckView& view, const CheckRow& row) {
  Json frames = Json::array();
  for (const PathRow& frame : row.path) {
    frames.push_back({{"location", FrameLocation(view, frame)}});
  }
  return {{"message", {{"text", "heaviest call path"}}}, {"frames", frames}};
}

const char* Level(const CheckRow& row) {
  switch (row.status) {
    case CheckStatus::kFailed:
      return "error";
    case CheckStatus::kUndecided:
      return "warning";
    default:
      return "note";
  }
}

Json ResultJson(const CheckView& view, const CheckRow& row) {
  Json json = {{"ruleId", RuleId(row)},
               {"level", Level(row)},
               {"message", {{"text", row.subject + ": " + row.message}}},
               {"locations", {Location(view, row)}},
               {"partialFingerprints",
                {{"leaktraceOwner/v1",
                  row.rule + "|" + row.subject + "|" + row.module}}}};
  if (!row.path.empty()) json["stacks"] = Json::array({StackJson(view, row)});
  if (row.status == CheckStatus::kSuppressed) {
    json["suppressions"] =
        Json::array({{{"kind", "external"}, {"justification", row.message}}});
  }
  return json;
}

std::string RuleTitle(const CheckRow& row) {
  return row.rule == "growth" ? "Memory of one owner accumulates"
                              : "The limit of " + row.rule + " is exceeded";
}

// GitHub shows all of these texts, and wants them.
Json RulesJson(const CheckView& view) {
  std::set<std::string> seen;
  Json rules = Json::array();
  for (const CheckRow& row : view.rows) {
    if (!seen.insert(row.rule).second) continue;
    rules.push_back(
        {{"id", RuleId(row)},
         {"shortDescription", {{"text", RuleTitle(row)}}},
         {"fullDescription",
          {{"text",
            RuleTitle(row) + ", judged by the heap snapshots of a run."}}},
         {"help",
          {{"text",
            "The message has the figures and the limit, the stack the call "
            "path that allocates. leaktrace report tells more; budgets and "
            "suppressions are explained in leaktrace-check(1)."}}}});
  }
  return rules;
}

}  // namespace

std::string RenderCheckSarif(const CheckView& view,
                             const std::string& version) {
  Json results = Json::array();
  for (const CheckRow& row : view.rows) {
    if (row.status != CheckStatus::kPassed) {
      results.push_back(ResultJson(view, row));
    }
  }
  const Json driver = {
      {"name", "leaktrace"}, {"version", version}, {"rules", RulesJson(view)}};
  const Json invocation = {{"executionSuccessful", true},
                           {"exitCode", view.exit_status}};
  return JsonText(
      {{"$schema", kSchema},
       {"version", "2.1.0"},
       {"runs", Json::array({{{"tool", {{"driver", driver}}},
                              {"invocations", Json::array({invocation})},
                              {"results", results}}})}});
}

}  // namespace leaktrace::report
