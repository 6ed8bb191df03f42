// Tests of owner rules: their syntax, their order, and the shipped ones.
#include "report/analysis/frame_rules.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/analysis/glob.h"
#include "report/analysis/shipped_rules.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;

FrameRules Parse(std::string_view text) {
  return FrameRules::Parse(text, "test").value();
}

FrameIdentity Function(std::string_view function,
                       std::string_view module = "") {
  return {function, module, "", false};
}

std::string ClassOf(const FrameRules& rules, const FrameIdentity& frame) {
  const FrameRule* rule = rules.Match(frame);
  return rule == nullptr ? "none"
                         : std::string(FrameClassName(rule->frame_class));
}

TEST(GlobTest, MatchesStarsAndQuestionMarks) {
  EXPECT_TRUE(GlobMatches("a*c", "abbbc"));
  EXPECT_TRUE(GlobMatches("*_alloc", "x_alloc_alloc"));
  EXPECT_TRUE(GlobMatches("?malloc", "xmalloc"));
  EXPECT_TRUE(GlobMatches("*", ""));
  EXPECT_FALSE(GlobMatches("?malloc", "malloc"));
  EXPECT_FALSE(GlobMatches("a*c", "abcd"));
  EXPECT_FALSE(GlobMatches("", "a"));
}

TEST(GlobTest, EndOfPatternIsTheEndOfTheText) {
  EXPECT_TRUE(GlobMatches("*/a/*/b?", "/x/a/y/a/z/b1"));
  EXPECT_TRUE(GlobMatches("a**", "a"));
  EXPECT_TRUE(GlobMatches("", ""));
  EXPECT_FALSE(GlobMatches("ab*ba", "aba"));
  EXPECT_FALSE(GlobMatches("ab", "xab"));
  EXPECT_FALSE(GlobMatches("*/a/*/b?", "/x/a/y/b"));
}

