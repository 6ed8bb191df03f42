// Two stacks that the tests of the writers share; one has a name that tries to
// be markup.
#ifndef LEAKTRACE_TESTS_REPORT_RENDER_EXAMPLE_STACKS_H_
#define LEAKTRACE_TESTS_REPORT_RENDER_EXAMPLE_STACKS_H_

#include "report/render/stack_view.h"

namespace leaktrace::report {

inline StackView ExampleStacks() {
  StackView view;
  view.source = "000001.pb";
  view.frames = {{"malloc", "libc.so.6", "", 0, false},
                 {"Cache<Key, Value>::Add", "app", "cache.h", 12, true},
                 {"</script>;&\"'", "app", "", 0, false},
                 {"app+0x1234", "app", "", 0, false}};
  view.stacks.push_back({{0, 1, 3},
                         "Cache<Key, Value>::Add",
                         "app",
                         1,
                         "",
                         "",
                         {{4, 400, 3, 300}}});
  view.stacks.push_back(
      {{0, 2, 3}, "</script>;&\"'", "app", 1, "", "", {{2, 200, 0, 0}}});
  return view;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_RENDER_EXAMPLE_STACKS_H_
