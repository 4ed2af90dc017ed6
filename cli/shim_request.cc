#include "cli/shim_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::cli {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxId = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kMaxRequestBytes = std::size_t{1} << 26;

// The first thing that is wrong with a message. Readers give defaults once there is one.
class Problem {
 public:
  void Note(ShimErrorKind kind, std::string message) {
    if (!error_) error_ = ShimError{kind, std::move(message)};
  }
  void Bad(std::string message) { Note(ShimErrorKind::kBadMessage, std::move(message)); }
  explicit operator bool() const { return error_.has_value(); }
  ShimError Take() { return std::move(*error_); }

 private:
  std::optional<ShimError> error_;
};

std::string ReadString(const json& value, const std::string& where, Problem& problem) {
  if (value.is_string()) return value.get<std::string>();
  problem.Bad(where + " must be a string");
  return {};
}

std::string ReadOctets(const json& value, const std::string& where, Problem& problem) {
  const std::string text = ReadString(value, where, problem);
  auto octets = script::OctetsFromUtf8(text);
  if (!octets) problem.Bad(where + " has a character above U+00FF");
  return std::move(octets).value_or("");
}

bool ReadBool(const json& value, const std::string& where, Problem& problem) {
  if (value.is_boolean()) return value.get<bool>();
  problem.Bad(where + " must be true or false");
  return false;
}

std::int64_t ReadInteger(const json& value, std::int64_t low, std::int64_t high,
                         const std::string& where, Problem& problem) {
  if (!value.is_number_integer()) {
    problem.Bad(where + " must be an integer");
    return low;
  }
  const bool fits = !value.is_number_unsigned() ||
                    value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t number = fits ? value.get<std::int64_t>() : INT64_MAX;
  if (number < low || number > high) {
    problem.Bad(fmt::format("{} must be from {} to {}", where, low, high));
    return low;
  }
  return number;
}

// The members of one object. What was not asked for is not known here.
class Members {
 public:
  Members(const json& value, std::string where, Problem& problem)
      : value_(value), where_(std::move(where)), problem_(problem) {
    if (!value.is_object()) problem_.Bad(where_ + " must be an object");
  }

  std::string Where(std::string_view name) const { return fmt::format("{}.{}", where_, name); }

  // Null where it is absent.
  const json* Find(std::string_view name) {
    asked_.emplace_back(name);
    if (!value_.is_object()) return nullptr;
    const auto at = value_.find(name);
    return at == value_.end() ? nullptr : &*at;
  }

  const json* Require(std::string_view name) {
    const json* member = Find(name);
    if (member == nullptr) problem_.Bad(Where(name) + " is missing");
    return member;
  }

  std::string String(std::string_view name) {
    const json* member = Require(name);
    return member == nullptr ? "" : ReadString(*member, Where(name), problem_);
  }
  std::string StringOr(std::string_view name, std::string otherwise) {
    const json* member = Find(name);
    return member == nullptr ? otherwise : ReadString(*member, Where(name), problem_);
  }
  std::optional<std::string> Octets(std::string_view name) {
    const json* member = Find(name);
    if (member == nullptr) return std::nullopt;
    return ReadOctets(*member, Where(name), problem_);
  }
  bool BoolOr(std::string_view name, bool otherwise) {
    const json* member = Find(name);
    return member == nullptr ? otherwise : ReadBool(*member, Where(name), problem_);
  }
  std::uint16_t Port(std::string_view name) {
    const json* member = Require(name);
    if (member == nullptr) return 0;
    return static_cast<std::uint16_t>(ReadInteger(*member, 1, 65535, Where(name), problem_));
  }
  // Reads each item of an array; nothing where it is absent.
  template <typename T, typename Read>
  std::optional<std::vector<T>> Array(std::string_view name, Read read) {
    const json* member = Find(name);
    if (member == nullptr) return std::nullopt;
    std::vector<T> items;
    if (!member->is_array()) {
      problem_.Bad(Where(name) + " must be an array");
      return items;
    }
    for (std::size_t i = 0; i < member->size(); ++i) {
      items.push_back(read((*member)[i], fmt::format("{}[{}]", Where(name), i), problem_));
    }
    return items;
  }

  void RefuseOthers() {
    if (!value_.is_object()) return;
    for (const auto& [name, member] : value_.items()) {
      if (std::ranges::find(asked_, name) != asked_.end()) continue;
      problem_.Note(ShimErrorKind::kUnsupported, Where(name) + " is not known here");
    }
  }

 private:
  const json& value_;
  const std::string where_;
  Problem& problem_;
  std::vector<std::string> asked_;
};

wire::Field ReadField(const json& value, const std::string& where, Problem& problem) {
  if (!value.is_array() || value.size() != 2) {
    problem.Bad(where + " must be a name and a value");
    return {};
  }
  return {ReadOctets(value[0], where + "[0]", problem),
          ReadOctets(value[1], where + "[1]", problem)};
}

client::Request ReadRequest(const json& value, const std::string& where, Problem& problem) {
  Members members(value, where, problem);
  client::Request request;
  request.method = members.Octets("method").value_or("GET");
  if (members.Require("target") != nullptr) request.target = *members.Octets("target");
  request.fields = members.Array<wire::Field>("fields", ReadField).value_or(wire::Fields{});
  if (auto host = members.Octets("host")) {
    request.fields.insert(request.fields.begin(), {"Host", std::move(*host)});
  }
  request.body = members.Octets("body");
  request.chunks = members.Array<std::string>("chunks", ReadOctets);
  members.RefuseOthers();
  if (request.body && request.chunks) problem.Bad(where + " has both body and chunks");
  return request;
}

