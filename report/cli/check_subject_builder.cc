// Rates per minute become rates per second; objects get the relative error of
// a count of samples.
#include "report/cli/check_subject_builder.h"

#include <cmath>
#include <string>

#include "report/analysis/check_base.h"
#include "report/analysis/growth_verdict.h"
#include "report/analysis/normal_interval.h"
#include "report/analysis/time_units.h"

namespace leaktrace::report {
namespace {

CheckValue ObjectsOf(const OwnerRow& row) {
  CheckValue objects{static_cast<double>(row.live_objects), 0};
  if (row.samples > 0 && row.samples < row.live_objects) {
    objects.error =
        kNormal95 * objects.value / std::sqrt(static_cast<double>(row.samples));
  }
  return objects;
}

CheckOwner MakeOwner(const OwnerRow& row) {
  CheckOwner owner;
  owner.name = row.name;
  owner.module = row.module;
  owner.bytes = {static_cast<double>(row.live_bytes), row.error_bytes};
  owner.objects = ObjectsOf(row);
  if (row.change_bytes) {
    owner.increase = CheckValue{static_cast<double>(*row.change_bytes),
                                row.change_error_bytes};
  }
  owner.growing = row.growth.has_value();
  owner.alarm = row.alarm;
  if (row.growth) {
    owner.per_second =
        GrowthRate{row.growth->bytes_per_minute / kSecondsPerMinute,
                   row.growth->low / kSecondsPerMinute,
                   row.growth->high / kSecondsPerMinute};
  }
  if (row.growth_per_work) {
    owner.per_work =
        GrowthRate{row.growth_per_work->bytes_per_unit,
                   row.growth_per_work->low, row.growth_per_work->high};
  }
  for (const PathRow& frame : row.path) {
    for (const std::string* word :
         {&frame.function, &frame.module, &frame.file}) {
      if (!word->empty()) owner.path_words.push_back(*word);
    }
  }
  return owner;
}

CheckValue Difference(const CheckValue& base, const CheckValue& head) {
  return {head.value - base.value, std::hypot(base.error, head.error)};
}

}  // namespace

CheckSubject MakeCheckSubject(const ReportView& view) {
  CheckSubject subject;
  subject.total = MakeOwner(view.total);
  for (const OwnerRow& row : view.owners) {
    subject.owners.push_back(MakeOwner(row));
  }
  return subject;
}

void SetIncrease(const CheckSubject& base, CheckSubject* head) {
  const CheckBase before(base, *head);
  for (CheckOwner& owner : head->owners) {
    const CheckOwner* same = before.Find(owner);
    owner.increase =
        Difference(same == nullptr ? CheckValue() : same->bytes, owner.bytes);
  }
  head->total.increase = Difference(base.total.bytes, head->total.bytes);
}

}  // namespace leaktrace::report
