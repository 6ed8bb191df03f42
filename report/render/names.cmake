# Single functions and stacks: peek, list, rules explain.
target_sources(leaktrace_render PRIVATE
  explain_render.cc list_render.cc peek_render.cc shown_line.cc)
