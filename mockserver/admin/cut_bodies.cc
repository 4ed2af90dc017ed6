#include "mockserver/admin/cut_bodies.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace wireproof::mock {

CutBodies::CutBodies(Engine& engine, const RequestPattern& pattern) : engine_(engine) {
  Json rest = pattern.ToJson();
  std::size_t about_body = 0;
  for (const char* name : {"bodyPatterns", "multipartPatterns", "formParameters"}) {
    about_body += rest.erase(name);
  }
  if (about_body == 0) return;
  auto read = RequestPattern::FromJson(rest, "", engine.Reading().request);
  if (read) rest_ = *std::move(read);
}

void CutBodies::See(const Exchange& exchange) {
  if (!rest_ || !exchange.request_cut) return;
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  if (rest_->Matches(request, engine_.Context(&request))) ++count_;
}

void CutBodies::Tell(nlohmann::ordered_json& reply) const {
  if (count_ != 0) reply["cutBodies"] = count_;
}

}  // namespace wireproof::mock
