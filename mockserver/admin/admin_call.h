// What a route of the admin API is given, and how it answers. Private to this folder.
#pragma once

#include <expected>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/sync.h"
#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"
#include "mockserver/serve/server.h"

namespace wireproof::mock {

// What lives as long as the admin API.
struct AdminState {
  Engine& engine;
  net::Signal journal_changed;  // or the server stops
  bool stopping = false;
  // requests/wait that are under way; one that is left behind in the loop may outlive all this.
  std::shared_ptr<std::size_t> waits = std::make_shared<std::size_t>(0);
};

// A request to a route.
struct AdminCall {
  AdminState& state;
  const Request& request;
  std::vector<std::string> variables = {};  // of the route's path, decoded

  Engine& engine() const { return state.engine; }
  // The value of a query parameter; empty where there is none.
  std::string_view Parameter(std::string_view name) const;
};

struct Route {
  std::string_view method;
  std::string_view path;  // below /__admin: "/mappings/{id}", "/files/**"
  AdminReply (*handle)(const AdminCall& call) = nullptr;
  // Instead of `handle`, for what has to wait. The call outlives the task.
  net::Task<AdminReply> (*wait)(const AdminCall& call) = nullptr;
};

// The routes of each group; literal segments stand before variables.
std::span<const Route> StubRoutes();
std::span<const Route> StubSearchRoutes();
std::span<const Route> JournalRoutes();
std::span<const Route> NearMissRoutes();
std::span<const Route> ScenarioRoutes();
std::span<const Route> FileRoutes();
std::span<const Route> SettingsRoutes();
std::span<const Route> RecordingRoutes();
std::span<const Route> WireproofRoutes();
std::span<const Route> WaitRoutes();

// --- Answers ---

AdminReply JsonReply(int status, const Json& value);
AdminReply EmptyReply(int status);
AdminReply TextReply(int status, std::string text);
// `{}`: done.
AdminReply DoneReply();

// The codes of WireMock's errors.
inline constexpr int kBadInput = 10;
inline constexpr int kBadScenarioState = 11;
inline constexpr int kBadMatchingStub = 15;
inline constexpr int kNotRecording = 30;
inline constexpr int kDuplicateId = 109;

// {"errors": [{"code", "title", "detail"}]}, without `detail` where it is empty.
AdminReply ErrorReply(int status, int code, std::string title, std::string detail = {});
// The same with {"source": {"pointer"}}.
AdminReply PointedErrorReply(int status, int code, std::string_view pointer, std::string title,
                             std::string detail = {});
// 422 for what the codec of stubs, patterns... refused. An empty pointer is the whole document:
// "/".
AdminReply RefusalReply(const JsonProblem& problem);

// --- What comes in ---

// The request's body as JSON; else the 422 that says why not.
std::expected<Json, AdminReply> ReadBody(const AdminCall& call);
// 422 for the first member of an object that is not one of `known`; nothing where all are.
std::optional<JsonProblem> UnknownMember(const Json& object,
                                         std::initializer_list<std::string_view> known,
                                         std::string_view pointer = {});

// A whole number of at least 0; nothing for any other value.
std::optional<std::uint64_t> WholeNumber(const Json& value);

// Whether the text is a UUID; and as stubs have it, in lower case.
bool IsUuid(std::string_view text);
std::string LowerCase(std::string_view text);
// The UUID that is the first variable of the path; else a 400.
std::expected<std::string, AdminReply> UuidOfPath(const AdminCall& call);

// A whole number of at least 0 in a query parameter; absent where it is not given, else a 400.
std::expected<std::optional<std::size_t>, AdminReply> CountParameter(const AdminCall& call,
                                                                     std::string_view name);

}  // namespace wireproof::mock
