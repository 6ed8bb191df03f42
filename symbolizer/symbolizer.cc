// Opens each module once and remembers what was found, on disk as well.
#include "symbolizer/symbolizer.h"

#include <map>
#include <utility>

#include "symbolizer/module.h"
#include "symbolizer/module_locator.h"
#include "symbolizer/symbol_answers.h"

namespace leaktrace::symbolizer {
namespace {

// Of one module: about 50 MB at the usual depth of inlining.
constexpr size_t kMaxAnswers = 100'000;

struct KnownModule {
  KnownModule(const ModuleLocator& locator, const ModuleKey& key)
      : module(locator, key) {}

  Module module;
  AnswersKey answers_key;
  SymbolAnswers answers;
  bool has_stored_answers = false;
  bool has_new_answers = false;
};

}  // namespace

class Symbolizer::Impl {
 public:
  explicit Impl(SymbolizerOptions options)
      : cache_dir_(options.cache_dir), locator_(std::move(options)) {}
  ~Impl() {
    for (auto& [key, known] : modules_) Save(known);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::vector<SourceFrame>& Symbolize(const ModuleKey& key,
                                            uint64_t file_offset) {
    KnownModule& known = Find(key);
    if (known.answers.size() >= kMaxAnswers) Forget(known);
    const auto [answer, is_new] = known.answers.try_emplace(file_offset);
    if (is_new) {
      answer->second = known.module.Frames(file_offset);
      known.has_new_answers = true;
    }
    return answer->second;
  }

  std::vector<ModuleFile> Files(const ModuleKey& key) {
    return Find(key).module.Files();
  }

  // Debug information is opened for its status only if names needed it, too.
  absl::Status Status(const ModuleKey& key) {
    KnownModule& known = Find(key);
    if (!known.has_stored_answers) known.module.OpenDebugInfo();
    return known.module.status();
  }

 private:
  KnownModule& Find(const ModuleKey& key) {
    auto found = modules_.find(key);
    if (found != modules_.end()) return found->second;
    found = modules_.try_emplace(key, locator_, key).first;
    KnownModule& known = found->second;
    known.answers_key = {key.build_id, known.module.sources()};
    known.answers = LoadAnswers(cache_dir_, known.answers_key);
    known.has_stored_answers = !known.answers.empty();
    return known;
  }

  void Save(KnownModule& known) {
    if (!known.has_new_answers || !known.module.status().ok()) return;
    SaveAnswers(cache_dir_, known.answers_key, known.answers);
    known.has_new_answers = false;
  }

  void Forget(KnownModule& known) {
    Save(known);
    known.answers.clear();
  }

  std::string cache_dir_;
  ModuleLocator locator_;
  std::map<ModuleKey, KnownModule> modules_;
};

Symbolizer::Symbolizer(SymbolizerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

Symbolizer::~Symbolizer() = default;

const std::vector<SourceFrame>& Symbolizer::Symbolize(const ModuleKey& module,
                                                      uint64_t file_offset) {
  return impl_->Symbolize(module, file_offset);
}

std::vector<ModuleFile> Symbolizer::Files(const ModuleKey& module) {
  return impl_->Files(module);
}

absl::Status Symbolizer::ModuleStatus(const ModuleKey& module) {
  return impl_->Status(module);
}

}  // namespace leaktrace::symbolizer
