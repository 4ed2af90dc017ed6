// Stubs made of what was proxied (wiremock-format section 5.3). Private to this folder.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// What a body of a recorded request is to be compared with.
enum class BodyMatcher : std::uint8_t { kAuto, kEqualTo, kEqualToJson, kEqualToXml };

struct RecordSpec {
  std::string target_base_url = {};
  std::optional<RequestPattern> filter = {};
  std::vector<std::string> ids = {};  // of exchanges; empty: all
  bool allow_non_proxied = false;
  std::vector<std::pair<std::string, bool>> capture_headers = {};  // name, whatever its case
  BodyMatcher matcher = BodyMatcher::kAuto;
  // What is said beside the matcher; `auto` says true, true and false where nothing is said.
  std::optional<bool> ignore_array_order = {};
  std::optional<bool> ignore_extra_elements = {};
  std::optional<bool> case_insensitive = {};
  std::optional<std::size_t> text_size_threshold = {};  // larger bodies become files
  std::optional<std::size_t> binary_size_threshold = {};
  bool output_ids = false;
  bool persist = true;
  bool repeats_as_scenarios = true;
  std::vector<std::string> transformers = {};
  SharedJson transformer_parameters = {};
};

std::expected<RecordSpec, JsonProblem> ReadRecordSpec(const Json& json,
                                                      const RequestPatternReading& reading);

// "2 kb", "1024", "1 MB": octets.
std::optional<std::size_t> ReadSize(const Json& value);

// The exchanges that the specification asks for, from that number on, as stubs: one for each
// different request, or for each of its repetitions where these become a scenario. Oldest first.
std::vector<Stub> StubsFromJournal(Engine& engine, const RecordSpec& spec,
                                   std::uint64_t first_exchange);

}  // namespace wireproof::mock
