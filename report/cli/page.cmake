# What makes the page, the exports, the server and the live view.
target_sources(leaktrace_cli PRIVATE
  output_file.cc page_births.cc page_builder.cc page_file.cc page_marks.cc page_stacks.cc
  stack_collector.cc)
