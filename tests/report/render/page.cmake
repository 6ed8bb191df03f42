# Writers of pages, exports and the live view.
target_sources(render_test PRIVATE
  flame_svg_test.cc folded_text_test.cc index_html_test.cc page_json_test.cc
  series_csv_test.cc sparkline_test.cc speedscope_json_test.cc
  watch_text_test.cc)
find_package(nlohmann_json REQUIRED)
target_link_libraries(render_test PRIVATE nlohmann_json::nlohmann_json)
