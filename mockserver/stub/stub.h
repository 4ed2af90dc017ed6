// A stub as a value: which requests it is for, what it answers, and under which conditions.
//
// stub_json.h reads and writes it as WireMock's JSON; what WireMock cannot say stands under the one
// key "wireproof" (schema/stub.schema.json). Stubs are immutable once they are in the store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "http/script/script.h"
#include "http/wire/message.h"
#include "mockserver/json/json.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {

// A JSON value that may be absent (null pointer); immutable and shared.
using SharedJson = std::shared_ptr<const Json>;

// --- Delays ---

struct FixedDelay {
  double ms = 0;
  bool operator==(const FixedDelay&) const = default;
};
struct UniformDelay {  // both ends included
  double lower_ms = 0;
  double upper_ms = 0;
  bool operator==(const UniformDelay&) const = default;
};
struct LogNormalDelay {
  double median_ms = 0;
  double sigma = 0;
  std::optional<double> max_ms = {};
  bool operator==(const LogNormalDelay&) const = default;
};
using Delay = std::variant<FixedDelay, UniformDelay, LogNormalDelay>;

// A body cut into pieces, with a pause before each (WireMock's chunkedDribbleDelay).
struct Dribble {
  int pieces = 1;
  double total_ms = 0;
  bool operator==(const Dribble&) const = default;
};

// No pause a stub asks for may be longer: a mistake rather than a wish.
inline constexpr double kMaxDelayMs = 24.0 * 3600 * 1000;

// --- Responses ---

enum class Fault : std::uint8_t {
  kEmptyResponse,
  kMalformedResponseChunk,
  kRandomDataThenClose,
  kConnectionResetByPeer,
};

struct NoContent {
  bool operator==(const NoContent&) const = default;
};
struct TextContent {  // `body`: UTF-8
  std::string text = {};
  bool operator==(const TextContent&) const = default;
};
struct JsonContent {  // `jsonBody`, and its compact text
  SharedJson value = {};
  std::string text = {};
  bool operator==(const JsonContent& other) const { return text == other.text; }
};
struct BinaryContent {  // `base64Body`, decoded
  std::string octets = {};
  bool operator==(const BinaryContent&) const = default;
};
struct FileContent {  // `bodyFileName`, below __files; may be a template
  std::string name = {};
  bool operator==(const FileContent&) const = default;
};
using Content = std::variant<NoContent, TextContent, JsonContent, BinaryContent, FileContent>;

struct ProxyTarget {
  std::string base_url = {};  // may be a template
  wire::Fields additional_request_fields = {};
  std::vector<std::string> removed_request_fields = {};
  std::string url_prefix_to_remove = {};
  bool operator==(const ProxyTarget&) const = default;
};

struct ResponseDefinition {
  int status = 200;
  std::optional<std::string> reason = {};  // unset: the status' usual one
  wire::Fields fields = {};                // in order, with duplicates
  Content content = {};
  std::optional<Delay> delay = {};  // delayDistribution
  std::optional<double> fixed_delay_ms = {};
  std::optional<Dribble> dribble = {};
  std::optional<Fault> fault = {};
  std::optional<ProxyTarget> proxy = {};
  std::vector<std::string> transformers = {};
  SharedJson transformer_parameters = {};
  bool operator==(const ResponseDefinition&) const = default;
};

// --- The key "wireproof" ---

// Which of a count, from 1: {"at": [1, 3]}, {"from": 2, "to": 5}, {"every": 3}, or a number alone.
struct Ordinals {
  std::vector<std::uint64_t> at = {};  // if given, only these
  std::uint64_t from = 1;
  std::uint64_t to = UINT64_MAX;
  std::uint64_t every = 1;  // counted from `from`
  bool Contains(std::uint64_t n) const;
  bool operator==(const Ordinals&) const = default;
};

struct Conditions {
  std::optional<Ordinals> connection = {};  // the number of the connection, since start or reset
  std::optional<Ordinals> request = {};     // the number of the request on its connection
  std::optional<std::uint64_t> times = {};  // matches at most so often, then it is as if absent
  double probability = 1;                   // with the mock's seeded generator
  bool operator==(const Conditions&) const = default;
};

// How content is framed, exactly. Everything unset is as usual.
struct ChunkLayout {
  std::vector<std::size_t> sizes = {};       // the last one repeats; empty: one chunk
  std::vector<std::string> extensions = {};  // of each chunk, as octets behind the size: ";a=b"
  wire::Fields trailers = {};
  bool last_chunk = true;  // false: the body never ends
  bool upper_case_size = false;
  bool operator==(const ChunkLayout&) const = default;
};
struct FramingRules {
  // Values of Content-Length lines, sent as they are; "auto" is the length. Empty and no chunks and
  // not until_close: one "auto", where the stub's own fields do not frame.
  std::vector<std::string> content_length = {};
  std::optional<ChunkLayout> chunked = {};
  bool until_close = false;  // no framing field; the end of the connection ends the content
  std::optional<std::string> version = {};  // "HTTP/1.0": octets of the status-line
  // Ends the connection behind the response (not said in a field unless the stub says it).
  bool close = false;
  bool operator==(const FramingRules&) const = default;
};

