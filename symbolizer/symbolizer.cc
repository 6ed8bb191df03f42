// Opens each module once and remembers what was found.
#include "symbolizer/symbolizer.h"

#include <map>
#include <utility>

#include "symbolizer/module.h"
#include "symbolizer/module_locator.h"
#include "symbolizer/symbol_cache.h"

namespace leaktrace::symbolizer {
namespace {

// About 100 MB at the usual depth of inlining.
constexpr size_t kMaxCachedAddresses = 200'000;

}  // namespace

class Symbolizer::Impl {
 public:
  explicit Impl(SymbolizerOptions options)
      : locator_(std::move(options)), cache_(kMaxCachedAddresses) {}

  Module& Find(const ModuleKey& key) {
    auto found = modules_.find(key);
    if (found == modules_.end()) {
      found = modules_.try_emplace(key, locator_, key).first;
    }
    return found->second;
  }

  std::vector<SourceFrame> Symbolize(const ModuleKey& key,
                                     uint64_t file_offset) {
    Module& module = Find(key);
    const auto* known = cache_.Get(&module, file_offset);
    if (known != nullptr) return *known;
    std::vector<SourceFrame> frames = module.Frames(file_offset);
    cache_.Put(&module, file_offset, frames);
    return frames;
  }

 private:
  ModuleLocator locator_;
  std::map<ModuleKey, Module> modules_;  // nodes do not move: cache_ keys
  SymbolCache cache_;
};

Symbolizer::Symbolizer(SymbolizerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

Symbolizer::~Symbolizer() = default;

std::vector<SourceFrame> Symbolizer::Symbolize(const ModuleKey& module,
                                               uint64_t file_offset) {
  return impl_->Symbolize(module, file_offset);
}

absl::Status Symbolizer::ModuleStatus(const ModuleKey& module) {
  return impl_->Find(module).status();
}

}  // namespace leaktrace::symbolizer
