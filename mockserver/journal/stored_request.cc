#include "mockserver/journal/stored_request.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "http/wire/connection.h"
#include "mockserver/journal/request_dialect.h"

namespace wireproof::mock {
namespace {

// What is in the journal was within the limits of the server, and its size is bounded there.
wire::Limits NoLimits() {
  return {.start_line = SIZE_MAX,
          .field_line = SIZE_MAX,
          .field_lines = SIZE_MAX,
          .head = SIZE_MAX,
          .chunk_line = SIZE_MAX,
          .trailer_lines = SIZE_MAX,
          .trailers = SIZE_MAX};
}

}  // namespace

StoredRequest::StoredRequest() : scanner_(NoLimits()) {}

const RequestParts& StoredRequest::Read(std::string_view octets, std::string_view body) {
  parts_ = RequestParts{};
  wire::ScannedRequest scanned;
  if (scanner_.Next(octets, scanned) == wire::Scan::kWhole) {
    parts_.method = scanned.method;
    parts_.target = scanned.target;
    parts_.version = scanned.version;
    parts_.fields = scanned.fields;
    parts_.body = scanned.body;
  } else if (!ReadWhole(octets)) {
    ReadMalformed(octets);
  }
  if (!body.empty()) parts_.body = body;
  return parts_;
}

// False where there is no head to be read. Of a body that is cut, what there is.
bool StoredRequest::ReadWhole(std::string_view octets) {
  wire::Connection connection(wire::Role::kServer, RequestDialect(), NoLimits());
  connection.Receive(octets);
  decoded_.clear();
  bool has_head = false;
  while (true) {
    wire::Event event = connection.NextEvent();
    if (auto* request = std::get_if<wire::Request>(&event)) {
      head_ = std::move(request->head);
      has_head = true;
    } else if (const auto* data = std::get_if<wire::Data>(&event)) {
      decoded_ += data->bytes;
    } else {
      break;
    }
  }
  if (!has_head) return false;
  version_ = wire::ToString(head_.version);
  fields_.clear();
  for (const wire::Field& field : head_.fields) fields_.push_back({field.name, field.value});
  parts_.method = head_.method;
  parts_.target = head_.target;
  parts_.version = version_;
  parts_.fields = fields_;
  parts_.body = decoded_;
  return true;
}

void StoredRequest::ReadMalformed(std::string_view octets) {
  std::string_view line = octets.substr(0, octets.find_first_of("\r\n"));
  std::string_view* const words[] = {&parts_.method, &parts_.target, &parts_.version};
  for (std::string_view* word : words) {
    *word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word->size() + 1));
  }
}

}  // namespace wireproof::mock
