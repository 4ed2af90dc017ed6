// The mock server for load tests: one stub (or many), and next to no admin API.
//
//   mock_bench_server [stubs] [journal: 1 or 0]     prints "port: N", serves until it is killed
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "http/net/loop.h"
#include "mockserver/serve/server.h"
#include "mockserver/stub/stub_json.h"

namespace {

using namespace wireproof;

class NoAdmin : public mock::AdminHandler {
 public:
  net::Task<mock::AdminReply> Handle(const mock::Request&) override {
    mock::AdminReply reply;
    co_return reply;
  }
  mock::AdminReply Unmatched(const mock::Request&) override { return {.status = 404}; }
  void AfterComplete(std::uint64_t, const mock::StoredStubPtr&) override {}
};

std::string StubText(int number) {
  const std::string path = number == 0 ? "/" : "/p" + std::to_string(number);
  const std::string reply =
      R"(,"response":{"body":"xxxxx","headers":{"Content-Type":"text/plain"}}})";
  switch (number % 3) {
    case 0:
      return R"({"request":{"urlPath":")" + path + R"("})" + reply;
    case 1:
      return R"({"request":{"urlPathTemplate":")" + path + R"(/{id}"})" + reply;
    default:
      return R"({"request":{"urlPattern":")" + path + R"(/[0-9]+"})" + reply;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int stubs = argc > 1 ? std::atoi(argv[1]) : 1;
  net::EventLoop loop;
  mock::MockOptions options;
  options.journal.enabled = argc <= 2 || std::atoi(argv[2]) != 0;
  mock::Engine engine(loop.executor(), options);
  for (int i = 0; i < stubs; ++i) {
    auto read = mock::ReadMappings(StubText(i), "");
    if (!read || !engine.stubs().Add(std::move(read->front()))) return 1;
  }
  NoAdmin admin;
  auto listener = mock::MockListener::Start(engine, admin);
  if (!listener) return 1;
  std::printf("port: %d\n", (*listener)->port());
  std::fflush(stdout);
  loop.Run();
  return 0;
}
