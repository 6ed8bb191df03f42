#include "preload/snapshot/annotation_strings.h"

#include <string_view>

#include "preload/snapshot_format.h"

namespace leaktrace {

void AnnotationStrings::AddLabels(const Annotation& annotation,
                                  const AnnotationNames* names,
                                  ProfileWriter* profile, LabelList* labels) {
  if (names == nullptr) return;
  AddLabel(format::kLabelLabel, names->labels, annotation.label, &label_,
           profile, labels);
  AddLabel(format::kLabelPool, names->pools, annotation.pool, &pool_, profile,
           labels);
  AddLabel(format::kLabelThread, names->threads, annotation.thread, &thread_,
           profile, labels);
}

void AnnotationStrings::AddLabel(const char* key, const NameSet& names,
                                 uint8_t number, Kind* kind,
                                 ProfileWriter* profile, LabelList* labels) {
  const std::string_view name = names.NameOf(number);
  if (name.empty()) return;
  if (kind->key == StringId{}) kind->key = profile->AddString(key);
  StringId& text = kind->names[number];
  if (text == StringId{}) text = profile->AddString(name);
  labels->AddText(kind->key, text);
}

void AnnotationStrings::Clear() {
  label_ = {};
  pool_ = {};
  thread_ = {};
}

}  // namespace leaktrace
