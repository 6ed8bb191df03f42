// See gzip.h.
#include "report/profile/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "report/profile/input_bytes.h"

namespace leaktrace::report {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // +16: gzip instead of zlib framing
constexpr int kMemoryLevel = 8;
constexpr size_t kChunkBytes = 256 << 10;
// A real profile shrinks 5 to 20 times. Small ones may be anything.
constexpr uint64_t kMaxRatio = 200;
constexpr uint64_t kAlwaysAllowedBytes = uint64_t{64} << 20;

uint64_t MaxOutput(std::string_view input) {
  return std::min(kMaxProfileBytes,
                  kAlwaysAllowedBytes + kMaxRatio * input.size());
}

// zlib's interface is not const-correct, but it does not write to its input.
Bytef* InputPointer(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

class Inflater {
 public:
  Inflater(std::string_view name, std::string_view bytes)
      : input_(name, bytes, InputEncoding::kPlain), chunk_(kChunkBytes) {
    stream_.next_in = InputPointer(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  absl::StatusOr<std::string> Run() {
    if (inflateInit2(&stream_, kGzipWindowBits) != Z_OK) {
      return absl::ResourceExhaustedError("no memory to decompress");
    }
    while (true) {
      const int result = Step();
      if (output_.size() > MaxOutput(input_.bytes())) return TooLarge();
      if (result == Z_STREAM_END && stream_.avail_in == 0) break;
      if (result == Z_STREAM_END) {
        inflateReset(&stream_);  // a further member
      } else if (result != Z_OK) {
        return Error(result);
      }
    }
    return std::move(output_);
  }

 private:
  int Step() {
    stream_.next_out = chunk_.data();
    stream_.avail_out = static_cast<uInt>(chunk_.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    output_.append(reinterpret_cast<const char*>(chunk_.data()),
                   chunk_.size() - stream_.avail_out);
    return result;
  }

  absl::Status Error(int result) const {
    const char* const at =
        input_.bytes().data() + input_.bytes().size() - stream_.avail_in;
    if (result == Z_BUF_ERROR) {
      return input_.Corrupt(at, "the gzip data ends early");
    }
    return input_.Corrupt(
        at, absl::StrFormat("bad gzip data: %s",
                            stream_.msg != nullptr ? stream_.msg : "unknown"));
  }

  absl::Status TooLarge() const {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "%s: %d bytes of gzip unfold to more than %d bytes, which no heap "
        "profile does; if it really is one, decompress it with gunzip first",
        input_.name(), input_.bytes().size(), MaxOutput(input_.bytes())));
  }

  InputBytes input_;
  std::vector<Bytef> chunk_;
  z_stream stream_ = {};
  std::string output_;
};

}  // namespace

bool IsGzip(std::string_view bytes) { return bytes.substr(0, 2) == "\x1f\x8b"; }

absl::StatusOr<std::string> Gunzip(std::string_view name,
                                   std::string_view bytes) {
  return Inflater(name, bytes).Run();
}

std::string Gzip(std::string_view bytes) {
  z_stream stream = {};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits,
               kMemoryLevel, Z_DEFAULT_STRATEGY);
  std::string output(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = InputPointer(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  deflate(&stream, Z_FINISH);
  output.resize(stream.total_out);
  deflateEnd(&stream);
  return output;
}

}  // namespace leaktrace::report
