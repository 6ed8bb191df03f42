#include "preload/application_notes.h"

namespace leaktrace {

constinit ApplicationNotes g_application_notes;

}  // namespace leaktrace
