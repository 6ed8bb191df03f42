# Whose memory it is, and by which name: judged by llvm-symbolizer, by the
# sources of tests/apps/names, and on Debian's own programs.
foreach(name names names_memory names_sources names_views owners symbols)
  add_test(NAME e2e_${name} COMMAND
    ${LEAKTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${name}_test.py)
  set_tests_properties(e2e_${name} PROPERTIES
    LABELS e2e TIMEOUT 600 ENVIRONMENT "${e2e_environment}")
endforeach()
