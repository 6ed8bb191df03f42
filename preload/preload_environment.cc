#include "preload/preload_environment.h"

#include <cstring>

namespace leaktrace {
namespace {

constexpr char kVariable[] = "LD_PRELOAD=";
// The loader takes both as separators.
constexpr char kSeparators[] = ": ";

const char* FileNameOf(const char* path, size_t length, size_t* name_length) {
  const char* begin = path + length;
  while (begin > path && begin[-1] != '/') --begin;
  *name_length = static_cast<size_t>(path + length - begin);
  return begin;
}

bool SameFileName(const char* path, size_t length, const char* other) {
  size_t name_length = 0;
  size_t other_length = 0;
  const char* name = FileNameOf(path, length, &name_length);
  const char* other_name = FileNameOf(other, strlen(other), &other_length);
  return name_length == other_length &&
         memcmp(name, other_name, name_length) == 0;
}

// Returns the length of what is left.
size_t RemoveEntries(char* list, const char* library_path) {
  char* out = list;
  for (const char* in = list; *in != '\0';) {
    const size_t length = strcspn(in, kSeparators);
    if (length > 0 && !SameFileName(in, length, library_path)) {
      if (out != list) *out++ = ':';
      memmove(out, in, length);
      out += length;
    }
    in += length;
    if (*in != '\0') ++in;
  }
  *out = '\0';
  return static_cast<size_t>(out - list);
}

}  // namespace

void RemoveFromPreload(char** environment, const char* library_path) {
  char** kept = environment;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    constexpr size_t kPrefix = sizeof(kVariable) - 1;
    const bool empty = strncmp(*entry, kVariable, kPrefix) == 0 &&
                       RemoveEntries(*entry + kPrefix, library_path) == 0;
    if (!empty) *kept++ = *entry;
  }
  *kept = nullptr;
}

}  // namespace leaktrace
