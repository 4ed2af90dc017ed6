#include "mockserver/match/parameters.h"

#include <algorithm>

#include "http/wire/grammar.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

std::string Decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && text.size() - i >= 3) {
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
  }
  return decoded;
}

// Adds values name by name; a list of a few names needs no map, and a hostile one is sorted out
// at the end.
class Collector {
 public:
  bool full() const { return pairs_.size() == kMaxParameters; }
  void Add(std::string name, std::string value) {
    pairs_.push_back({pairs_.size(), std::move(name), std::move(value)});
  }

  // Names in the order in which they came first.
  Parameters Take() {
    std::ranges::stable_sort(pairs_, {}, &Pair::name);
    std::vector<std::pair<std::size_t, Parameter>> grouped;
    for (Pair& pair : pairs_) {
      if (grouped.empty() || grouped.back().second.name != pair.name) {
        grouped.push_back({pair.order, Parameter{std::move(pair.name), {}}});
      }
      grouped.back().second.values.push_back(std::move(pair.value));
    }
    std::ranges::sort(grouped, {}, [](const auto& group) { return group.first; });
    Parameters parameters;
    parameters.reserve(grouped.size());
    for (auto& group : grouped) parameters.push_back(std::move(group.second));
    return parameters;
  }

 private:
  struct Pair {
    std::size_t order;
    std::string name;
    std::string value;
  };
  std::vector<Pair> pairs_;
};

// What stands before `mark`; `rest` is what follows it, possibly nothing.
std::string_view Before(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return piece;
}

// A quoted-string without quotes and backslashes; other text as it is.
std::string Unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  text = text.substr(1, text.size() - 2);
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

// Up to the next ";" that is not in quotes; at the end of an unclosed quote.
std::string_view NextPiece(std::string_view& rest) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size() && (quoted || rest[i] != ';'); ++i) {
    if (rest[i] == '"') quoted = !quoted;
    if (rest[i] == '\\' && quoted && i + 1 < rest.size()) ++i;
  }
  const std::string_view piece = rest.substr(0, i);
  rest.remove_prefix(i == rest.size() ? i : i + 1);
  return piece;
}

}  // namespace

std::string DecodeFormComponent(std::string_view text) {
  return Decode(text, true);
}

std::string DecodePathSegment(std::string_view text) {
  return Decode(text, false);
}

const std::vector<std::string>* FindParameter(const Parameters& parameters, std::string_view name) {
  const auto at = std::ranges::find(parameters, name, &Parameter::name);
  return at == parameters.end() ? nullptr : &at->values;
}

Parameters ReadParameters(std::string_view text) {
  Collector collector;
  while (!text.empty() && !collector.full()) {
    std::string_view value = Before(text, '&');
    if (value.empty()) continue;
    const std::string_view name = Before(value, '=');
    collector.Add(DecodeFormComponent(name), DecodeFormComponent(value));
  }
  return collector.Take();
}

Parameters ReadCookies(std::span<const FieldView> fields) {
  Collector collector;
  for (const FieldView& field : fields) {
    if (!wire::EqualsIgnoreCase(field.name, "Cookie")) continue;
    for (std::string_view rest = field.value; !rest.empty() && !collector.full();) {
      const std::string_view piece = NextPiece(rest);
      const std::size_t equals = piece.find('=');
      if (equals == std::string_view::npos) continue;
      collector.Add(std::string(wire::TrimOws(piece.substr(0, equals))),
                    Unquoted(wire::TrimOws(piece.substr(equals + 1))));
    }
  }
  return collector.Take();
}

std::optional<std::string> FieldParameter(std::string_view value, std::string_view name) {
  NextPiece(value);
  while (!value.empty()) {
    const std::string_view piece = wire::TrimOws(NextPiece(value));
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos) continue;
    if (wire::EqualsIgnoreCase(wire::TrimOws(piece.substr(0, equals)), name)) {
      return Unquoted(wire::TrimOws(piece.substr(equals + 1)));
    }
  }
  return std::nullopt;
}

bool IsMediaType(std::string_view value, std::string_view type) {
  return wire::EqualsIgnoreCase(wire::TrimOws(value.substr(0, value.find(';'))), type);
}

}  // namespace wireproof::mock
