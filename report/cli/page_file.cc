// See page_file.h.
#include "report/cli/page_file.h"

#include <string>

#include "absl/status/statusor.h"
#include "report/cli/failure.h"
#include "report/cli/output_file.h"
#include "report/cli/page_builder.h"
#include "report/render/page_html.h"
#include "report/render/page_json.h"

namespace leaktrace::report {

absl::Status CheckHasPage() {
  if (HasPage()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the page was left out of this leaktrace: it was built without Node.js; "
      "install nodejs and npm and build again, or use leaktrace report without "
      "--html");
}

int WritePage(const ReportRequest& request, const std::string& path) {
  const absl::Status has_page = CheckHasPage();
  if (!has_page.ok()) return Fail(has_page);
  const absl::StatusOr<PageView> view = BuildPage(request);
  if (!view.ok()) return Fail(view.status());
  return WriteOutput(RenderPageHtml(RenderPageJson(*view), /*live=*/false),
                     path);
}

}  // namespace leaktrace::report
