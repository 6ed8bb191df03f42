// The file: a magic line, the key, a table of strings, a row per frame; numbers
// as little-endian 64 bit, strings with their length. A checksum ends it.
#include "symbolizer/symbol_answers.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::symbolizer {
namespace {

constexpr std::string_view kMagic = "leaktrace symbols 1\n";
constexpr size_t kMaxFileBytes = size_t{128} << 20;
constexpr uint64_t kMaxInlineFrames = 1024;
constexpr size_t kMinRowBytes = 16;  // offset and number of frames
constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

uint64_t Checksum(std::string_view bytes) {
  const auto* data =
      static_cast<const Bytef*>(static_cast<const void*>(bytes.data()));
  return crc32_z(crc32_z(0, nullptr, 0), data, bytes.size());
}

class Encoder {
 public:
  void Number(uint64_t value) {
    for (int i = 0; i < 64; i += 8) bytes_ += static_cast<char>(value >> i);
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_ += text;
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

// After the first flaw everything is 0 or empty, and ok() false.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

  uint64_t Number() {
    constexpr size_t kBytes = 8;
    const std::string_view raw = Take(kBytes);
    if (!ok_) return 0;
    uint64_t value = 0;
    for (size_t i = 0; i < kBytes; ++i) {
      value |= uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
    }
    return value;
  }
  std::string_view Text() { return Take(Number()); }
  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && bytes_.empty(); }

 private:
  std::string_view Take(uint64_t size) {
    if (size > bytes_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

// The names, each once.
class Strings {
 public:
  uint64_t Add(const std::string& text) {
    const auto [entry, is_new] = ids_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(&entry->first);
    return entry->second;
  }
  void Write(Encoder* out) const {
    out->Number(texts_.size());
    for (const std::string* text : texts_) out->Text(*text);
  }

 private:
  std::unordered_map<std::string, uint64_t> ids_;
  std::vector<const std::string*> texts_;
};

bool ReadFrames(const std::vector<std::string_view>& strings, Decoder* in,
                std::vector<SourceFrame>* frames) {
  const uint64_t count = in->Number();
  if (count > kMaxInlineFrames) return false;
  frames->reserve(count);
  for (uint64_t i = 0; i < count && in->ok(); ++i) {
    SourceFrame& frame = frames->emplace_back();
    for (std::string* text :
         {&frame.function, &frame.linkage_name, &frame.file}) {
      const uint64_t index = in->Number();
      if (index >= strings.size()) return false;
      *text = strings[index];
    }
    frame.line = static_cast<int64_t>(in->Number());
    frame.start_line = static_cast<int64_t>(in->Number());
  }
  return in->ok();
}

// Ids come from files and end in a path.
bool IsUsableId(std::string_view build_id) {
  return build_id.size() > 2 &&
         std::all_of(build_id.begin(), build_id.end(),
                     [](char c) { return absl::ascii_isxdigit(c); });
}

std::string FileOf(const std::string& directory, const AnswersKey& key) {
  return absl::StrCat(directory, "/symbols/",
                      absl::AsciiStrToLower(key.build_id));
}

std::optional<std::string> ReadOwnFile(const std::string& path) {
  const int fd =
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  struct stat status = {};
  std::optional<std::string> bytes;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_uid == geteuid() &&
      static_cast<size_t>(status.st_size) <= kMaxFileBytes) {
    bytes.emplace(static_cast<size_t>(status.st_size), '\0');
    const ssize_t count = read(fd, bytes->data(), bytes->size());
    if (count != status.st_size) bytes.reset();
  }
  close(fd);
  return bytes;
}

bool WriteNewFile(const std::string& path, std::string_view bytes) {
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
           kFileMode);
  if (fd < 0) return false;
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count <= 0) break;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return close(fd) == 0 && bytes.empty();
}

}  // namespace

std::string EncodeAnswers(const AnswersKey& key, const SymbolAnswers& answers) {
  Strings strings;
  Encoder rows;
  rows.Number(answers.size());
  for (const auto& [offset, frames] : answers) {
    rows.Number(offset);
    rows.Number(frames.size());
    for (const SourceFrame& frame : frames) {
      rows.Number(strings.Add(frame.function));
      rows.Number(strings.Add(frame.linkage_name));
      rows.Number(strings.Add(frame.file));
      rows.Number(static_cast<uint64_t>(frame.line));
      rows.Number(static_cast<uint64_t>(frame.start_line));
    }
  }
  Encoder file;
  file.bytes() = kMagic;
  file.Text(key.build_id);
  file.Text(key.sources);
  strings.Write(&file);
  file.bytes() += rows.bytes();
  file.Number(Checksum(file.bytes()));
  return std::move(file.bytes());
}

SymbolAnswers DecodeAnswers(std::string_view bytes, const AnswersKey& key) {
  constexpr size_t kChecksumBytes = 8;
  if (!bytes.starts_with(kMagic) ||
      bytes.size() < kMagic.size() + kChecksumBytes) {
    return {};
  }
  const std::string_view content =
      bytes.substr(0, bytes.size() - kChecksumBytes);
  if (Decoder(bytes.substr(content.size())).Number() != Checksum(content)) {
    return {};
  }
  Decoder in(content.substr(kMagic.size()));
  if (in.Text() != key.build_id) return {};
  const std::string_view sources = in.Text();
  if (!key.sources.empty() && sources != key.sources) return {};
  std::vector<std::string_view> strings;
  for (uint64_t left = in.Number(); left > 0 && in.ok(); --left) {
    strings.push_back(in.Text());
  }
  SymbolAnswers answers;
  const uint64_t count = in.Number();
  answers.reserve(std::min<uint64_t>(count, bytes.size() / kMinRowBytes));
  for (uint64_t left = count; left > 0 && in.ok(); --left) {
    const uint64_t offset = in.Number();
    if (!ReadFrames(strings, &in, &answers[offset])) return {};
  }
  return in.AtEnd() ? answers : SymbolAnswers();
}

SymbolAnswers LoadAnswers(const std::string& directory, const AnswersKey& key) {
  if (directory.empty() || !IsUsableId(key.build_id)) return {};
  const std::optional<std::string> bytes = ReadOwnFile(FileOf(directory, key));
  return bytes ? DecodeAnswers(*bytes, key) : SymbolAnswers();
}

void SaveAnswers(const std::string& directory, const AnswersKey& key,
                 const SymbolAnswers& answers) {
  if (directory.empty() || !IsUsableId(key.build_id)) return;
  const std::string bytes = EncodeAnswers(key, answers);
  if (bytes.size() > kMaxFileBytes) return;
  const std::string path = FileOf(directory, key);
  const std::string folder = absl::StrCat(directory, "/symbols");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return;
  chmod(folder.c_str(), kDirectoryMode);
  const std::string temporary = absl::StrCat(path, ".", getpid(), ".tmp");
  unlink(temporary.c_str());
  if (!WriteNewFile(temporary, bytes) ||
      std::rename(temporary.c_str(), path.c_str()) != 0) {
    unlink(temporary.c_str());
  }
}

}  // namespace leaktrace::symbolizer
