# The survival matrix; each row of it is a test named for what used to fail.
foreach(name allocators control doctor endings environment locks machine process
    programs sandbox services threads)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/survival_${name}_test.py)
    add_test(NAME e2e_survival_${name} COMMAND
      ${LEAKTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/survival_${name}_test.py)
    set_tests_properties(e2e_survival_${name} PROPERTIES
      LABELS e2e TIMEOUT 600 ENVIRONMENT "${e2e_environment}")
  endif()
endforeach()
