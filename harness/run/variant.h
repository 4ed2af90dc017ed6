// The dimensions of a run: how our bytes are cut, and what they travel over. One scenario is run
// once a variant, and its worst result counts.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "http/script/script.h"

namespace wireproof::harness {

struct Variant {
  script::Delivery delivery = script::Delivery::kWhole;
  bool tls = false;
  bool operator==(const Variant&) const = default;
};

// "plain, bytewise". As text it is part of reports.
std::string Name(const Variant& variant);

inline const std::vector<script::Delivery> kAllDeliveries{
    script::Delivery::kWhole, script::Delivery::kBytewise, script::Delivery::kSplit,
    script::Delivery::kCoalesced};

// Which variants a run may use. A transport without deliveries is not used. By default TLS carries
// whole sends only, except in scenarios that are about TLS: how our bytes are cut is seen in plain.
struct VariantChoice {
  std::vector<script::Delivery> plain = kAllDeliveries;
  std::vector<script::Delivery> tls = {script::Delivery::kWhole};
};

// The variants of a scenario, the primary one first: whole, and plain unless the scenario needs
// TLS. Deliveries that would put the same writes on the wire as another are left out. Empty where
// the choice, or a subject without TLS, leaves none.
std::vector<Variant> VariantsOf(const Scenario& scenario, const VariantChoice& choice,
                                bool subject_has_tls);

// The variant whose observation is recorded and compared with the reference.
Variant PrimaryVariant(const Scenario& scenario);

}  // namespace wireproof::harness
