// Reads the members of one JSON object with their types; remembers the first thing wrong, so that
// a reader is written as a plain list of what it expects and looks at error() once.
//
//   Members members(value, "/connect", problem);
//   endpoint.host = members.Text("host");
//   endpoint.port = members.Integer("port", 1, 65535);
//   members.Done();   // whatever was not asked for is unknown, and refused
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::harness {

// The first fault found; empty message: none.
struct MemberProblem {
  std::string pointer, message;
  explicit operator bool() const { return !message.empty(); }
  void Set(std::string at, std::string words) {
    if (message.empty()) pointer = std::move(at), message = std::move(words);
  }
};

class Members {
 public:
  // `value` and `problem` must outlive the object.
  Members(const nlohmann::json& value, std::string pointer, MemberProblem& problem);

  bool Has(const char* name) const;
  // The member, or null with the problem set where it is missing.
  const nlohmann::json* Any(const char* name);
  const nlohmann::json* Optional(const char* name);

  std::string Text(const char* name);  // required, not empty
  std::string TextOr(const char* name, std::string fallback);
  std::int64_t Integer(const char* name, std::int64_t least, std::int64_t most);
  std::int64_t IntegerOr(const char* name, std::int64_t least, std::int64_t most,
                         std::int64_t fallback);
  std::vector<std::string> Texts(const char* name);  // array of strings; absent: empty
  std::string Octets(const char* name);              // absent: empty
  std::vector<std::pair<std::string, std::string>> Fields(const char* name);  // absent: empty

  std::string PointerTo(const char* name) const;
  void Wrong(const char* name, std::string message);

  // Refuses members that were not asked for.
  void Done();

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  MemberProblem* problem_;
  std::vector<std::string_view> asked_;
};

}  // namespace wireproof::harness