enum class ContinuePolicy : std::uint8_t {
  kSend,    // 100 as soon as the stub is chosen by its head, or else when the body is needed
  kNever,   // no 100: waits for the body
  kRefuse,  // the final response at once, without the body
};

// A step of a stub's script. Octets may hold ${...} variables: request.method, request.target,
// request.body, connection, request.index.
struct ScriptStep {
  struct SendReply {  // the stub's response, as it would be sent without a script
    bool operator==(const SendReply&) const = default;
  };
  struct SendRaw {  // past TLS, on the stream below
    script::OctetsTemplate octets = {};
    bool operator==(const SendRaw&) const = default;
  };
  struct PauseFor {
    Delay delay = {};
    bool operator==(const PauseFor&) const = default;
  };
  struct AwaitBody {  // the rest of the request
    bool operator==(const AwaitBody&) const = default;
  };
  struct AwaitBytes {  // so many octets in all behind the request
    std::size_t count = 1;
    bool operator==(const AwaitBytes&) const = default;
  };
  struct AwaitEnd {  // the client ends its direction
    bool operator==(const AwaitEnd&) const = default;
  };
  struct Stall {  // neither reads nor writes until the client goes or the server stops
    bool operator==(const Stall&) const = default;
  };
  using Action = std::variant<script::Send, SendReply, SendRaw, PauseFor, AwaitBody, AwaitBytes,
                              AwaitEnd, script::HalfClose, script::Close, script::Reset, Stall>;
  Action action = {};
  bool operator==(const ScriptStep&) const = default;
};
using StubScript = std::vector<ScriptStep>;

// What a response may say under "wireproof" beyond WireMock.
struct WireReply {
  std::vector<wire::ResponseHead> interim = {};  // 1xx, sent first
  // Replaces the response's fields, where order and interleaving matter: [["A","1"],["B","2"]].
  std::optional<wire::Fields> fields = {};
  FramingRules framing = {};
  ContinuePolicy on_continue = ContinuePolicy::kSend;
  std::optional<StubScript> script = {};
  bool operator==(const WireReply&) const = default;
};

// One answer of a stub: the response and how it goes on the wire.
struct Answer {
  ResponseDefinition response = {};
  WireReply wire = {};
  bool operator==(const Answer&) const = default;
};

// A stub for connections rather than requests: {"wireproof": {"connect": {...}}}.
struct ConnectRule {
  enum class TlsFault : std::uint8_t {
    kNone,
    kCloseInHandshake,
    kResetInHandshake,
    kGarbage,
    kStall
  };
  std::optional<script::TlsSettings> tls = {};  // certificate, versions, ALPN of this connection
  TlsFault tls_fault = TlsFault::kNone;
  std::optional<StubScript> script = {};  // played at once, before any request; may end it
  bool operator==(const ConnectRule&) const = default;
};

// Whether one of the versions is older than TLS 1.2: OpenSSL 3 speaks those at security level 0
// only, which is taken where a rule says none.
bool OffersBelowTls12(const script::TlsSettings& settings);

struct WireExtension {
  Conditions when = {};
  bool strict = false;                // a client's violation fails its request (findings)
  std::vector<Answer> sequence = {};  // the nth match gets the nth answer, the last one repeats
  bool cycle = false;                 // ... or the first one follows the last
  std::optional<ConnectRule> connect = {};
};

// --- Stubs ---

struct ServeEventListener {
  std::string name = {};
  std::vector<std::string> phases = {};  // empty: the listener's own default
  SharedJson parameters = {};
  bool post_serve_action = false;  // written under the old name `postServeActions`
};

struct Stub {
  std::string id = {};  // UUID, lower case
  std::optional<std::string> name = {};
  RequestPattern request = {};
  Answer answer = {};
  std::optional<int> priority = {};  // unset: kDefaultPriority; 1 is the highest
  bool persistent = false;
  std::optional<std::string> scenario = {};
  std::optional<std::string> required_state = {};
  std::optional<std::string> new_state = {};
  SharedJson metadata = {};
  std::vector<ServeEventListener> listeners = {};
  WireExtension wireproof = {};
  std::string file = {};  // below mappings/, where it was read from; empty: by the API

  static constexpr int kDefaultPriority = 5;
  int rank() const { return priority.value_or(kDefaultPriority); }
};

}  // namespace wireproof::mock
