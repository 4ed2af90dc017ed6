#include "harness/run/residue.h"

#include <fmt/format.h>

namespace wireproof::harness {

namespace {

// What an echo application shows of the probe, and no scenario sends.
constexpr std::string_view kTag = "wireproof-residue-probe";

}  // namespace

std::string ProbeRequest(std::string_view target, std::string_view authority, bool tagged) {
  return fmt::format("GET {}{}{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", target,
                     tagged ? "?" : "", tagged ? kTag : "", authority);
}

Residue DecideResidue(const ProbeAnswer& answer, const ProbeExpectation& expectation) {
  if (answer.messages.empty()) {
    return answer.ended && !answer.malformed_or_surplus ? Residue::kNotProbed : Residue::kPoisoned;
  }
  const script::Message& last = answer.messages.back();
  const bool answered = last.complete && last.status == expectation.status &&
                        !answer.malformed_or_surplus &&
                        (!expectation.tagged || last.body.find(kTag) != std::string::npos);
  if (!answered) return Residue::kPoisoned;
  return answer.messages.size() == 1 ? Residue::kClean : Residue::kLeftOver;
}

}  // namespace wireproof::harness
