#include "harness/run/variant.h"

#include <algorithm>
#include <variant>

namespace wireproof::harness {

using script::Delivery;

namespace {

std::string_view Name(Delivery delivery) {
  switch (delivery) {
    case Delivery::kWhole:
      return "whole";
    case Delivery::kBytewise:
      return "bytewise";
    case Delivery::kSplit:
      return "split";
    case Delivery::kCoalesced:
      return "coalesced";
  }
  return "?";
}

// Whether the delivery can put other writes on the wire than `whole` does.
bool Matters(Delivery delivery, const script::Script& steps) {
  bool sends = false, consecutive = false, before = false;
  for (const script::Step& step : steps) {
    const bool is_send = std::holds_alternative<script::Send>(step.action);
    sends |= is_send;
    consecutive |= is_send && before;
    before = is_send;
  }
  return delivery == Delivery::kWhole || (delivery == Delivery::kCoalesced ? consecutive : sends);
}

}  // namespace

std::string Name(const Variant& variant) {
  return std::string(variant.tls ? "TLS, " : "plain, ") + std::string(Name(variant.delivery));
}

Variant PrimaryVariant(const Scenario& scenario) {
  return {.delivery = Delivery::kWhole, .tls = scenario.transport == Transport::kTls};
}

std::vector<Variant> VariantsOf(const Scenario& scenario, const VariantChoice& choice,
                                bool subject_has_tls) {
  const script::Script& steps = scenario.role == Role::kServer ? scenario.steps : scenario.peer;
  std::vector<Variant> variants;
  const auto add = [&](bool tls, const std::vector<Delivery>& deliveries) {
    for (const Delivery delivery : deliveries) {
      if (scenario.exact_delivery && delivery != Delivery::kWhole) continue;
      if (!Matters(delivery, steps)) continue;
      variants.push_back({.delivery = delivery, .tls = tls});
    }
  };
  if (scenario.transport != Transport::kTls) add(false, choice.plain);
  const bool about_tls = scenario.transport == Transport::kTls && !choice.tls.empty();
  if (subject_has_tls && scenario.transport != Transport::kPlain) {
    add(true, about_tls && !choice.plain.empty() ? choice.plain : choice.tls);
  }
  const auto primary = std::ranges::find(variants, PrimaryVariant(scenario));
  if (primary != variants.end()) std::rotate(variants.begin(), primary, primary + 1);
  return variants;
}

}  // namespace wireproof::harness
