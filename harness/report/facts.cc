#include "harness/report/facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/imf_fixdate.h"
#include "http/wire/grammar.h"

namespace wireproof::harness {

namespace {

// How much of a body is shown.
constexpr std::size_t kMostBodyBytes = 300;

std::string Printable(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '\r') {
      text += "\\r";
    } else if (byte == '\n') {
      text += "\\n";
    } else if (code < 0x20 || code >= 0x7f) {
      text += fmt::format("\\x{:02x}", code);
    } else {
      text += byte;
    }
  }
  return text;
}

std::string BodyText(std::string_view body) {
  std::string text = Printable(body.substr(0, kMostBodyBytes));
  if (body.size() > kMostBodyBytes) text += fmt::format(" ... ({} bytes)", body.size());
  return text;
}

// The time of a message, and the name of who made it, are no difference.
std::string FieldsText(const wire::Fields& fields) {
  std::string text;
  for (const wire::Field& field : fields) {
    const bool date = wire::EqualsIgnoreCase(field.name, "Date") && IsImfFixdate(field.value);
    const bool product = wire::EqualsIgnoreCase(field.name, "Server");
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", Printable(field.name),
                        date ? "(now)" : (product ? "(its name)" : Printable(field.value)));
  }
  return text;
}

void AppendMessage(const script::Message& message, const std::string& name, bool request,
                   std::vector<Fact>& facts) {
  facts.push_back(
      {name,
       request
           ? Printable(fmt::format("{} {} {}", message.method, message.target, message.version))
           : Printable(fmt::format("{} {} {}", message.version, message.status, message.reason))});
  facts.push_back({name + " fields", FieldsText(message.fields)});
  facts.push_back({name + " body", BodyText(message.body)});
  if (!message.trailers.empty())
    facts.push_back({name + " trailers", FieldsText(message.trailers)});
  if (!message.complete) facts.push_back({name + " is", "cut short"});
}

void AppendMessages(const std::vector<script::Message>& messages, std::string_view what,
                    bool request, std::vector<Fact>& facts) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    AppendMessage(messages[i], fmt::format("{} {}", what, i + 1), request, facts);
  }
  if (messages.empty()) facts.push_back({fmt::format("{} 1", what), "none"});
}

// `alone`: the only connection, which needs no name.
void AppendConnection(const ObservedConnection& connection, bool alone, std::vector<Fact>& facts) {
  const std::string prefix = alone ? "" : connection.name + ": ";
  if (!connection.messages.surplus.empty()) {
    facts.push_back({prefix + "surplus", BodyText(connection.messages.surplus)});
  }
  if (connection.messages.malformed) {
    const script::Malformed& malformed = *connection.messages.malformed;
    facts.push_back({prefix + "malformed", malformed.defect + ": " + Printable(malformed.detail)});
  }
  facts.push_back({prefix + "connection", std::string(Name(connection.fate))});
  if (connection.residue != Residue::kNotProbed) {
    facts.push_back({prefix + "left on it", std::string(Name(connection.residue))});
  }
}

std::vector<std::string> Wrap(const std::string& value, std::size_t width) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin <= value.size()) {
    const std::size_t end = std::min(value.find('\n', begin), value.size());
    for (std::size_t at = begin; at < end || at == begin; at += width) {
      lines.push_back(value.substr(at, std::min(width, end - at)));
    }
    begin = end + 1;
  }
  return lines;
}

std::string ValueOf(const FactColumn& column, const std::string& name) {
  const auto found = std::ranges::find(column.facts, name, &Fact::name);
  return found == column.facts.end() ? "-" : found->value;
}

// The names of all facts, each where it first stands.
std::vector<std::string> Names(const std::vector<FactColumn>& columns) {
  std::vector<std::string> names;
  for (const FactColumn& column : columns) {
    auto at = names.begin();
    for (const Fact& fact : column.facts) {
      const auto found = std::find(names.begin(), names.end(), fact.name);
      at = found == names.end() ? names.insert(at, fact.name) : found;
      ++at;
    }
  }
  return names;
}

void AppendRow(std::string& text, std::string_view mark, const std::string& name,
               std::size_t name_width, const std::vector<std::string>& values, std::size_t width) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (const std::string& value : values) {
    cells.push_back(Wrap(value, width));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::string row = fmt::format("{}{:<{}}", mark, line == 0 ? name : "", name_width);
    for (const auto& cell : cells) {
      row += fmt::format("  {:<{}}", line < cell.size() ? cell[line] : "", width);
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + '\n';
  }
}

}  // namespace

std::vector<Fact> FactsOf(const Observation& observation) {
  std::vector<Fact> facts;
  const bool alone = observation.connections.size() == 1;
  if (observation.client) {
    AppendMessages(observation.client->responses, "response", false, facts);
    if (const auto& failure = observation.client->failure; failure) {
      facts.push_back({"failure", std::string(Name(failure->kind))});
      facts.push_back({"failure is", Printable(failure->native)});
      facts.push_back({"failure says", Printable(failure->message)});
      if (!failure->partial.empty()) facts.push_back({"failure gives", BodyText(failure->partial)});
    }
    for (const ObservedConnection& connection : observation.connections) {
      AppendConnection(connection, alone, facts);
    }
    return facts;
  }
  for (const ObservedConnection& connection : observation.connections) {
    AppendMessages(connection.messages.interim, "interim response", false, facts);
    if (connection.messages.interim.empty()) facts.pop_back();
    AppendMessages(connection.messages.messages, "response", false, facts);
    AppendConnection(connection, alone, facts);
  }
  return facts;
}

bool AllSame(const std::vector<FactColumn>& columns) {
  for (const std::string& name : Names(columns)) {
    for (const FactColumn& column : columns) {
      if (ValueOf(column, name) != ValueOf(columns.front(), name)) return false;
    }
  }
  return true;
}

std::string SideBySide(const std::vector<FactColumn>& columns, std::size_t width) {
  const std::vector<std::string> names = Names(columns);
  std::size_t name_width = 0;
  for (const std::string& name : names) name_width = std::max(name_width, name.size());
  std::string text;
  std::vector<std::string> headings;
  for (const FactColumn& column : columns) headings.push_back(column.heading);
  AppendRow(text, "  ", "", name_width, headings, width);
  for (const std::string& name : names) {
    std::vector<std::string> values;
    for (const FactColumn& column : columns) values.push_back(ValueOf(column, name));
    const bool same = std::ranges::all_of(values, [&](const auto& v) { return v == values[0]; });
    AppendRow(text, same ? "  " : "! ", name, name_width, values, width);
  }
  return text;
}

}  // namespace wireproof::harness
