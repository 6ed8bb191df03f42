// Remembers what was found, on disk as well. The largest of the modules used
// last stays open, and others as long as they are small.
#include "symbolizer/symbolizer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "symbolizer/module.h"
#include "symbolizer/module_locator.h"
#include "symbolizer/symbol_answers.h"

namespace leaktrace::symbolizer {
namespace {

// Of all modules: about 50 MB at the usual depth of inlining.
constexpr size_t kMaxAnswers = 100'000;
// Of the open modules but the largest.
constexpr size_t kMaxOpenBytes = size_t{32} << 20;

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
    const auto found = known.answers.find(file_offset);
    if (found != known.answers.end()) return found->second;
    if (++answers_in_memory_ > kMaxAnswers) ForgetAll();
    known.has_new_answers = true;
    std::vector<SourceFrame>& answer = known.answers[file_offset];
    answer = known.module.Frames(file_offset);
    Used(known.module);
    return answer;
  }

  std::vector<ModuleFile> Files(const ModuleKey& key) {
    Module& module = Find(key).module;
    std::vector<ModuleFile> files = module.Files();
    Used(module);
    return files;
  }

  // Debug information is opened for its status only if names needed it, too.
  absl::Status Status(const ModuleKey& key) {
    KnownModule& known = Find(key);
    if (!known.has_stored_answers) known.module.CheckDebugInfo();
    Used(known.module);
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
    answers_in_memory_ += known.answers.size();
    Used(known.module);
    return known;
  }

  void Save(KnownModule& known) {
    if (!known.has_new_answers || !known.module.status().ok()) return;
    SaveAnswers(cache_dir_, known.answers_key, known.answers);
    known.has_new_answers = false;
  }

  void ForgetAll() {
    for (auto& [key, known] : modules_) {
      Save(known);
      known.answers.clear();
    }
    answers_in_memory_ = 1;
  }

  // Closes what was used longest ago, until all but the largest are small.
  void Used(Module& module) {
    if (!module.is_open()) return;
    if (!open_.empty() && open_.front() == &module) return;
    std::erase(open_, &module);
    open_.insert(open_.begin(), &module);
    while (open_.size() > 1 && BytesBesidesLargest() > kMaxOpenBytes) {
      open_.back()->Close();
      open_.pop_back();
    }
  }

  size_t BytesBesidesLargest() const {
    size_t total = 0;
    size_t largest = 0;
    for (const Module* module : open_) {
      const size_t size_bytes = module->size_bytes();
      total += size_bytes;
      largest = std::max(largest, size_bytes);
    }
    return total - largest;
  }

  std::string cache_dir_;
  ModuleLocator locator_;
  std::map<ModuleKey, KnownModule> modules_;
  std::vector<Module*> open_;     // the one used last first
  size_t answers_in_memory_ = 0;  // of all modules
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
