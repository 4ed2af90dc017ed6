#include "mockserver/admin/admin.h"

#include <fmt/format.h>

#include "mockserver/admin/access.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/router.h"
#include "mockserver/admin/unmatched_page.h"
#include "mockserver/admin/webhooks.h"

namespace wireproof::mock {
namespace {

class Admin final : public AdminHandler {
 public:
  explicit Admin(Engine& engine)
      : state_{.engine = engine, .journal_changed = net::Signal(engine.executor())},
        webhooks_(engine) {
    // Costs next to nothing while nobody waits.
    engine.journal().OnChange([this] { state_.journal_changed.NotifyAll(); });
  }
  ~Admin() override { state_.engine.journal().OnChange({}); }

  net::Task<AdminReply> Handle(const Request& request) override {
    if (auto refusal = RefuseAccess(state_.engine.options(), request)) {
      co_return std::move(*refusal);
    }
    if (request.path() == kAdminPrefix) co_return ToRoot(request);
    auto found = FindRoute(request.method(), request.path());
    if (!found) co_return EmptyReply(404);
    const AdminCall call{state_, request, std::move(found->variables)};
    if (found->route->handle != nullptr) co_return found->route->handle(call);
    AdminReply reply = co_await found->route->wait(call);
    co_return reply;
  }

  AdminReply Unmatched(const Request& request) override {
    return UnmatchedPage(state_.engine, request);
  }

  void AfterComplete(std::uint64_t exchange, const StoredStubPtr& stub) override {
    webhooks_.Start(exchange, stub);
  }

  std::size_t EndWaits() override {
    state_.stopping = true;
    state_.journal_changed.NotifyAll();
    return *state_.waits;
  }

 private:
  static AdminReply ToRoot(const Request& request) {
    if (request.method() != "GET" && request.method() != "HEAD") return EmptyReply(404);
    AdminReply reply = EmptyReply(302);
    const auto host = request.Field("Host");
    reply.fields.push_back(
        {"Location", host ? fmt::format("{}://{}{}/", request.scheme(), *host, kAdminPrefix)
                          : fmt::format("{}/", kAdminPrefix)});
    return reply;
  }

  AdminState state_;
  Webhooks webhooks_;
};

}  // namespace

std::unique_ptr<AdminHandler> MakeAdmin(Engine& engine) {
  return std::make_unique<Admin>(engine);
}

}  // namespace wireproof::mock