ShimClientTls ReadClientTls(const json& value, const std::string& where, Problem& problem) {
  Members members(value, where, problem);
  ShimClientTls tls;
  tls.verify = members.BoolOr("verify", true);
  tls.ca_pem = members.StringOr("ca_pem", "");
  tls.server_name = members.StringOr("server_name", "");
  members.RefuseOthers();
  // No authorities would mean those of the system.
  if (tls.verify && tls.ca_pem.empty()) {
    problem.Bad(where + ".ca_pem is missing or empty: what should be trusted?");
  }
  return tls;
}

ShimOp ReadExchange(Members& members, Problem& problem) {
  ShimExchange exchange;
  if (const json* connect = members.Require("connect")) {
    Members endpoint(*connect, members.Where("connect"), problem);
    exchange.host = endpoint.String("host");
    exchange.port = endpoint.Port("port");
    endpoint.RefuseOthers();
  }
  if (const json* tls = members.Find("tls")) {
    exchange.tls = ReadClientTls(*tls, members.Where("tls"), problem);
  }
  if (members.Require("requests") != nullptr) {
    exchange.requests = *members.Array<client::Request>("requests", ReadRequest);
    if (exchange.requests.empty()) problem.Bad("exchange.requests must have 1 item or more");
  }
  exchange.reuse = members.BoolOr("reuse", true);
  if (const json* deadline = members.Find("deadline_ms")) {
    exchange.deadline_ms = ReadInteger(*deadline, 1, 600000, members.Where("deadline_ms"), problem);
  }
  return exchange;
}

ShimOp ReadServe(Members& members, Problem& problem) {
  ShimServing serve;
  const std::string app = members.String("app");
  const json* root = members.Find("root");
  if (app == "static") {
    serve.app = ShimServing::App::kStatic;
    serve.root = members.String("root");
    if (!serve.root.starts_with('/')) problem.Bad("serve.root must be an absolute path");
  } else if (app == "handler") {
    if (members.Require("handler") != nullptr) {
      problem.Note(ShimErrorKind::kUnsupported, "app handler is not offered");
    }
  } else if (app != "echo") {
    problem.Note(ShimErrorKind::kUnsupported, "there is no such app");
  } else if (root != nullptr) {
    problem.Bad("serve.root does not belong to app echo");
  }
  if (app != "handler" && members.Find("handler") != nullptr) {
    problem.Bad("serve.handler does not belong to this app");
  }
  if (const json* tls = members.Find("tls")) {
    Members pems(*tls, members.Where("tls"), problem);
    serve.tls =
        ShimServerTls{.cert_pem = pems.String("cert_pem"), .key_pem = pems.String("key_pem")};
    pems.RefuseOthers();
  }
  return serve;
}

ShimOp ReadHello(Members& members, Problem& problem) {
  if (const json* protocol = members.Require("protocol")) {
    const auto number = ReadInteger(*protocol, INT32_MIN, INT32_MAX, "hello.protocol", problem);
    if (!problem && number != 1) {
      problem.Note(ShimErrorKind::kUnsupported,
                   fmt::format("hello.protocol {} is not spoken here: 1 is", number));
    }
  }
  return ShimHello{};
}

ShimOp ReadOp(const json& message, Problem& problem) {
  const auto named = message.find("op");
  if (named == message.end() || !named->is_string()) {
    problem.Bad("op must be a string");
    return ShimHello{};
  }
  const std::string op = named->get<std::string>();
  Members members(message, op, problem);
  (void)members.Find("id");
  (void)members.Find("op");
  ShimOp read = ShimRelease{};
  if (op == "hello") {
    read = ReadHello(members, problem);
  } else if (op == "exchange") {
    read = ReadExchange(members, problem);
  } else if (op == "serve") {
    read = ReadServe(members, problem);
  } else if (op == "stop") {
    read = ShimStop{.port = members.Port("port")};
  } else if (op == "shutdown") {
    read = ShimShutdown{};
  } else if (op != "release") {
    problem.Note(ShimErrorKind::kUnsupported, "there is no op " + script::JsonText(json(op)));
    return read;
  }
  members.RefuseOthers();
  return read;
}

}  // namespace

std::string_view Name(ShimErrorKind kind) {
  switch (kind) {
    case ShimErrorKind::kUnsupported:
      return "unsupported";
    case ShimErrorKind::kBadMessage:
      return "bad-message";
    case ShimErrorKind::kInternal:
      return "internal";
  }
  return "internal";
}

ShimRequest ReadShimRequest(std::string_view line) {
  const auto bad = [](std::optional<std::int64_t> id, std::string message) {
    return ShimRequest{id, std::unexpected(ShimError{ShimErrorKind::kBadMessage, message})};
  };
  auto message = script::ParseJson(line, {.max_bytes = kMaxRequestBytes, .max_depth = 16});
  if (!message) return bad({}, "not a line of JSON: " + script::Describe(message.error()));
  if (!message->is_object()) return bad({}, "the message must be an object");
  Problem problem;
  const auto id = message->find("id");
  if (id == message->end()) return bad({}, "id is missing");
  const std::int64_t number = ReadInteger(*id, 0, kMaxId, "id", problem);
  if (problem) return bad({}, problem.Take().message);
  ShimOp op = ReadOp(*message, problem);
  if (problem) return {number, std::unexpected(problem.Take())};
  return {number, std::move(op)};
}

}  // namespace wireproof::cli
