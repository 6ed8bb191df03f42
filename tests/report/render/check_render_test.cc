#include "report/render/check_render.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace leaktrace::report {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

// What no file format may take literally.
constexpr char kHostile[] = "a<b>&\"'|`*\x01\xFF]]>\n@all";

CheckRow Row(CheckStatus status, const std::string& subject) {
  CheckRow row;
  row.status = status;
  row.rule = "growth";
  row.subject = subject;
  row.module = "app";
  row.message = "1.0 MiB/min; no budget allows it to grow";
  row.value = 17476.3;
  return row;
}

CheckView View() {
  CheckView view;
  view.status = CheckStatus::kFailed;
  view.exit_status = 1;
  view.executable = "server";
  view.snapshots = 12;
  view.span_seconds = 60;
  view.detectable = "would have shown 1.2 MiB/min";
  CheckRow failed = Row(CheckStatus::kFailed, "Registry::Keep");
  failed.evidence = "9 of 9 birth intervals still have survivors";
  failed.next_step = "look";
  failed.path = {{"operator new", "libstdc++", "", 0, false, false},
                 {"Registry::Keep", "app", "src/my file.cc", 12, false, true},
                 {"main", "app", "", 0, false, false}};
  view.rows = {failed, Row(CheckStatus::kUndecided, "B"),
               Row(CheckStatus::kSuppressed, "C"),
               Row(CheckStatus::kPassed, "D")};
  view.rows[2].message = "suppressed: issue 7";
  view.notes = {"budgets.txt:4: unused"};
  return view;
}

CheckView HostileView() {
  CheckView view = View();
  CheckRow& row = view.rows.front();
  row.subject = row.module = row.message = row.evidence = kHostile;
  row.path[1].function = row.path[1].file = kHostile;
  row.origin = kHostile;
  view.executable = kHostile;
  view.notes = {kHostile};
  return view;
}

TEST(CheckText, ShowsWhatDidNotPassAndCountsTheRest) {
  EXPECT_EQ(RenderCheckText(View(), {}),
            "failed: 1 of 4 checks beyond the limit\n"
            "server: 12 snapshots over 1 min\n"
            "failed  growth  Registry::Keep [app]: 1.0 MiB/min; no budget "
            "allows it to grow\n"
            "    evidence: 9 of 9 birth intervals still have survivors\n"
            "    next step: look\n"
            "    path: Registry::Keep <- main\n"
            "undecided  growth  B [app]: 1.0 MiB/min; no budget allows it to "
            "grow\n"
            "suppressed  growth  C [app]: suppressed: issue 7\n"
            "1 passed\n"
            "note: budgets.txt:4: unused\n"
            "would have shown 1.2 MiB/min\n");
}

TEST(CheckText, HeadlineOfAPass) {
  CheckView view = View();
  view.status = CheckStatus::kPassed;
  view.rows = {Row(CheckStatus::kPassed, "D")};
  EXPECT_THAT(RenderCheckText(view, {}),
              StartsWith("passed: 1 of 1 check within the limits\n"));
}

TEST(CheckText, KeepsControlCharactersAwayFromTheTerminal) {
  EXPECT_THAT(RenderCheckText(HostileView(), {}), Not(HasSubstr("\x01")));
}

TEST(CheckJson, HasEveryRow) {
  const json document = json::parse(RenderCheckJson(View()));
  EXPECT_EQ(document["schema"], "leaktrace.check/1");
  EXPECT_EQ(document["status"], "failed");
  EXPECT_EQ(document["exit_status"], 1);
  EXPECT_EQ(document["rows"].size(), 4);
  EXPECT_EQ(document["rows"][0]["path"][1], "Registry::Keep");
  EXPECT_TRUE(json::accept(RenderCheckJson(HostileView())));
}

TEST(CheckMarkdown, IsATableWithDetailsOfFailures) {
  const std::string text = RenderCheckMarkdown(View());
  EXPECT_THAT(text, StartsWith("## leaktrace: failed: 1 of 4"));
  EXPECT_THAT(text, HasSubstr("| failed | growth | <code>Registry::Keep</code> "
                              "(<code>app</code>) |"));
  EXPECT_THAT(text, HasSubstr("<details><summary><code>Registry::Keep</code>"));
  EXPECT_THAT(text, Not(HasSubstr("<summary><code>C<")));
}

