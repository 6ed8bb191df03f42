# What makes the page, the exports, the server and the live view.
target_sources(leaktrace_cli PRIVATE
  export_command.cc host_names.cc output_file.cc page_births.cc page_builder.cc page_file.cc page_marks.cc page_stacks.cc
  page_server.cc progress_bar.cc serve_command.cc series_rows.cc served_series.cc
  stack_collector.cc terminal_screen.cc watch_command.cc watch_screen.cc
  watched_series.cc)
# Debian's libcpp-httplib-dev: an HTTP server with limits, nothing else.
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
target_link_libraries(leaktrace_cli PRIVATE PkgConfig::HTTPLIB)
install(FILES man/leaktrace-view.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
