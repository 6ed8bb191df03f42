// The frames already found in one module, by offset, and their file on disk.
//
// Contract: a file is believed only if it is ours (owner, regular, its own
// checks hold) and of the same build-id; whatever is wrong with it, it counts
// as absent. Names of a changed debug file are looked up again.
#ifndef LEAKTRACE_SYMBOLIZER_SYMBOL_ANSWERS_H_
#define LEAKTRACE_SYMBOLIZER_SYMBOL_ANSWERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "symbolizer/symbolizer.h"

namespace leaktrace::symbolizer {

using SymbolAnswers = std::unordered_map<uint64_t, std::vector<SourceFrame>>;

// Which answers: `sources` says of which files, with their sizes and times;
// empty: of any, when none of them is there any more.
struct AnswersKey {
  std::string build_id;
  std::string sources;
};

// Empty if there are none to be believed.
SymbolAnswers LoadAnswers(const std::string& directory, const AnswersKey& key);

// Best effort, by a temporary file and a rename; makes `directory`.
void SaveAnswers(const std::string& directory, const AnswersKey& key,
                 const SymbolAnswers& answers);

// The content of the file, for LoadAnswers and for tests.
std::string EncodeAnswers(const AnswersKey& key, const SymbolAnswers& answers);
SymbolAnswers DecodeAnswers(std::string_view bytes, const AnswersKey& key);

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_SYMBOL_ANSWERS_H_
