// ustar headers by hand, zlib's gz* calls for the stream. What is unpacked is
// hostile: every name and number is checked.
#include "report/profile/tar_gz.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "report/profile/file_bytes.h"

namespace leaktrace::report {
namespace {

constexpr size_t kBlockBytes = 512;
constexpr size_t kCopyBytes = size_t{1} << 18;
constexpr uint64_t kMaxUnpackedBytes = uint64_t{64} << 30;
constexpr size_t kMaxNameBytes = 100;
constexpr mode_t kFileMode = 0600;

using Block = std::array<char, kBlockBytes>;

// Where the fields of a header are.
struct Field {
  size_t offset;
  size_t size;
};
constexpr Field kName = {0, 100};
constexpr Field kMode = {100, 8};
constexpr Field kSize = {124, 12};
constexpr Field kTime = {136, 12};
constexpr Field kChecksum = {148, 8};
constexpr Field kMagic = {257, 8};
constexpr size_t kType = 156;
constexpr char kRegularFile = '0';

void SetText(Block& block, Field field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), field.size),
              block.begin() + field.offset);
}

// Sizes of 8 GiB and more have no place in ustar.
void SetOctal(Block& block, Field field, uint64_t value) {
  SetText(block, field,
          absl::StrFormat("%0*o", static_cast<int>(field.size - 1), value));
}

unsigned SumOf(Block block) {
  std::fill_n(block.begin() + kChecksum.offset, kChecksum.size, ' ');
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  return sum;
}

std::string_view TextOf(const Block& block, Field field) {
  const std::string_view text(block.data() + field.offset, field.size);
  return text.substr(0, text.find('\0'));
}

std::optional<uint64_t> OctalOf(const Block& block, Field field) {
  std::string_view digits = TextOf(block, field);
  while (digits.ends_with(' ')) digits.remove_suffix(1);
  uint64_t value = 0;
  if (digits.empty()) return std::nullopt;
  for (const char c : digits) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

Block HeaderOf(const std::string& name, uint64_t size_bytes) {
  Block block = {};
  SetText(block, kName, name);
  SetOctal(block, kMode, kFileMode);
  SetOctal(block, kSize, size_bytes);
  SetOctal(block, kTime, 0);
  block[kType] = kRegularFile;
  SetText(block, kMagic, std::string_view("ustar\00000", 8));
  SetOctal(block, kChecksum, SumOf(block));
  return block;
}

bool IsSafeName(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.back() == '/') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) ||
           std::string_view("._-+/").find(c) != std::string_view::npos;
  });
}

struct CloseStream {
  void operator()(gzFile_s* stream) const { gzclose(stream); }
};
using GzStream = std::unique_ptr<gzFile_s, CloseStream>;

class Extractor {
 public:
  Extractor(GzStream stream, std::string path, std::string directory)
      : stream_(std::move(stream)),
        path_(std::move(path)),
        directory_(std::move(directory)) {}

  absl::Status Run() {
    while (true) {
      Block header = {};
      if (!Get(header.data(), header.size())) return Damaged("it is cut short");
      if (header[0] == '\0') return absl::OkStatus();
      absl::Status status = ExtractOne(header);
      if (!status.ok()) return status;
    }
  }

 private:
  absl::Status Damaged(std::string_view what) const {
    return absl::DataLossError(absl::StrFormat(
        "%s: not a whole bundle: %s; make it again with leaktrace bundle",
        path_, what));
  }

  bool Get(char* to, size_t size) {
    return gzread(stream_.get(), to, static_cast<unsigned>(size)) ==
           static_cast<int>(size);
  }

  absl::Status ExtractOne(const Block& header) {
    const std::string name(TextOf(header, kName));
    const std::optional<uint64_t> size = OctalOf(header, kSize);
    if (OctalOf(header, kChecksum) != SumOf(header) || !size) {
      return Damaged("a header is wrong");
    }
    if (header[kType] != kRegularFile || !IsSafeName(name)) {
      return Damaged("a file has a name or kind that none of ours has");
    }
    total_bytes_ += *size;
    if (*size > kMaxUnpackedBytes || total_bytes_ > kMaxUnpackedBytes) {
      return Damaged("it is absurdly large");
    }
    return CopyOut(directory_ + "/" + name, *size);
  }

  absl::Status CopyOut(const std::string& target, uint64_t size) {
    std::error_code error;
    std::filesystem::create_directories(
        std::filesystem::path(target).parent_path(), error);
    const int fd =
        open(target.c_str(),
             O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kFileMode);
    if (fd < 0) return FileError(target, "create", errno);
    absl::Status status = CopyTo(fd, target, size);
    close(fd);
    return status;
  }

