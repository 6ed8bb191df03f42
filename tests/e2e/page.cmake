# The page in Debian's chromium, and what stands beside it: exports, the server,
# the live view in tmux.
foreach(name export serve watch)
  add_test(NAME e2e_${name} COMMAND
    ${LEAKTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${name}_test.py)
  set_tests_properties(e2e_${name} PROPERTIES
    LABELS e2e TIMEOUT 600 ENVIRONMENT "${e2e_environment}")
endforeach()
add_test(NAME page COMMAND ${LEAKTRACE_PYTHON}
  ${PROJECT_SOURCE_DIR}/tests/page/run_page_tests.py)
set_tests_properties(page PROPERTIES LABELS e2e TIMEOUT 900
  SKIP_RETURN_CODE 77 RUN_SERIAL ON ENVIRONMENT "${e2e_environment}")
