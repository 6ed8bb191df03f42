# Puts owner_rules.txt into the analysis library, so that the command needs no
# data file beside it.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/owner_rules.txt)
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/owner_rules.txt LEAKTRACE_OWNER_RULES)
configure_file(shipped_rules.cc.in shipped_rules.cc @ONLY)
target_sources(leaktrace_analysis PRIVATE
  ${CMAKE_CURRENT_BINARY_DIR}/shipped_rules.cc)