  absl::Status CopyTo(int fd, const std::string& target, uint64_t size) {
    buffer_.resize(kCopyBytes);
    for (uint64_t left = size; left > 0;) {
      const size_t count = std::min<uint64_t>(left, kCopyBytes);
      if (!Get(buffer_.data(), count)) return Damaged("it is cut short");
      if (write(fd, buffer_.data(), count) != static_cast<ssize_t>(count)) {
        return FileError(target, "write", errno);
      }
      left -= count;
    }
    const size_t padding = (kBlockBytes - size % kBlockBytes) % kBlockBytes;
    if (!Get(buffer_.data(), padding)) return Damaged("it is cut short");
    return absl::OkStatus();
  }

  GzStream stream_;
  std::string path_;
  std::string directory_;
  std::string buffer_;
  uint64_t total_bytes_ = 0;
};

}  // namespace

struct TarGzWriter::Stream {
  std::string path;
  GzStream file;
};

TarGzWriter::TarGzWriter(std::unique_ptr<Stream> stream)
    : stream_(std::move(stream)) {}
TarGzWriter::TarGzWriter(TarGzWriter&&) noexcept = default;
TarGzWriter& TarGzWriter::operator=(TarGzWriter&&) noexcept = default;
TarGzWriter::~TarGzWriter() = default;

absl::StatusOr<TarGzWriter> TarGzWriter::Create(const std::string& path) {
  // Level 1: most of a bundle is code and debug information, already dense.
  GzStream file(gzopen(path.c_str(), "wb1"));
  if (file == nullptr) return FileError(path, "create", errno);
  return TarGzWriter(std::make_unique<Stream>(Stream{path, std::move(file)}));
}

absl::Status TarGzWriter::Put(std::string_view bytes) {
  if (bytes.empty()) return absl::OkStatus();
  const int written = gzwrite(stream_->file.get(), bytes.data(),
                              static_cast<unsigned>(bytes.size()));
  if (written == static_cast<int>(bytes.size())) return absl::OkStatus();
  return FileError(stream_->path, "write", errno);
}

absl::Status TarGzWriter::PutHeader(const std::string& name,
                                    uint64_t size_bytes) {
  constexpr uint64_t kMaxFileBytes = uint64_t{8} << 30;
  if (name.size() > kMaxNameBytes || !IsSafeName(name) ||
      size_bytes >= kMaxFileBytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: cannot be part of a bundle: its name or its size "
                        "does not fit; leave it out",
                        name));
  }
  const Block header = HeaderOf(name, size_bytes);
  return Put({header.data(), header.size()});
}

absl::Status TarGzWriter::PutPadding(uint64_t size_bytes) {
  const Block zeros = {};
  return Put(
      {zeros.data(), (kBlockBytes - size_bytes % kBlockBytes) % kBlockBytes});
}

absl::Status TarGzWriter::AddBytes(const std::string& name,
                                   std::string_view bytes) {
  absl::Status status = PutHeader(name, bytes.size());
  if (status.ok()) status = Put(bytes);
  if (status.ok()) status = PutPadding(bytes.size());
  return status;
}

absl::Status TarGzWriter::AddFile(const std::string& name,
                                  const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "rbe"), &std::fclose);
  struct stat info = {};
  if (file == nullptr || fstat(fileno(file.get()), &info) != 0) {
    return FileError(path, "open", errno);
  }
  const auto size = static_cast<uint64_t>(info.st_size);
  absl::Status status = PutHeader(name, size);
  std::string buffer(kCopyBytes, '\0');
  for (uint64_t left = size; left > 0 && status.ok();) {
    const size_t count = std::min<uint64_t>(left, kCopyBytes);
    if (std::fread(buffer.data(), 1, count, file.get()) != count) {
      return FileError(path, "read", EIO);
    }
    status = Put({buffer.data(), count});
    left -= count;
  }
  if (status.ok()) status = PutPadding(size);
  return status;
}

absl::Status TarGzWriter::Close() {
  const Block zeros = {};
  absl::Status status = Put({zeros.data(), zeros.size()});
  if (status.ok()) status = Put({zeros.data(), zeros.size()});
  if (gzclose(stream_->file.release()) != Z_OK && status.ok()) {
    status = FileError(stream_->path, "write", errno);
  }
  return status;
}

bool IsTarGz(const std::string& path, std::string_view first_name) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  const GzStream stream(gzopen(path.c_str(), "rb"));
  Block header = {};
  return stream != nullptr && gzdirect(stream.get()) == 0 &&
         gzread(stream.get(), header.data(), header.size()) ==
             static_cast<int>(header.size()) &&
         TextOf(header, kName) == first_name;
}

absl::Status ExtractTarGz(const std::string& path,
                          const std::string& directory) {
  GzStream stream(gzopen(path.c_str(), "rb"));
  if (stream == nullptr) return FileError(path, "open", errno);
  return Extractor(std::move(stream), path, directory).Run();
}

}  // namespace leaktrace::report
