# The gate in CI: check, selftest, cycles, what users copy from examples/ci.
foreach(name request_server gate cycles examples foreign_series)
  add_test(NAME e2e_${name} COMMAND
    ${LEAKTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${name}_test.py)
  set_tests_properties(e2e_${name} PROPERTIES
    LABELS e2e TIMEOUT 600 ENVIRONMENT "${e2e_environment}")
endforeach()
