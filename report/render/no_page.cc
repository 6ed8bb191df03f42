// Stands in for the page where the command is built without Node.js.
#include "report/render/page_html.h"

namespace leaktrace::report {

const std::string_view kPageTemplate;

}  // namespace leaktrace::report
