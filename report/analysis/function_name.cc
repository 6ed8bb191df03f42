// Order of the steps of NormalizeFunctionName matters: clones and tags first
// (they hide the end of the name), then library namespaces, then templates,
// then parameters, then the return type.
#include "report/analysis/function_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "report/analysis/template_arguments.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kAnonymous = "(anonymous namespace)";
constexpr std::string_view kOperator = "operator";

// Suffixes that compilers append to the symbol of a copy of a function.
constexpr std::array<std::string_view, 8> kCloneSuffixes = {
    ".constprop", ".isra",     ".part",       ".cold",
    ".llvm",      ".lto_priv", ".localalias", ".resume"};

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHex(std::string_view text) {
  return text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

void DropPrefix(std::string_view* text, std::string_view prefix) {
  if (text->starts_with(prefix)) text->remove_prefix(prefix.size());
}

void DropSuffix(std::string_view* text, std::string_view suffix) {
  if (text->ends_with(suffix)) text->remove_suffix(suffix.size());
}

// Drops one trailing clone suffix with its number; false if there is none.
bool DropOneCloneSuffix(std::string_view* name) {
  std::string_view bare = *name;
  while (!bare.empty() && IsDigit(bare.back())) bare.remove_suffix(1);
  DropSuffix(&bare, ".");
  for (const std::string_view suffix : kCloneSuffixes) {
    if (bare.size() <= suffix.size() || !bare.ends_with(suffix)) continue;
    *name = bare.substr(0, bare.size() - suffix.size());
    return true;
  }
  return false;
}

std::string_view DropClones(std::string_view name) {
  const size_t clone = name.find(" [clone ");
  if (clone != std::string_view::npos) name = name.substr(0, clone);
  const size_t version = name.find("@@");
  if (version != std::string_view::npos) name = name.substr(0, version);
  DropSuffix(&name, "@plt");
  while (DropOneCloneSuffix(&name)) {
  }
  return name;
}

// "name[abi:cxx11]" and the crate hash of Rust v0, "core[1a2b3c]::fmt".
std::string DropBracketTags(std::string_view name) {
  std::string result;
  for (size_t i = 0; i < name.size(); ++i) {
    const std::string_view rest = name.substr(i);
    const size_t close =
        rest[0] == '[' ? rest.find(']') : std::string_view::npos;
    if (close == std::string_view::npos) {
      result += rest[0];
      continue;
    }
    const std::string_view tag = rest.substr(1, close - 1);
    const bool is_tag =
        tag.starts_with("abi:") || (tag.size() >= 8 && IsHex(tag));
    if (is_tag) {
      i += close;
    } else {
      result += rest[0];
    }
  }
  return result;
}

// Rust's legacy mangling ends in "::h" and 16 hex digits.
std::string_view DropRustHash(std::string_view name) {
  constexpr size_t kHash = 19;
  if (name.size() <= kHash) return name;
  const std::string_view tail = name.substr(name.size() - kHash);
  if (!tail.starts_with("::h")) return name;
  return IsHex(tail.substr(3)) ? name.substr(0, name.size() - kHash) : name;
}

std::string FoldLibraryNamespaces(std::string_view name) {
  return absl::StrReplaceAll(std::string(name),
                             {{"std::__cxx11::", "std::"},
                              {"std::__1::", "std::"},
                              {"std::__ndk1::", "std::"},
                              {"std::__debug::", "std::"},
                              {"_GLOBAL__N_1", "(anonymous namespace)"}});
}

// Index of the ')' that closes the '(' at `open`; npos if there is none.
size_t ClosingParenthesis(std::string_view name, size_t open) {
  int depth = 0;
  for (size_t i = open; i < name.size(); ++i) {
    if (name[i] == '(') ++depth;
    if (name[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

// What may follow a parameter list and belongs to it.
std::string_view DropQualifiers(std::string_view rest) {
  for (const std::string_view word :
       {" const", " volatile", " &&", " &", " noexcept"}) {
    DropPrefix(&rest, word);
  }
  return rest;
}

// A list of parameters ends the name, or its scope ("f(int)::{lambda#1}").
// Go's "(*T).method" is neither.
bool IsParameterList(std::string_view before, std::string_view after) {
  if (before.empty() || before.ends_with(kOperator)) return false;
  const std::string_view rest = DropQualifiers(after);
  return rest.empty() || rest.starts_with("::") || rest.starts_with("#") ||
         rest.starts_with(">");
}

std::string DropParameters(std::string_view name) {
  std::string result;
  for (size_t i = 0; i < name.size(); ++i) {
    const size_t close =
        name[i] == '(' ? ClosingParenthesis(name, i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      result += name[i];
    } else if (name.substr(i).starts_with(kAnonymous)) {
      result += kAnonymous;
      i += kAnonymous.size() - 1;
    } else if (IsParameterList(result, name.substr(close + 1))) {
      const std::string_view rest = DropQualifiers(name.substr(close + 1));
      i = name.size() - rest.size() - 1;
    } else {
      result.append(name.substr(i, close - i + 1));
      i = close;
    }
  }
  return result;
}

// Where "operator" starts as a word outside of brackets; npos if nowhere.
size_t FindOperatorWord(std::string_view name) {
  const size_t at = name.rfind(kOperator);
  if (at == std::string_view::npos) return at;
  const bool word_start = at == 0 || name[at - 1] == ':' || name[at - 1] == ' ';
  const size_t end = at + kOperator.size();
  const bool word_end =
      end < name.size() &&
      std::isalnum(static_cast<unsigned char>(name[end])) == 0 &&
      name[end] != '_';
  return word_start && word_end ? at : std::string_view::npos;
}

// The return type of a template function stands before the last space that is
// in no brackets.
std::string_view DropReturnType(std::string_view name) {
  const size_t end = std::min(FindOperatorWord(name), name.size());
  int depth = 0;
  for (size_t i = end; i-- > 0;) {
    const char c = name[i];
    if (c == '>' || c == ')' || c == '}') ++depth;
    if (c == '<' || c == '(' || c == '{') --depth;
    if (c == ' ' && depth == 0) return name.substr(i + 1);
  }
  return name;
}

}  // namespace

std::string NormalizeFunctionName(std::string_view demangled) {
  const std::string untagged =
      FoldLibraryNamespaces(DropBracketTags(DropClones(demangled)));
  const std::string folded =
      FoldTemplateArguments(DropRustHash(DropClones(untagged)));
  const std::string bare = DropParameters(folded);
  const std::string_view name = DropReturnType(bare);
  return std::string(name.empty() ? demangled : name);
}

bool IsRustLinkageName(std::string_view linkage_name) {
  if (linkage_name.starts_with("_R")) return true;
  constexpr size_t kTail = 20;  // "17h", 16 hex digits, "E"
  if (!linkage_name.starts_with("_ZN")) return false;
  const std::string_view name = DropClones(linkage_name);
  return name.size() > kTail && name.ends_with("E") &&
         name.substr(name.size() - kTail).starts_with("17h");
}

std::string ModuleBaseName(std::string_view path) {
  DropSuffix(&path, " (deleted)");
  const size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path = path.substr(slash + 1);
  return std::string(path);
}

std::string AddressName(std::string_view module, uint64_t offset) {
  const std::string hex = absl::StrCat("0x", absl::Hex(offset));
  return module.empty() ? hex : absl::StrCat(std::string(module), "+", hex);
}

}  // namespace leaktrace::report
