# What a test of leaktrace_add_test() runs:
#   cmake -DLEAKTRACE= -DDIRECTORY= -DRUN_OPTIONS= -DCHECK_OPTIONS= -P this --
#     PROGRAM ARGUMENT...
set(application "")
set(behind_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(behind_dashes)
    list(APPEND application "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(behind_dashes TRUE)
  endif()
endforeach()

file(REMOVE_RECURSE ${DIRECTORY})
execute_process(COMMAND ${LEAKTRACE} run ${RUN_OPTIONS} --dir ${DIRECTORY} --
  ${application} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the program ended with ${status}")
endif()
execute_process(COMMAND ${LEAKTRACE} check ${CHECK_OPTIONS}
  --output junit=${DIRECTORY}.xml ${DIRECTORY} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "leaktrace check ended with ${status}")
endif()
