// Sums of independent figures: their errors add up in squares.
#include "report/analysis/check_measure.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace leaktrace::report {
namespace {

GrowthRate IntervalOf(const CheckValue& value) {
  return {value.value, value.value - value.error, value.value + value.error};
}

// Independent errors; rates without an upper bound stay without.
void AddTo(GrowthRate* sum, const GrowthRate& other) {
  const double low = std::hypot(sum->value - sum->low, other.value - other.low);
  const double high =
      std::hypot(sum->high - sum->value, other.high - other.value);
  sum->value += other.value;
  sum->low = sum->value - low;
  sum->high = sum->value + high;
}

void AddTo(CheckValue* sum, const CheckValue& other) {
  sum->value += other.value;
  sum->error = std::hypot(sum->error, other.error);
}

// `group` becomes the sum of itself and a member. Of its growth only what
// raises an alarm counts.
void AddMember(const CheckOwner& member, CheckOwner* group) {
  AddTo(&group->bytes, member.bytes);
  AddTo(&group->objects, member.objects);
  if (member.increase) {
    if (!group->increase) group->increase = CheckValue{};
    AddTo(&*group->increase, *member.increase);
  }
  if (!member.alarm) return;
  group->alarm = true;
  for (const auto rate : {&CheckOwner::per_second, &CheckOwner::per_work}) {
    if (!(member.*rate)) continue;
    if (!(group->*rate)) group->*rate = GrowthRate{};
    AddTo(&*(group->*rate), *(member.*rate));
  }
}

}  // namespace

std::optional<GrowthRate> MeasureOwner(const CheckOwner& owner,
                                       CheckMetric metric) {
  switch (metric) {
    case CheckMetric::kBytes:
      return IntervalOf(owner.bytes);
    case CheckMetric::kObjects:
      return IntervalOf(owner.objects);
    case CheckMetric::kIncrease:
      if (!owner.increase) return std::nullopt;
      return IntervalOf(*owner.increase);
    case CheckMetric::kSlopePerSecond:
      return owner.alarm ? owner.per_second : GrowthRate{};
    case CheckMetric::kSlopePerWork:
      return owner.alarm ? owner.per_work : GrowthRate{};
  }
  return std::nullopt;
}

std::vector<CheckOwner> SumUpModules(const std::vector<CheckOwner>& owners) {
  std::map<std::string, CheckOwner> modules;
  for (const CheckOwner& owner : owners) {
    CheckOwner& module = modules[owner.module];
    module.name = owner.module;
    AddMember(owner, &module);
  }
  std::vector<CheckOwner> result;
  for (auto& [name, module] : modules) result.push_back(std::move(module));
  return result;
}

CheckOwner SumUpTotal(const CheckSubject& subject) {
  CheckOwner total = subject.total;
  CheckOwner sum;
  for (const CheckOwner& owner : subject.owners) AddMember(owner, &sum);
  total.alarm = sum.alarm;
  total.per_second = sum.per_second;
  total.per_work = sum.per_work;
  return total;
}

}  // namespace leaktrace::report