TEST(CheckMarkdown, NamesCannotBecomeMarkup) {
  const std::string text = RenderCheckMarkdown(HostileView());
  EXPECT_THAT(text, HasSubstr("a&lt;b&gt;&amp;\"'\\|\\`\\*"));
  EXPECT_THAT(text, HasSubstr("\\@all"));
}

// A summary is HTML, where a backslash is a backslash; a cell is Markdown.
TEST(CheckMarkdown, EscapesByTheLanguageOfThePlace) {
  CheckView view = View();
  view.rows[0].subject = "keep_<a>";
  const std::string text = RenderCheckMarkdown(view);
  EXPECT_THAT(text, HasSubstr("<summary><code>keep_&lt;a&gt;</code>"));
  EXPECT_THAT(text, HasSubstr("| <code>keep\\_&lt;a&gt;</code> ("));
}

TEST(CheckJunit, CountsAndNames) {
  const std::string text = RenderCheckJunit(View());
  EXPECT_THAT(text, HasSubstr("<testsuites tests=\"4\" failures=\"1\" "
                              "errors=\"1\" time=\"60.000\">"));
  EXPECT_THAT(text, HasSubstr("time=\"60.000\" skipped=\"1\">"));
  EXPECT_THAT(text,
              HasSubstr("<testcase classname=\"leaktrace.growth\" "
                        "name=\"Registry::Keep [app]\" time=\"0\"><failure"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"suppressed: issue 7\"/>"));
}

TEST(CheckJunit, EscapesWhatXmlCannotHold) {
  const std::string text = RenderCheckJunit(HostileView());
  EXPECT_THAT(text, HasSubstr("a&lt;b&gt;&amp;&quot;"));
  EXPECT_THAT(text, HasSubstr("??]]&gt;&#10;@all\""));
  EXPECT_THAT(text, HasSubstr("??]]&gt;\n@all"));
  EXPECT_THAT(text, Not(HasSubstr("\xFF")));
}

TEST(CheckSarif, HasResultsForWhatDidNotPass) {
  const json document = json::parse(RenderCheckSarif(View(), "1.2"));
  EXPECT_EQ(document["version"], "2.1.0");
  const json& run = document["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["version"], "1.2");
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 1);
  ASSERT_EQ(run["results"].size(), 3);
  EXPECT_EQ(run["results"][0]["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");
  EXPECT_EQ(run["results"][2]["level"], "note");
  EXPECT_EQ(run["results"][2]["suppressions"][0]["kind"], "external");
}

TEST(CheckSarif, PointsIntoTheSource) {
  const json document = json::parse(RenderCheckSarif(View(), "1.2"));
  const json& result = document["runs"][0]["results"][0];
  const json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "src/my%20file.cc");
  EXPECT_EQ(place["region"]["startLine"], 12);
  EXPECT_EQ(result["stacks"][0]["frames"].size(), 3);
}

TEST(CheckSarif, EveryResultHasAFile) {
  CheckView view = HostileView();
  view.rows[1].origin = "budgets.txt:7";
  const json document = json::parse(RenderCheckSarif(view, "1.2"));
  for (const json& result : document["runs"][0]["results"]) {
    EXPECT_TRUE(result["locations"][0].contains("physicalLocation"));
  }
  const json& place =
      document["runs"][0]["results"][1]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "budgets.txt");
  EXPECT_EQ(place["region"]["startLine"], 7);
}

// What the schema of SARIF 2.1.0 asks of the objects that we write: which
// properties they must have and which they may have, by the name of the object.
struct SarifObject {
  std::vector<std::string> required;
  std::map<std::string, std::string> properties;  // to the object, or ""
};

