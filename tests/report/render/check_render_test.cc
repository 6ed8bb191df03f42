#include "report/render/check_render.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace leaktrace::report {
namespace {

using nlohmann::json;
using testing::HasSubstr;
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
                 {"Registry::Keep", "app", "src/my file.cc", 12, false, true}};
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
            "    path: operator new <- Registry::Keep\n"
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
  EXPECT_THAT(text, HasSubstr("| failed | growth | Registry::Keep (app) |"));
  EXPECT_THAT(text, HasSubstr("<details><summary>Registry::Keep"));
  EXPECT_THAT(text, Not(HasSubstr("<summary>C:")));
}

TEST(CheckMarkdown, NamesCannotBecomeMarkup) {
  const std::string text = RenderCheckMarkdown(HostileView());
  EXPECT_THAT(text, HasSubstr("a&lt;b&gt;&amp;\"'\\|\\`\\*"));
  EXPECT_THAT(text, HasSubstr("\\@all"));
}

TEST(CheckJunit, CountsAndNames) {
  const std::string text = RenderCheckJunit(View());
  EXPECT_THAT(text, HasSubstr("<testsuites tests=\"4\" failures=\"1\" "
                              "errors=\"1\" skipped=\"1\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"leaktrace.growth\" "
                              "name=\"Registry::Keep [app]\"><failure"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"suppressed: issue 7\"/>"));
}

TEST(CheckJunit, EscapesWhatXmlCannotHold) {
  const std::string text = RenderCheckJunit(HostileView());
  EXPECT_THAT(text, HasSubstr("a&lt;b&gt;&amp;&quot;"));
  EXPECT_THAT(text, HasSubstr("??]]&gt;"));
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
  EXPECT_EQ(run["results"][2]["suppressions"][0]["kind"], "external");
}

TEST(CheckSarif, PointsIntoTheSource) {
  const json document = json::parse(RenderCheckSarif(View(), "1.2"));
  const json& result = document["runs"][0]["results"][0];
  const json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "src/my%20file.cc");
  EXPECT_EQ(place["region"]["startLine"], 12);
  EXPECT_EQ(result["stacks"][0]["frames"].size(), 2);
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
