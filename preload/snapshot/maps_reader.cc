#include "preload/snapshot/maps_reader.h"

#include <cerrno>
#include <cstring>

#include "preload/snapshot/text_scanner.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr size_t kPermissionChars = 4;  // "r-xp"

bool ConsumePermissions(std::string_view* text, MapsLine* line) {
  if (text->size() < kPermissionChars) return false;
  line->is_executable = (*text)[2] == 'x';
  line->is_accessible = !HasPrefix(*text, "---");
  text->remove_prefix(kPermissionChars);
  return true;
}

bool ConsumeDevice(std::string_view* text, uint64_t* device) {
  uint64_t major = 0;
  uint64_t minor = 0;
  if (!ConsumeHex(text, &major) || !ConsumePrefix(text, ":") ||
      !ConsumeHex(text, &minor)) {
    return false;
  }
  *device = major << 32 | minor;
  return true;
}

std::string_view WithoutDeletedMark(std::string_view path) {
  constexpr std::string_view kMark = " (deleted)";
  if (HasSuffix(path, kMark)) path.remove_suffix(kMark.size());
  return path;
}

}  // namespace

bool ParseMapsLine(std::string_view text, MapsLine* line) {
  const bool is_valid =
      ConsumeHex(&text, &line->start) && ConsumePrefix(&text, "-") &&
      ConsumeHex(&text, &line->limit) && ConsumePrefix(&text, " ") &&
      ConsumePermissions(&text, line) && ConsumePrefix(&text, " ") &&
      ConsumeHex(&text, &line->file_offset) && ConsumePrefix(&text, " ") &&
      ConsumeDevice(&text, &line->device) && ConsumePrefix(&text, " ") &&
      ConsumeDecimal(&text, &line->inode);
  if (!is_valid || line->limit <= line->start) return false;
  SkipBlanks(&text);
  line->path = WithoutDeletedMark(text);
  return true;
}

bool MapsReader::Next(MapsLine* line) {
  std::string_view text;
  while (NextText(&text)) {
    if (ParseMapsLine(text, line)) return true;
  }
  return false;
}

bool MapsReader::NextText(std::string_view* text) {
  while (pending_.find('\n') == std::string_view::npos && !at_end_) {
    if (!Fill()) return false;
  }
  return ConsumeLine(&pending_, text);
}

// Moves the unfinished line to the front and reads behind it. A line that
// fills the whole buffer is dropped; its rest will not parse.
bool MapsReader::Fill() {
  if (pending_.size() == buffer_.size()) pending_ = {};
  if (!pending_.empty()) {
    memmove(buffer_.data(), pending_.data(), pending_.size());
  }
  char* const end = buffer_.data() + pending_.size();
  long got = 0;
  do {
    got = sys::Syscall(SYS_read, fd_, end, buffer_.size() - pending_.size());
  } while (got == -EINTR);
  failed_ = got < 0;
  at_end_ = got <= 0;
  const size_t added = got > 0 ? static_cast<size_t>(got) : 0;
  pending_ = {buffer_.data(), pending_.size() + added};
  return !failed_;
}

}  // namespace leaktrace
