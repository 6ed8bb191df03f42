// A hostile binary: any bytes as the ELF file of a module, asked for the names
// of offsets all over it. Nothing may crash, hang or read out of bounds.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "symbolizer/symbolizer.h"

namespace {

constexpr uint64_t kOffsetsPerFile = 64;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = memfd_create("symbolizer_fuzz", MFD_CLOEXEC);
  if (fd < 0) return 0;
  if (write(fd, data, size) == static_cast<ssize_t>(size)) {
    leaktrace::symbolizer::Symbolizer symbolizer({});
    const leaktrace::symbolizer::ModuleKey module = {
        "/proc/self/fd/" + std::to_string(fd), ""};
    for (uint64_t i = 0; i < kOffsetsPerFile; ++i) {
      symbolizer.Symbolize(module, size * i / kOffsetsPerFile);
    }
    symbolizer.ModuleStatus(module).IgnoreError();
  }
  close(fd);
  return 0;
}
