// See jit_map.h. The file is a hostile one: anybody can write to /tmp.
#include "symbolizer/jit_map.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::symbolizer {
namespace {

constexpr off_t kMaxFileBytes = off_t{256} << 20;
constexpr int64_t kNsPerSecond = 1'000'000'000;

absl::Status Unreadable(const std::string& path, const char* why) {
  return absl::NotFoundError(
      absl::StrCat(path, ": ", why,
                   "; the run-time must write it (node --perf-basic-prof, "
                   "python -X perf, java with perf-map-agent)"));
}

// A descriptor, or the reason.
absl::StatusOr<int> OpenMap(const std::string& path, int64_t start_time_ns) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return Unreadable(path, std::strerror(errno));
  struct stat status = {};
  absl::Status problem;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    problem = Unreadable(path, "not a regular file");
  } else if (status.st_size > kMaxFileBytes) {
    problem = Unreadable(path, "too large");
  } else if (status.st_mtim.tv_sec < start_time_ns / kNsPerSecond) {
    problem = absl::FailedPreconditionError(
        absl::StrCat(path,
                     ": refused, it is older than the process and so of "
                     "another one with its pid"));
  }
  if (problem.ok()) return fd;
  close(fd);
  return problem;
}

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> buffer;
  for (ssize_t count = 0;
       (count = read(fd, buffer.data(), buffer.size())) > 0 &&
       text.size() < static_cast<size_t>(kMaxFileBytes);) {
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  return text;
}

// A hexadecimal number and the blank behind it, taken off `line`.
std::optional<uint64_t> TakeHex(std::string_view* line) {
  uint64_t value = 0;
  if (line->starts_with("0x")) line->remove_prefix(2);
  const char* const end = line->data() + line->size();
  const auto [rest, error] = std::from_chars(line->data(), end, value, 16);
  if (error != std::errc() || rest == end || *rest != ' ') return std::nullopt;
  line->remove_prefix(static_cast<size_t>(rest - line->data()) + 1);
  return value;
}

// "/app/pool.js:12:3" to file and line.
void SetPlace(std::string_view place, SourceFrame* frame) {
  if (place.starts_with("file://")) place.remove_prefix(7);
  const size_t column = place.rfind(':');
  const size_t line = column == 0 || column == std::string_view::npos
                          ? std::string_view::npos
                          : place.rfind(':', column - 1);
  if (line == std::string_view::npos) {
    frame->file = place;
    return;
  }
  frame->file = place.substr(0, line);
  int64_t number = 0;
  const std::string_view digits = place.substr(line + 1, column - line - 1);
  const auto [rest, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc()) frame->line = number;
}

}  // namespace

absl::StatusOr<JitMap> JitMap::Read(const std::string& path,
                                    int64_t start_time_ns) {
  const absl::StatusOr<int> fd = OpenMap(path, start_time_ns);
  if (!fd.ok()) return fd.status();
  JitMap map = Parse(ReadAll(*fd));
  close(*fd);
  return map;
}

JitMap JitMap::Parse(std::string_view text) {
  JitMap map;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view()
                                         : text.substr(end + 1);
    const std::optional<uint64_t> start = TakeHex(&line);
    if (!start) continue;
    const std::optional<uint64_t> size_bytes = TakeHex(&line);
    if (size_bytes && !line.empty()) map.Add(*start, *size_bytes, line);
  }
  return map;
}

void JitMap::Add(uint64_t start, uint64_t size_bytes, std::string_view name) {
  if (size_bytes == 0 || start + size_bytes < start) return;
  auto at = code_.lower_bound(start);
  if (at != code_.begin()) {
    const auto before = std::prev(at);
    if (before->first + before->second.size_bytes > start) at = before;
  }
  while (at != code_.end() && at->first < start + size_bytes) {
    at = code_.erase(at);
  }
  code_[start] = {size_bytes, std::string(name)};
}

std::string_view JitMap::Find(uint64_t address) const {
  auto at = code_.upper_bound(address);
  if (at == code_.begin()) return {};
  --at;
  if (address - at->first >= at->second.size_bytes) return {};
  return at->second.name;
}

SourceFrame JitFrame(std::string_view name) {
  SourceFrame frame;
  frame.linkage_name = name;
  frame.function = name;
  for (const std::string_view kind :
       {"LazyCompile:", "JS:", "Function:", "Script:", "Eval:"}) {
    if (!name.starts_with(kind)) continue;
    name.remove_prefix(kind.size());
    // How far the code is optimised.
    while (!name.empty() &&
           std::string_view("~*^+'").find(name[0]) != std::string_view::npos) {
      name.remove_prefix(1);
    }
    const size_t blank = name.find(' ');
    const std::string_view function = name.substr(0, blank);
    frame.function = function.empty() ? "(anonymous)" : std::string(function);
    if (blank != std::string_view::npos) {
      SetPlace(name.substr(blank + 1), &frame);
    }
    break;
  }
  return frame;
}

}  // namespace leaktrace::symbolizer
