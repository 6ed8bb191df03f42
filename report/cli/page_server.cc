// The only file that includes the HTTP library.
#include "report/cli/page_server.h"

#include <httplib.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "report/cli/host_names.h"
#include "report/cli/report_builder.h"
#include "report/render/index_html.h"
#include "report/render/page_html.h"
#include "report/render/report_json.h"

namespace leaktrace::report {
namespace {

using httplib::Request;
using httplib::Response;

constexpr int kNotModified = 304;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr int kUnreadable = 500;
constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr char kJson[] = "application/json";

void Refuse(Response& response, int status, const std::string& message) {
  response.status = status;
  response.set_content(message + "\n", "text/plain; charset=utf-8");
}

void Refuse(Response& response, const absl::Status& status) {
  Refuse(response, absl::IsNotFound(status) ? kNotFound : kUnreadable,
         std::string(status.message()));
}

}  // namespace

class PageServer::Impl {
 public:
  Impl(ServedSeries& series, std::string directory, std::string own_name)
      : series_(series),
        directory_(std::move(directory)),
        own_name_(std::move(own_name)) {
    server_.set_pre_routing_handler(
        [this](const Request& request, Response& response) {
          return Admit(request, response);
        });
    server_.set_default_headers(
        {{"X-Content-Type-Options", "nosniff"},
         {"Referrer-Policy", "no-referrer"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"X-Frame-Options", "DENY"},
         {"Cache-Control", "no-store"}});
    AddRoutes();
  }

  httplib::Server& server() { return server_; }

 private:
  using Handler =
      std::function<void(const SnapshotDirectory&, const Request&, Response&)>;

  httplib::Server::HandlerResponse Admit(const Request& request,
                                         Response& response) const {
    using Result = httplib::Server::HandlerResponse;
    if (request.method != "GET" && request.method != "HEAD") {
      response.set_header("Allow", "GET, HEAD");
      Refuse(response, kMethodNotAllowed, "leaktrace serve only reads");
      return Result::Handled;
    }
    if (!IsOurHost(request.get_header_value("Host"), own_name_)) {
      Refuse(response, kForbidden,
             "unknown host name; use the address of this machine");
      return Result::Handled;
    }
    return Result::Unhandled;
  }

  void AddRoutes() {
    server_.Get("/", [this](const Request&, Response& response) {
      response.set_content(RenderIndexHtml(directory_, series_.List()), kHtml);
    });
    Add("", [this](const auto& series, const auto&, auto& response) {
      SendPage(series, response);
    });
    Add("data.json",
        [this](const auto& series, const auto& request, auto& response) {
          SendData(series, request, response);
        });
    Add("report.json", [](const auto& series, const auto&, auto& response) {
      SendReport(series, response);
    });
    const Handler send_heap = [this](const auto& series, const auto&,
                                     auto& response) {
      SendHeap(series, response);
    };
    for (const char* name : {"heap", "allocs"}) {
      const std::string path = std::string("debug/pprof/") + name;
      Add(path, send_heap);
      server_.Get("/" + path, Found(send_heap));
    }
  }

  // Below "/series/NAME/".
  void Add(const std::string& path, const Handler& handler) {
    server_.Get("/series/([^/]+)/" + path, Found(handler));
  }

  // Looks up the series; without a name in the path, the newest.
  httplib::Server::Handler Found(const Handler& handler) {
    return [this, handler](const Request& request, Response& response) {
      const std::string name =
          request.matches.size() > 1 ? request.matches[1].str() : "";
      const absl::StatusOr<SnapshotDirectory> found = series_.Find(name);
      if (!found.ok()) return Refuse(response, found.status());
      handler(*found, request, response);
    };
  }

  void SendPage(const SnapshotDirectory& series, Response& response) {
    const absl::StatusOr<ServedSeries::Data> data = series_.PageData(series);
    if (!data.ok()) return Refuse(response, data.status());
    response.set_content(RenderPageHtml(data->json, /*live=*/true), kHtml);
  }

  void SendData(const SnapshotDirectory& series, const Request& request,
                Response& response) {
    const absl::StatusOr<ServedSeries::Data> data = series_.PageData(series);
    if (!data.ok()) return Refuse(response, data.status());
    const std::string tag = "\"" + data->version + "\"";
    response.set_header("ETag", tag);
    if (request.get_header_value("If-None-Match") == tag) {
      response.status = kNotModified;
      return;
    }
    response.set_content(data->json, kJson);
  }

  static void SendReport(const SnapshotDirectory& series, Response& response) {
    ReportRequest report;
    report.inputs = {series.path};
    const absl::StatusOr<ReportView> view = BuildReport(report);
    if (!view.ok()) return Refuse(response, view.status());
    response.set_content(RenderReportJson(*view), kJson);
  }

  void SendHeap(const SnapshotDirectory& series, Response& response) const {
    const absl::StatusOr<std::string> profile = series_.Heap(series);
    if (!profile.ok()) return Refuse(response, profile.status());
    response.set_header("Content-Disposition",
                        "attachment; filename=\"heap.pb.gz\"");
    response.set_content(*profile, "application/octet-stream");
  }

  ServedSeries& series_;
  std::string directory_;
  std::string own_name_;
  httplib::Server server_;
};

PageServer::PageServer(ServedSeries& series, const std::string& directory,
                       const std::string& own_name)
    : impl_(std::make_unique<Impl>(series, directory, own_name)) {}

PageServer::~PageServer() = default;

absl::StatusOr<int> PageServer::Listen(const std::string& address, int port) {
  httplib::Server& server = impl_->server();
  const int bound = port == 0 ? server.bind_to_any_port(address)
                    : server.bind_to_port(address, port) ? port
                                                         : -1;
  if (bound > 0) return bound;
  return absl::UnavailableError(
      address + ":" + std::to_string(port) +
      ": cannot listen there; choose another port with --port, or 0 for any");
}

void PageServer::Run() { impl_->server().listen_after_bind(); }

void PageServer::Stop() { impl_->server().stop(); }

}  // namespace leaktrace::report