// Every pattern and text of a few letters, against the definition.
bool MatchesByDefinition(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  const std::string_view rest = pattern.substr(1);
  if (pattern[0] == '*') {
    return MatchesByDefinition(rest, text) ||
           (!text.empty() && MatchesByDefinition(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         MatchesByDefinition(rest, text.substr(1));
}

// All words over `letters` of at most `size` letters.
std::vector<std::string> Words(std::string_view letters, size_t size) {
  std::vector<std::string> words = {""};
  for (size_t i = 0; i < words.size() && words[i].size() < size; ++i) {
    for (const char letter : letters) words.push_back(words[i] + letter);
  }
  return words;
}

TEST(GlobTest, AgreesWithTheDefinition) {
  const std::vector<std::string> texts = Words("ab", 6);
  for (const std::string& pattern : Words("ab*?", 5)) {
    for (const std::string& text : texts) {
      ASSERT_EQ(GlobMatches(pattern, text), MatchesByDefinition(pattern, text))
          << pattern << " " << text;
    }
  }
}

TEST(FrameRulesTest, FirstMatchingRuleWins) {
  const FrameRules rules =
      Parse("application function keep_me\nallocator function keep*\n");
  EXPECT_EQ(ClassOf(rules, Function("keep_me")), "application");
  EXPECT_EQ(ClassOf(rules, Function("keep_it")), "allocator");
  EXPECT_EQ(ClassOf(rules, Function("other")), "none");
}

TEST(FrameRulesTest, OrderHoldsAcrossKindsAndWildcards) {
  const FrameRules rules = Parse(
      "library module libx.so\nallocator function *_alloc\n"
      "runtime function my_alloc\n");
  EXPECT_EQ(ClassOf(rules, Function("my_alloc", "libx.so")), "library");
  EXPECT_EQ(ClassOf(rules, Function("my_alloc", "app")), "allocator");
}

TEST(FrameRulesTest, AppendedRulesComeSecond) {
  FrameRules rules = Parse("application function zmalloc_special\n");
  rules.Append(FrameRules::Shipped());
  EXPECT_EQ(ClassOf(rules, Function("zmalloc_special")), "application");
  EXPECT_EQ(ClassOf(rules, Function("zmalloc")), "allocator");
}

TEST(FrameRulesTest, ModuleConditionNarrowsARule) {
  const FrameRules rules = Parse("library function dict* @ redis*\n");
  EXPECT_EQ(ClassOf(rules, Function("dictAdd", "redis-server")), "library");
  EXPECT_EQ(ClassOf(rules, Function("dictAdd", "python3")), "none");
}

TEST(FrameRulesTest, NamespacesMatchWholeComponents) {
  const FrameRules rules = Parse("library namespace fmt\n");
  EXPECT_EQ(ClassOf(rules, Function("fmt::format")), "library");
  EXPECT_EQ(ClassOf(rules, Function("fmtx::format")), "none");
  EXPECT_EQ(ClassOf(rules, Function("app::fmt::format")), "none");
  EXPECT_EQ(ClassOf(rules, Function("")), "none");
}

TEST(FrameRulesTest, NamespacesMayBeginWithAWildcard) {
  const FrameRules rules = Parse("library namespace *hash_map\n");
  EXPECT_EQ(ClassOf(rules, Function("google::dense_hash_map::find")),
            "library");
  EXPECT_EQ(ClassOf(rules, Function("dense_hash_map")), "none");
}

TEST(FrameRulesTest, CratesMatchRustOnly) {
  const FrameRules rules = Parse("runtime crate core\n");
  EXPECT_EQ(ClassOf(rules, Function("core::Engine::load")), "none");
  EXPECT_EQ(ClassOf(rules, {"core::fmt::write", "", "", true}), "runtime");
  EXPECT_EQ(ClassOf(rules, {"<core::iter::Map as X>::fold", "", "", true}),
            "runtime");
}

TEST(FrameRulesTest, CommentsBlanksAndCarriageReturnsAreIgnored) {
  EXPECT_EQ(
      Parse("# c\r\n\r\n  allocator function a b \r\n").rules()[0].pattern,
      "a b");
}

TEST(FrameRulesTest, BadLinesAreNamed) {
  const auto bad_class = FrameRules::Parse("\nfoo function x", "my.rules");
  EXPECT_THAT(std::string(bad_class.status().message()),
              HasSubstr("my.rules:2: unknown class 'foo'"));
  const auto bad_kind = FrameRules::Parse("library functoin x", "my.rules");
  EXPECT_THAT(std::string(bad_kind.status().message()),
              HasSubstr("my.rules:1: unknown kind 'functoin'"));
  const auto no_pattern = FrameRules::Parse("library function", "my.rules");
  EXPECT_THAT(std::string(no_pattern.status().message()),
              HasSubstr("no pattern"));
}

TEST(ShippedRulesTest, AreWellFormed) {
  size_t count = 0;
  for (const ShippedRules& shipped : AllShippedRules()) {
    const auto rules = FrameRules::Parse(shipped.text, shipped.file_name);
    ASSERT_TRUE(rules.ok()) << rules.status();
    count += rules->rules().size();
  }
  EXPECT_GT(count, 200U);
  EXPECT_EQ(FrameRules::Shipped().rules().size(), count);
}

class ShippedAllocatorTest : public testing::TestWithParam<const char*> {};

TEST_P(ShippedAllocatorTest, IsSkipped) {
  const FrameRules rules = FrameRules::Shipped();
  const FrameRule* rule = rules.Match(Function(GetParam(), "redis-server"));
  ASSERT_NE(rule, nullptr);
  EXPECT_NE(rule->frame_class, FrameClass::kApplication);
}

INSTANTIATE_TEST_SUITE_P(
    Names, ShippedAllocatorTest,
    testing::Values(
        "malloc", "operator new[]", "xmalloc", "xrealloc", "sh_xmalloc",
        "zmalloc", "zcalloc_num", "ztryrealloc_usable", "sdsnewlen",
        "_sdsnewlen", "dictAddRaw", "createStringObject", "g_malloc0",
        "g_strdup_printf", "CRYPTO_zalloc", "ngx_palloc_small", "apr_palloc",
        "PyObject_Malloc", "PyMem_Realloc", "_PyObject_GC_NewVar",
        "luaM_malloc_", "l_alloc", "sqlite3MemMalloc", "sqlite3DbMallocRawNN",
        "pcache1AllocPage", "std::vector<int>::push_back",
        "std::__new_allocator<int>::allocate",
        "absl::container_internal::raw_hash_set<A>::resize",
        "google::protobuf::Arena::Allocate", "fmt::format", "QString::append",
        "uv__malloc", "strdup", "getline", "vasprintf", "safe_malloc",
        "foo_strdup", "palloc0", "Perl_safesysrealloc", "Perl_sv_grow",
        "TclpAlloc", "ruby_xmalloc2", "_emalloc_56", "multi_alloc_root",
        "isc__mem_get", "GC_malloc_atomic"));

class ShippedProgramTest : public testing::TestWithParam<const char*> {};

TEST_P(ShippedProgramTest, IsNotSkipped) {
  const FrameRules rules = FrameRules::Shipped();
  const FrameRule* rule = rules.Match(Function(GetParam(), "app"));
  EXPECT_TRUE(rule == nullptr || rule->frame_class == FrameClass::kApplication)
      << rule->origin;
}

INSTANTIATE_TEST_SUITE_P(
    Names, ShippedProgramTest,
    testing::Values("main", "setCommand", "dbAdd", "processMultibulkBuffer",
                    "_addReplyProtoToList", "sqlite3_step", "list_resize",
                    "_PyEval_EvalFrameDefault", "PyBytes_FromStringAndSize",
                    "luaV_execute", "array_create_element", "dictionary_insert",
                    "core::Engine::load", "allocate_session"));

}  // namespace
}  // namespace leaktrace::report
