# Puts the shipped rules into the analysis library, so that the command needs no
# data file beside it.
set(shipped_rules owner_rules owner_rules_of_programs)
foreach(name ${shipped_rules})
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/${name}.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} ${name})
endforeach()
configure_file(shipped_rules.cc.in shipped_rules.cc @ONLY)
target_sources(leaktrace_analysis PRIVATE
  ${CMAKE_CURRENT_BINARY_DIR}/shipped_rules.cc)
