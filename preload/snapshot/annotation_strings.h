// The labels that an annotation puts on a sample. Each name is written into a
// snapshot once.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_ANNOTATION_STRINGS_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_ANNOTATION_STRINGS_H_

#include <cstdint>

#include "preload/snapshot/label_list.h"
#include "preload/snapshot/profile_writer.h"
#include "preload/tracking/annotation.h"

namespace leaktrace {

class AnnotationStrings {
 public:
  // At most three. `names` may be null: then nothing is added.
  void AddLabels(const Annotation& annotation, const AnnotationNames* names,
                 ProfileWriter* profile, LabelList* labels);

  void Clear();  // before another snapshot

 private:
  // Numbers of a NameSet, and what they are called in this file.
  struct Kind {
    StringId key = {};
    StringId names[256] = {};
  };

  static void AddLabel(const char* key, const NameSet& names, uint8_t number,
                       Kind* kind, ProfileWriter* profile, LabelList* labels);

  Kind label_;
  Kind pool_;
  Kind thread_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_ANNOTATION_STRINGS_H_
