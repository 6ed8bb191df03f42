// Any bytes as a file of remembered names: refused, or the same again after it
// was written and read. The checksum is put right, else nothing gets past it.
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "symbolizer/symbol_answers.h"

namespace {

using leaktrace::symbolizer::AnswersKey;
using leaktrace::symbolizer::DecodeAnswers;
using leaktrace::symbolizer::EncodeAnswers;
using leaktrace::symbolizer::SymbolAnswers;

std::string WithChecksum(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const uint64_t checksum = crc32_z(crc32_z(0, nullptr, 0), data, size);
  for (int i = 0; i < 64; i += 8) bytes += static_cast<char>(checksum >> i);
  return bytes;
}

size_t FrameCount(const SymbolAnswers& answers) {
  size_t count = 0;
  for (const auto& [offset, frames] : answers) count += frames.size();
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const AnswersKey key = {"0123456789abcdef", ""};
  DecodeAnswers({reinterpret_cast<const char*>(data), size}, key);
  const SymbolAnswers answers = DecodeAnswers(WithChecksum(data, size), key);
  const SymbolAnswers again = DecodeAnswers(EncodeAnswers(key, answers), key);
  if (again.size() != answers.size() ||
      FrameCount(again) != FrameCount(answers)) {
    std::abort();
  }
  return 0;
}
