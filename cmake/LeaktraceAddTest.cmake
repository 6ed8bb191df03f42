# leaktrace_add_test(NAME name COMMAND program [argument...]
#   [EXACT | INTERVAL bytes] [EVERY duration] [BUDGETS file] [SUPPRESSIONS file]
#   [BASELINE file] [CHECK_OPTIONS option...] [WORKING_DIRECTORY directory])
#
# A test that runs the program under leaktrace and then asks `leaktrace check`:
# it fails if the program fails, if memory grows, or if the run was too short to
# tell. `program` may be a target. Its snapshots stay in
# ${CMAKE_CURRENT_BINARY_DIR}/leaktrace/name, the JUnit report beside them in
# name.xml.
function(leaktrace_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "EXACT"
    "NAME;INTERVAL;EVERY;BUDGETS;SUPPRESSIONS;BASELINE;WORKING_DIRECTORY"
    "COMMAND;CHECK_OPTIONS")
  if(NOT arg_NAME OR NOT arg_COMMAND)
    message(FATAL_ERROR "leaktrace_add_test: NAME and COMMAND are needed")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "leaktrace_add_test: what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  if(arg_EXACT AND arg_INTERVAL)
    message(FATAL_ERROR "leaktrace_add_test: either EXACT or INTERVAL")
  endif()
  set(run_options "")
  if(arg_EXACT)
    list(APPEND run_options --exact)
  endif()
  if(arg_INTERVAL)
    list(APPEND run_options --interval ${arg_INTERVAL})
  endif()
  if(arg_EVERY)
    list(APPEND run_options --every ${arg_EVERY})
  endif()
  set(check_options ${arg_CHECK_OPTIONS})
  foreach(file BUDGETS SUPPRESSIONS BASELINE)
    if(arg_${file})
      string(TOLOWER ${file} option)
      list(APPEND check_options --${option} ${arg_${file}})
    endif()
  endforeach()
  list(POP_FRONT arg_COMMAND program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  if(NOT arg_WORKING_DIRECTORY)
    set(arg_WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  endif()
  add_test(NAME ${arg_NAME} WORKING_DIRECTORY ${arg_WORKING_DIRECTORY}
    COMMAND ${CMAKE_COMMAND}
      "-DLEAKTRACE=${LEAKTRACE_COMMAND}"
      "-DDIRECTORY=${CMAKE_CURRENT_BINARY_DIR}/leaktrace/${arg_NAME}"
      "-DRUN_OPTIONS=${run_options}" "-DCHECK_OPTIONS=${check_options}"
      -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/LeaktraceRunTest.cmake -- ${program} ${arg_COMMAND})
endfunction()
