// See check_base.h.
#include "report/analysis/check_base.h"

namespace leaktrace::report {

CheckBase::CheckBase(const CheckSubject& base, const CheckSubject& head)
    : owners_(ByKey(base.owners)) {
  const Owners head_owners = ByKey(head.owners);
  gone_ = OnlyIn(owners_, head_owners);
  arrived_ = OnlyIn(head_owners, owners_);
}

const CheckOwner* CheckBase::Find(const CheckOwner& head_owner) const {
  const auto same = owners_.find({head_owner.name, head_owner.module});
  if (same != owners_.end()) return same->second;
  const auto arrived = arrived_.find(head_owner.name);
  const auto gone = gone_.find(head_owner.name);
  const bool moved = arrived != arrived_.end() && arrived->second != nullptr &&
                     gone != gone_.end();
  return moved ? gone->second : nullptr;
}

CheckBase::Owners CheckBase::ByKey(const std::vector<CheckOwner>& owners) {
  Owners by_key;
  for (const CheckOwner& owner : owners) {
    by_key[{owner.name, owner.module}] = &owner;
  }
  return by_key;
}

std::map<std::string, const CheckOwner*> CheckBase::OnlyIn(
    const Owners& owners, const Owners& others) {
  std::map<std::string, const CheckOwner*> only;
  for (const auto& [key, owner] : owners) {
    if (others.contains(key)) continue;
    const auto [entry, is_new] = only.emplace(key.first, owner);
    if (!is_new) entry->second = nullptr;
  }
  return only;
}

}  // namespace leaktrace::report
