// A parent with live blocks forks. The child keeps them, gives some back, takes
// its own, and exits normally; then so does the parent. Each prints what is its
// own. Only functions of namespace tracked allocate.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/apps/ledger.h"

namespace tracked {

using ledger::Ledger;

constexpr int kInherited = 100;
constexpr int kGivenBack = 30;
constexpr int kChildOwn = 70;

void* inherited[kInherited];
void* child_own[kChildOwn];

size_t InheritedSize(int i) { return 1000 + static_cast<size_t>(i); }
size_t ChildSize(int i) { return 5000 + static_cast<size_t>(i); }

[[gnu::noinline]] void BeforeFork(Ledger* account) {
  for (int i = 0; i < kInherited; ++i) {
    inherited[i] = std::malloc(InheritedSize(i));
    account->Add(InheritedSize(i));
  }
}

[[gnu::noinline]] void InChild(Ledger* account) {
  for (int i = 0; i < kGivenBack; ++i) {
    std::free(inherited[i]);
    account->Remove(InheritedSize(i));
  }
  for (int i = 0; i < kChildOwn; ++i) {
    child_own[i] = std::malloc(ChildSize(i));
    account->Add(ChildSize(i));
  }
}

}  // namespace tracked

int main() {
  ledger::Ledger account;
  tracked::BeforeFork(&account);
  const pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) {
    tracked::InChild(&account);
    return account.Print("child") ? 0 : 1;
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) return 3;
  return account.Print("parent") ? 0 : 1;
}
