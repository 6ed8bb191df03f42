#include "preload/fork_page.h"

#include <sys/mman.h>

#include "preload/sys/mmap_arena.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {

void ForkPage::Init() {
  constexpr size_t kPageBytes = 4096;
  void* page = sys::ReserveMemory(kPageBytes);
  if (page == nullptr) return;
  if (sys::Syscall(SYS_madvise, page, kPageBytes, MADV_WIPEONFORK) != 0) {
    return sys::ReleaseMemory(page, kPageBytes);
  }
  mark_ = static_cast<std::atomic<uint32_t>*>(page);
  NoteFork();
}

}  // namespace leaktrace
