// The owners of the older build, as those of the newer one find themselves in
// it.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_BASE_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_BASE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/analysis/check_subject.h"

namespace leaktrace::report {

// Points into `base`, which must outlive it.
class CheckBase {
 public:
  CheckBase(const CheckSubject& base, const CheckSubject& head);

  // By name and module; of code that moved to another module, or whose module
  // has a new name, by a name that either build has once. Null: it is new.
  const CheckOwner* Find(const CheckOwner& head_owner) const;

 private:
  using Key = std::pair<std::string, std::string>;
  using Owners = std::map<Key, const CheckOwner*>;

  static Owners ByKey(const std::vector<CheckOwner>& owners);
  // Those without a namesake of the same module in `others`; null where there
  // are several of a name.
  static std::map<std::string, const CheckOwner*> OnlyIn(const Owners& owners,
                                                         const Owners& others);

  Owners owners_;
  std::map<std::string, const CheckOwner*> gone_;
  std::map<std::string, const CheckOwner*> arrived_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_BASE_H_
