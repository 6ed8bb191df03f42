// Reads numbers and lines off the front of a text, as the files of /proc need
// it. Every Consume function leaves the text untouched when it returns false.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_SCANNER_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_SCANNER_H_

#include <cstdint>
#include <string_view>

namespace leaktrace {

// Digits, at least one; false as well if the number does not fit.
bool ConsumeDecimal(std::string_view* text, uint64_t* value);
bool ConsumeHex(std::string_view* text, uint64_t* value);
bool ConsumePrefix(std::string_view* text, std::string_view prefix);
// One line without its newline; the last one may lack it.
bool ConsumeLine(std::string_view* text, std::string_view* line);
// std::string_view's own ones may throw, and refer to libstdc++ for that.
bool HasPrefix(std::string_view text, std::string_view prefix);
bool HasSuffix(std::string_view text, std::string_view suffix);
void SkipBlanks(std::string_view* text);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_SCANNER_H_