const SarifObject& SarifSchema(const std::string& name) {
  static const std::map<std::string, SarifObject> kSchema = {
      {"log",
       {{"version", "runs"},
        {{"$schema", ""}, {"version", ""}, {"runs", "run"}}}},
      {"run",
       {{"tool"},
        {{"tool", "tool"},
         {"invocations", "invocation"},
         {"results", "result"}}}},
      {"tool", {{"driver"}, {{"driver", "driver"}}}},
      {"driver",
       {{"name"}, {{"name", ""}, {"version", ""}, {"rules", "rule"}}}},
      {"rule",
       {{"id"},
        {{"id", ""},
         {"shortDescription", "text"},
         {"fullDescription", "text"},
         {"help", "text"}}}},
      {"text", {{"text"}, {{"text", ""}}}},
      {"invocation",
       {{"executionSuccessful"},
        {{"executionSuccessful", ""}, {"exitCode", ""}}}},
      {"result",
       {{"message"},
        {{"ruleId", ""},
         {"level", ""},
         {"message", "text"},
         {"locations", "location"},
         {"partialFingerprints", ""},
         {"stacks", "stack"},
         {"suppressions", "suppression"}}}},
      {"location",
       {{},
        {{"physicalLocation", "physical"}, {"logicalLocations", "logical"}}}},
      {"physical",
       {{"artifactLocation"},
        {{"artifactLocation", "artifact"}, {"region", "region"}}}},
      {"artifact", {{}, {{"uri", ""}}}},
      {"region", {{}, {{"startLine", ""}}}},
      {"logical", {{}, {{"fullyQualifiedName", ""}, {"kind", ""}}}},
      {"stack", {{"frames"}, {{"message", "text"}, {"frames", "frame"}}}},
      {"frame", {{}, {{"location", "location"}}}},
      {"suppression", {{"kind"}, {{"kind", ""}, {"justification", ""}}}}};
  return kSchema.at(name);
}

void ExpectSarif(const json& value, const std::string& name) {
  if (value.is_array()) {
    for (const json& element : value) ExpectSarif(element, name);
    return;
  }
  const SarifObject& object = SarifSchema(name);
  for (const std::string& key : object.required) {
    EXPECT_TRUE(value.contains(key)) << name << " without " << key;
  }
  for (const auto& [key, child] : value.items()) {
    const auto known = object.properties.find(key);
    ASSERT_NE(known, object.properties.end()) << name << " has " << key;
    if (!known->second.empty()) ExpectSarif(child, known->second);
  }
}

TEST(CheckSarif, IsValidForTheSchema) {
  for (CheckView view : {View(), HostileView(), CheckView()}) {
    if (!view.rows.empty()) view.rows[1].origin = "a:b c\\d%.txt:7";
    const json document = json::parse(RenderCheckSarif(view, "1.2"));
    ExpectSarif(document, "log");
    for (const json& result : document["runs"][0]["results"]) {
      EXPECT_TRUE(result["level"] == "error" || result["level"] == "warning" ||
                  result["level"] == "note");
      const json& place = result["locations"][0]["physicalLocation"];
      EXPECT_THAT(
          place["artifactLocation"]["uri"].get<std::string>(),
          MatchesRegex("(file:///)?([-._~/+@A-Za-z0-9]|%[0-9A-F]{2})+"));
      EXPECT_GE(place.value(json::json_pointer("/region/startLine"), 1), 1);
    }
  }
}

TEST(CheckSarif, PathsElsewhereAreWhole) {
  CheckView view = View();
  view.source_root = "/home/me/project";
  view.rows[0].path[1].file = "/usr/src/a.cc";
  const json document = json::parse(RenderCheckSarif(view, "1.2"));
  EXPECT_EQ(document["runs"][0]["results"][0]["locations"][0]
                    ["physicalLocation"]["artifactLocation"]["uri"],
            "file:///usr/src/a.cc");
}

TEST(CheckSarif, PathsBelowTheSourceRootAreRelative) {
  CheckView view = View();
  view.source_root = "/home/me/project";
  view.rows[0].path[1].file = "/home/me/project/src/a.cc";
  const json document = json::parse(RenderCheckSarif(view, "1.2"));
  EXPECT_EQ(document["runs"][0]["results"][0]["locations"][0]
                    ["physicalLocation"]["artifactLocation"]["uri"],
            "src/a.cc");
}

}  // namespace
}  // namespace leaktrace::report
