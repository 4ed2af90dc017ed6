// The names of the values that scenario files spell, as tables: one for reading and printing both.
#pragma once

#include <string_view>
#include <utility>

#include "harness/scenario/expectation.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

using std::string_view_literals::operator""sv;

inline constexpr std::pair<std::string_view, Fate> kFateNames[] = {
    {"kept"sv, Fate::kKept},
    {"closed"sv, Fate::kClosed},
    {"reset"sv, Fate::kReset},
    {"half-closed"sv, Fate::kHalfClosed},
    {"hung"sv, Fate::kHung}};

inline constexpr std::pair<std::string_view, Residue> kResidueNames[] = {
    {"not probed"sv, Residue::kNotProbed},
    {"clean"sv, Residue::kClean},
    {"left over"sv, Residue::kLeftOver},
    {"poisoned"sv, Residue::kPoisoned}};

inline constexpr std::pair<std::string_view, Handshake> kHandshakeNames[] = {
    {"none"sv, Handshake::kNone},
    {"done"sv, Handshake::kDone},
    {"refused by the other side"sv, Handshake::kRefusedByPeer},
    {"refused by us"sv, Handshake::kRefusedByUs},
    {"cut"sv, Handshake::kCut},
    {"hung"sv, Handshake::kHung}};

// docs/shim-protocol.md, "exchange".
inline constexpr std::pair<std::string_view, FailureKind> kFailureKindNames[] = {
    {"connect"sv, FailureKind::kConnect},       {"tls"sv, FailureKind::kTls},
    {"timeout"sv, FailureKind::kTimeout},       {"closed"sv, FailureKind::kClosed},
    {"incomplete"sv, FailureKind::kIncomplete}, {"protocol"sv, FailureKind::kProtocol},
    {"refused"sv, FailureKind::kRefused},       {"other"sv, FailureKind::kOther}};

inline constexpr std::pair<std::string_view, Role> kRoleNames[] = {{"server"sv, Role::kServer},
                                                                   {"client"sv, Role::kClient}};

inline constexpr std::pair<std::string_view, Transport> kTransportNames[] = {
    {"any"sv, Transport::kAny}, {"plain"sv, Transport::kPlain}, {"tls"sv, Transport::kTls}};

// Whether a scenario's delivery is "exact".
inline constexpr std::pair<std::string_view, bool> kDeliveryNames[] = {{"any"sv, false},
                                                                       {"exact"sv, true}};

inline constexpr std::pair<std::string_view, Basis> kBasisNames[] = {
    {"rfc"sv, Basis::kRfc}, {"security"sv, Basis::kSecurity}, {"robustness"sv, Basis::kRobustness}};

inline constexpr std::pair<std::string_view, Level> kLevelNames[] = {{"MUST"sv, Level::kMust},
                                                                     {"SHOULD"sv, Level::kShould},
                                                                     {"MAY"sv, Level::kMay},
                                                                     {"GRAMMAR"sv, Level::kGrammar},
                                                                     {"OURS"sv, Level::kOurs}};

// The rows of the report's table.
inline constexpr std::string_view kAreas[] = {"chunking", "keep-alive",      "status codes",
                                              "TLS",      "message framing", "header syntax"};

inline constexpr std::string_view kFramings[] = {"none", "content-length", "chunked", "close"};

}  // namespace wireproof::harness
