# The page of `report --html`, built into the command where Node.js is present.
target_sources(leaktrace_render PRIVATE flame_svg.cc folded_text.cc index_html.cc
  markup_text.cc page_html.cc page_json.cc report_table.cc
  series_csv.cc speedscope_json.cc
  sparkline.cc trace_json.cc watch_text.cc)
find_program(LEAKTRACE_NODE NAMES node nodejs)
find_program(LEAKTRACE_NPM npm)
if(NOT LEAKTRACE_NODE OR NOT LEAKTRACE_NPM)
  message(STATUS "Node.js or npm not found: leaktrace is built without the "
    "page of report --html")
  target_sources(leaktrace_render PRIVATE no_page.cc)
  return()
endif()
set(page_source ${CMAKE_CURRENT_SOURCE_DIR}/html)
set(page_code ${CMAKE_CURRENT_BINARY_DIR}/page_template.cc)
file(GLOB page_inputs CONFIGURE_DEPENDS ${page_source}/src/*.ts
  ${page_source}/*.css ${page_source}/*.html ${page_source}/*.json
  ${page_source}/*.mjs ${page_source}/*.cmake)
add_custom_command(OUTPUT ${page_code}
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${page_source} -D OUTPUT=${page_code}
    -D WORK=${CMAKE_CURRENT_BINARY_DIR}/html -D NODE=${LEAKTRACE_NODE}
    -D NPM=${LEAKTRACE_NPM} -D FALLBACK=${CMAKE_CURRENT_SOURCE_DIR}/no_page.cc
    -P ${page_source}/build_page.cmake
  DEPENDS ${page_inputs} COMMENT "Bundling the page" VERBATIM)
target_sources(leaktrace_render PRIVATE ${page_code})
