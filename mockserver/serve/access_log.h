// The lines of the access log: one JSON object a request.
//
// Private to this folder. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wireproof::mock {

struct AccessEntry {
  std::int64_t at_us = 0;  // since 1970
  std::string_view client_ip = {};
  std::string_view method = {};
  std::string_view target = {};
  int status = 0;  // 0: no response of ours was whole
  std::string_view stub_id = {};
  std::size_t sent = 0;  // octets
  std::int64_t duration_ns = 0;
};

// {"time_us","client","method","target","status","stub","sent","duration_us"}, without a line end.
// Octets that are not ASCII are escaped by their number.
std::string AccessLine(const AccessEntry& entry);

// A JSON string, quotes included.
std::string Quoted(std::string_view octets);

}  // namespace wireproof::mock
