#include "mockserver/admin/outcome_json.h"

#include <nlohmann/json.hpp>

#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/served_response.h"
#include "mockserver/stub/fault_names.h"

namespace wireproof::mock {

std::string_view EndName(ExchangeEnd end) {
  switch (end) {
    case ExchangeEnd::kOpen:
      return "open";
    case ExchangeEnd::kSent:
      return "sent";
    case ExchangeEnd::kClosed:
      return "closed";
    case ExchangeEnd::kReset:
      return "reset";
    case ExchangeEnd::kFailed:
      return "failed";
  }
  return "";
}

Json OutcomeJson(const Exchange& exchange, Engine& engine) {
  const StoredStubPtr stored =
      IsUnmatched(exchange) ? nullptr : engine.stubs().Get(exchange.stub_id);
  Json outcome = Json::object();
  outcome["id"] = exchange.id;
  if (!IsUnmatched(exchange)) outcome["stub_id"] = exchange.stub_id;
  if (stored != nullptr) {
    if (stored->stub->name) outcome["stub_name"] = *stored->stub->name;
    if (const auto& fault = stored->stub->answer.response.fault) {
      outcome["fault"] = kFaultNames[static_cast<std::size_t>(*fault)];
    }
  }
  const SentHead sent = HeadOfSent(exchange);
  if (sent.status != 0) outcome["status"] = sent.status;
  outcome["end"] = EndName(exchange.end);
  outcome["sent"] = exchange.sent.size();
  outcome["whole"] = sent.whole || (sent.status != 0 && exchange.sent_cut);
  if (exchange.request_cut) outcome["body_cut"] = true;
  return outcome;
}

}  // namespace wireproof::mock
