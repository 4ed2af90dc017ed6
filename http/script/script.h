// A script: what a peer does on its connections, as a value (scenarios/README.md, "Steps").
//
// The same steps serve both roles: against a server we connect and send; against a client we
// listen, and `await request` takes the next request on any connection. player.h plays a script.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "http/script/octets.h"

namespace wireproof::script {

// The certificate that our side shows, relative to the certificate authority of the run.
struct Certificate {
  enum class Issuer { kCa, kSelf, kOtherCa, kIntermediate };
  std::vector<std::string> names{"localhost"};  // subjectAltName: DNS names and IP addresses
  std::string common_name = {};                 // empty: the first of the names
  long not_before_s = -86400;                   // relative to now, in seconds
  long not_after_s = 30L * 86400;
  Issuer issuer = Issuer::kCa;
  std::vector<std::string> extended_key_usage{"serverAuth"};
  bool operator==(const Certificate&) const = default;
};

// TLS settings of our side of a connection.
struct TlsSettings {
  std::vector<std::string> versions = {};       // of "1.0" to "1.3"; empty: what the library offers
  std::optional<int> security_level = {};       // OpenSSL's; needed to offer TLS 1.0 and 1.1
  std::vector<std::string> alpn = {};           // empty: the extension is not sent
  std::optional<std::string> server_name = {};  // SNI; unset: the subject's host name, "": none
  Certificate certificate = {};                 // used where our side is the server
  bool operator==(const TlsSettings&) const = default;
};

struct Send {
  OctetsTemplate octets = {};
  bool operator==(const Send&) const = default;
};
struct Pause {
  static constexpr int kMaxMs = 60000;  // a scenario that waits longer is a mistake
  int ms = 0;
  bool operator==(const Pause&) const = default;
};
struct Await {
  enum class What { kHead, kRequest, kResponse, kClose, kBytes, kQuiet };
  What what = What::kResponse;
  std::size_t count = 1;  // messages, heads or bytes in all since the connection began
  bool operator==(const Await&) const = default;
};
struct HalfClose {
  bool operator==(const HalfClose&) const = default;
};
struct Close {
  bool close_notify = true;
  bool operator==(const Close&) const = default;
};
struct Reset {
  bool operator==(const Reset&) const = default;
};
struct Connect {
  std::string name = {};
  std::optional<TlsSettings> tls = {};
  bool plain = false;  // "tls": null, plain TCP although the scenario runs over TLS
  bool operator==(const Connect&) const = default;
};
struct StartTls {
  TlsSettings settings = {};
  bool operator==(const StartTls&) const = default;
};

std::string_view Name(Await::What what);  // "head", "request"...

using Action = std::variant<Send, Pause, Await, HalfClose, Close, Reset, Connect, StartTls>;

struct Step {
  std::string on = {};  // connection name; empty: the current one
  Action action = {};
  bool operator==(const Step&) const = default;
};

using Script = std::vector<Step>;

// Names of connections are letters, digits, '-' and '_'.
inline constexpr std::size_t kMaxConnectionName = 100;
inline constexpr std::string_view kConnectionNameExpected =
    "expected the name of a connection: letters, digits, '-' and '_'";
bool IsConnectionName(std::string_view name);

// Why a JSON value is not a script. `pointer` is relative to the value given (RFC 6901).
struct ScriptError {
  std::string pointer = {};
  std::string message = {};  // what was expected there
};

// Unknown keys, and keys that have no place beside a step's own, are refused.
std::expected<Script, ScriptError> ScriptFromJson(const nlohmann::json& steps);
nlohmann::json ScriptToJson(const Script& script);  // FromJson(ToJson(s)) == s

std::expected<TlsSettings, ScriptError> TlsSettingsFromJson(const nlohmann::json& value);
nlohmann::json TlsSettingsToJson(const TlsSettings& settings);

// How our bytes are cut into writes. Each Send is delivered by these; TCP may merge them again.
enum class Delivery {
  kWhole,      // one write a Send
  kBytewise,   // one write a byte
  kSplit,      // writes of 7 bytes, the first of 3, so that most tokens are cut
  kCoalesced,  // Sends with no other step between them become one write
};

// Only so many bytes of a Send are delivered in small pieces; the rest whole: a long body costs a
// system call a byte and shows nothing that its beginning did not.
inline constexpr std::size_t kMaxBytewise = 4096;

}  // namespace wireproof::script
