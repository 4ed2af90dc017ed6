#include "mockserver/running_server.h"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

namespace wireproof::mock {
namespace {

// An exchange is put into the journal when what was sent for it has been sent: a client may have
// read its response a moment before. So a question goes around the loop this often first, and
// finds what is under way done.
constexpr int kRounds = 3;

// How long the end may take where clients wait for requests (requests/wait): they are answered 503.
constexpr std::chrono::milliseconds kFarewell{1'000};

void PostAfter(net::Executor executor, int rounds, std::function<void()> function) {
  net::Post(executor, [executor, rounds, function = std::move(function)] {
    if (rounds == 0) {
      function();
    } else {
      PostAfter(executor, rounds - 1, function);
    }
  });
}

// A request to the admin API, which owns all that it is made of.
class AdminRequest {
 public:
  AdminRequest(std::string_view method, std::string_view path, std::string_view body,
               const std::string& token)
      : method_(method), path_(path), body_(body), authorization_("Bearer " + token) {
    fields_.push_back({"Host", "localhost"});
    if (!token.empty()) fields_.push_back({"Authorization", authorization_});
    if (!body_.empty()) fields_.push_back({"Content-Type", "application/json"});
    RequestParts parts;
    parts.method = method_;
    parts.target = path_;
    parts.version = "HTTP/1.1";
    parts.fields = fields_;
    parts.body = body_;
    parts.origin.client_ip = "127.0.0.1";
    request_ = std::make_unique<Request>(parts);
  }
  AdminRequest(const AdminRequest&) = delete;
  AdminRequest& operator=(const AdminRequest&) = delete;

  const Request& request() const { return *request_; }
  Handover<AdminReply> reply;

 private:
  std::string method_, path_, body_, authorization_;
  std::vector<FieldView> fields_;
  std::unique_ptr<Request> request_;
};

net::Task<void> AnswerAsked(AdminHandler& admin, std::shared_ptr<AdminRequest> asked) {
  std::exception_ptr error;
  try {
    AdminReply reply = co_await admin.Handle(asked->request());
    asked->reply.Give(std::move(reply));
    co_return;
  } catch (...) {
    error = std::current_exception();
  }
  asked->reply.GiveError(std::move(error));
}

}  // namespace

RunningServer::RunningServer(MockOptions options)
    : engine_(loop_.executor(), std::move(options)), stopping_(loop_.executor()) {
  Start();
}

void RunningServer::Start() {
  std::string problems;
  for (const FileProblem& problem : engine_.LoadFiles()) {
    problems +=
        fmt::format("\n{}: {}: {}", problem.file, problem.problem.pointer, problem.problem.message);
  }
  if (!problems.empty()) throw std::runtime_error("mapping files are wrong:" + problems);
  admin_ = MakeAdmin(engine_);
  auto listener = MockListener::Start(engine_, *admin_);
  if (!listener) throw std::runtime_error(listener.error());
  listener_ = std::move(*listener);
  host_ = engine_.options().host;
  port_ = listener_->port();
  https_port_ = listener_->https_port();
  ca_pem_ = engine_.ca_pem();
  thread_ = std::thread([this] { loop_.RunTask(RunUntilStopped(*listener_, *admin_, stopping_)); });
}

RunningServer::~RunningServer() {
  net::Post(loop_.executor(), [this] {
    stopping_.now = true;
    stopping_.asked.NotifyAll();
  });
  thread_.join();
}

AdminReply RunningServer::Ask(std::string_view method, std::string_view path,
                              std::string_view body) {
  auto asked = std::make_shared<AdminRequest>(method, path, body, engine_.options().admin_token);
  PostSettled([this, asked] {
    net::Spawn(engine_.executor(), "answer the admin API", AnswerAsked(*admin_, asked));
  });
  return asked->reply.Take();
}

void RunningServer::PostSettled(std::function<void()> function) {
  PostAfter(engine_.executor(), kRounds, std::move(function));
}

net::Task<void> RunningServer::RunUntilStopped(MockListener& listener, AdminHandler& admin,
                                               Stopping& stopping) {
  while (!stopping.now) co_await stopping.asked.Wait();
  const bool answers = admin.EndWaits() != 0;
  co_await listener.Stop(answers ? kFarewell : std::chrono::milliseconds(0));
}

}  // namespace wireproof::mock
