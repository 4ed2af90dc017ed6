// Manifests that must be refused, for the test of the loader and that of the schema.
#pragma once

#include <vector>

namespace wireproof::harness {

struct BadManifest {
  const char* text;
  const char* pointer;
  const char* message;  // a part of it
  // Whether the schema sees it too: it cannot know meanings.
  bool against_schema = true;
};

inline const std::vector<BadManifest> kBadManifests{
    {R"([])", "", "expected an object, found array"},
    {R"({"name": "x"})", "", "the member \"roles\" is missing"},
    {R"({"roles": ["server"], "shim": ["x"]})", "", "the member \"name\" is missing"},
    {R"({"name": "", "roles": ["server"], "shim": ["x"]})", "/name", "not empty"},
    {R"({"name": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
         "roles": ["server"], "shim": ["x"]})",
     "/name", "at most 64"},
    {R"({"name": "x", "roles": "server", "shim": ["x"]})", "/roles", "array of strings"},
    {R"({"name": "x", "roles": [], "shim": ["x"]})", "/roles", "at least one of client and"},
    {R"({"name": "x", "roles": ["api"], "shim": ["x"]})", "/roles", "at least one of client and"},
    {R"({"name": "x", "roles": ["proxy"], "shim": ["x"]})", "/roles", "\"proxy\" is no role"},
    {R"({"name": "x", "roles": ["client", "client"], "shim": ["x"]})", "/roles", "there twice"},
    {R"({"name": "x", "roles": ["server"]})", "", "exactly one of shim, exec and url, found 0"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "url": "http://a"})", "", "found 2"},
    {R"({"name": "x", "roles": ["server"], "shim": []})", "/shim", "at least one string"},
    {R"({"name": "x", "roles": ["server"], "shim": "x"})", "/shim", "array of strings"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "shin": 1})", "/shin", "unknown"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "ready": {"listens": ["port"]}})",
     "/ready", "unknown member"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "features": ["tls", "tls"]})",
     "/features", "there twice"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "reports": [""]})", "/reports",
     "not empty"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "targets": {"get": 1}})", "/targets",
     "object of strings"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "targets": ["/"]})", "/targets",
     "object of strings"},
    {R"({"name": "x", "roles": ["server"], "shim": ["x"], "version": {"run": []}})", "/version/run",
     "at least one string"},
    {R"({"name": "x", "roles": ["client"], "url": "http://a"})", "/roles", "a url is a server's"},
    {R"({"name": "x", "roles": ["client", "server"], "url": "http://a"})", "/roles", "one role"},
    {R"({"name": "x", "roles": ["server"], "url": "https://a"})", "/url", "is no http://host"},
    {R"({"name": "x", "roles": ["server"], "url": "http://a:0"})", "/url", "is no http://", false},
    {R"({"name": "x", "roles": ["server", "client"], "exec": ["x"]})", "/roles", "one role"},
    // External servers.
    {R"({"name": "x", "roles": ["server"], "exec": ["x"]})", "", "\"ready\" is missing"},
    {R"({"name": "x", "roles": ["server"], "exec": [], "ready": {"listens": ["port"]}})", "/exec",
     "at least one string"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"], "ready": {"listens": []}})",
     "/ready/listens", "port, tls_port"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"], "ready": {"listens": ["prot"]}})",
     "/ready/listens", "port, tls_port"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"],
         "ready": {"listens": ["port"], "deadline_ms": 0}})",
     "/ready/deadline_ms", "from 1 to 600000"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"], "ready": {"listens": ["port"]},
         "stop": {"signal": "HUP"}})",
     "/stop/signal", "TERM, INT, QUIT or KILL"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"], "ready": {"listens": ["port"]},
         "stop": {"grace_ms": 600001}})",
     "/stop/grace_ms", "from 0 to 600000"},
    {R"({"name": "x", "roles": ["server"], "exec": ["x"], "ready": {"listens": ["port"]},
         "exit": {"default": "other"}})",
     "/exit", "unknown member"},
};

// The same for external clients: each is a change to a good one.
struct BadClient {
  const char* patch;  // RFC 7396
  const char* pointer;
  const char* message;
  bool against_schema = true;
};

inline constexpr char kGoodClient[] = R"({
  "name": "x", "roles": ["client"], "exec": ["x", "{requests}"],
  "request": {"args": ["--url", "{url}"]},
  "receives": {"head": "{tmp}/head", "body": "{tmp}/body"},
  "exit": {"default": "other"}})";

inline const std::vector<BadClient> kBadClients{
    {R"({"request": null})", "", "\"request\" is missing"},
    {R"({"receives": null})", "", "\"receives\" is missing"},
    {R"({"exit": null})", "", "\"exit\" is missing"},
    {R"({"exit": "other"})", "/exit", "expected an object"},
    {R"({"exit": {"default": null}})", "/exit", "\"default\" is missing"},
    {R"({"exit": {"default": "broken"}})", "/exit/default", "\"broken\" is no kind of failure"},
    {R"({"exit": {"many": "other"}})", "/exit/many", "expected an exit code"},
    {R"({"exit": {"-1": "other"}})", "/exit/-1", "expected an exit code"},
    {R"({"exit": {"256": "other"}})", "/exit/256", "expected an exit code", false},
    {R"({"exit": {"7": []}})", "/exit/7", "expected a kind of failure, or a list"},
    {R"({"exit": {"7": [{"stderr": "x"}]}})", "/exit/7/0", "\"kind\" is missing"},
    {R"({"exit": {"7": [{"kind": "tls", "sdterr": "x"}]}})", "/exit/7/0/sdterr", "unknown member"},
    {R"({"exec": ["x"]})", "/exec", "one element \"{requests}\""},
    {R"({"exec": ["{requests}", "{requests}"]})", "/exec", "one element", false},
    {R"({"request": {"args": "x"}})", "/request/args", "expected an array"},
    {R"({"request": {"args": [1]}})", "/request/args/0", "expected an object, found number"},
    {R"({"request": {"args": [{"when": ["tls"], "args": []}]}})", "/request/args/0/args",
     "at least one string"},
    {R"({"request": {"args": [{"when": [], "args": ["x"]}]}})", "/request/args/0/when",
     "at least one condition"},
    {R"({"request": {"args": [{"when": ["tsl"], "args": ["x"]}]}})", "/request/args/0/when",
     "\"tsl\" is no condition"},
    {R"({"request": {"args": [{"when": ["method="], "args": ["x"]}]}})", "/request/args/0/when",
     "is no condition"},
    {R"({"request": {"args": [{"each": "bodies", "args": ["x"]}]}})", "/request/args/0/each",
     "expected \"fields\""},
    {R"({"request": {"args": [{"each": "fields", "args": ["x"], "empty": []}]}})",
     "/request/args/0/empty", "at least one string"},
    {R"({"receives": {"head": ""}})", "/receives/head", "not empty"},
    {R"({"receives": {"finished": "stderr"}})", "/receives/finished", "expected \"stdout\""},
    {R"({"sends": {}})", "/sends", "\"body\" is missing"},
    {R"({"cannot": {}})", "/cannot", "expected an array"},
    {R"({"cannot": [{"reason": "no"}]})", "/cannot/0/when", "at least one condition"},
    {R"({"cannot": [{"when": ["tls"]}]})", "/cannot/0", "\"reason\" is missing"},
    {R"({"ready": {"listens": ["port"]}})", "/ready", "unknown member"},
};

}  // namespace wireproof::harness
