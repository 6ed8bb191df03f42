#include "preload/sys/raw_log.h"

#include <cstddef>

#include "preload/sys/syscalls.h"

namespace leaktrace::sys {
namespace {

constinit bool g_enabled = false;

class Line {
 public:
  void Append(const char* text) {
    // Room for the newline is kept.
    for (; *text != '\0' && size_ + 1 < sizeof(text_); ++text) {
      text_[size_++] = *text;
    }
  }
  void Write() {
    text_[size_++] = '\n';
    constexpr int kStderr = 2;
    Syscall(SYS_write, kStderr, text_, size_);
  }

 private:
  char text_[256];
  size_t size_ = 0;
};

}  // namespace

void EnableLog(bool enabled) { g_enabled = enabled; }

void Log(const char* message, const char* detail) {
  if (!g_enabled) return;
  Line line;
  line.Append("leaktrace: ");
  line.Append(message);
  line.Append(detail);
  line.Write();
}

}  // namespace leaktrace::sys
