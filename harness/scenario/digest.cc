// The only file of this folder that uses OpenSSL, and of it only the hash:
// docs/decisions/sha256.md.
#include "harness/scenario/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using script::OctetsToUtf8;

json FieldsToJson(const std::vector<std::pair<std::string, std::string>>& fields) {
  json all = json::array();
  for (const auto& [name, value] : fields) {
    all.push_back(json::array({OctetsToUtf8(name), OctetsToUtf8(value)}));
  }
  return all;
}

json RequestToJson(const ClientRequest& request) {
  json value = {{"method", OctetsToUtf8(request.method)},
                {"target", OctetsToUtf8(request.target)},
                {"fields", FieldsToJson(request.fields)}};
  if (request.host) value["host"] = OctetsToUtf8(*request.host);
  if (request.body) value["body"] = OctetsToUtf8(*request.body);
  if (request.chunks) {
    value["chunks"] = json::array();
    for (const auto& chunk : *request.chunks) value["chunks"].push_back(OctetsToUtf8(chunk));
  }
  return value;
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  assert(done == 1 && size == 32);
  static_cast<void>(done);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string StimulusDigest(const Scenario& scenario) {
  json stimulus = {{"role", Name(scenario.role)}};
  if (scenario.tls) stimulus["tls"] = script::TlsSettingsToJson(*scenario.tls);
  if (scenario.transport == Transport::kTls) stimulus["transport"] = "tls";
  if (scenario.role == Role::kServer) {
    stimulus["steps"] = script::ScriptToJson(scenario.steps);
    stimulus["probe"] = scenario.probe;
  } else {
    stimulus["requests"] = json::array();
    for (const auto& request : scenario.requests) {
      stimulus["requests"].push_back(RequestToJson(request));
    }
    stimulus["reuse"] = scenario.reuse;
    stimulus["peer"] = script::ScriptToJson(scenario.peer);
  }
  return Sha256Hex(script::JsonText(stimulus));
}

std::string CorpusDigest(const std::vector<Scenario>& scenarios) {
  std::string all;
  for (const auto& scenario : scenarios) {
    all += fmt::format("{} {} {}\n", scenario.id, scenario.stimulus_digest,
                       scenario.expectation_digest);
  }
  return Sha256Hex(all);
}

}  // namespace wireproof::harness
