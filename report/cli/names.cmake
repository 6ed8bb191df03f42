# Names and owners: single profiles, single functions, single stacks.
target_sources(leaktrace_cli PRIVATE
  bundle.cc bundle_command.cc group_option.cc list_command.cc peek_command.cc rules_command.cc source_text.cc
  view_command.cc)
