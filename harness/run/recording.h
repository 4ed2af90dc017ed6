// Recorded outcomes on disk: one folder a CPython version, in it `interpreter.json` and one file a
// topic, as the scenarios have: 3.14/server/chunked-body.json. One outcome a line, sorted, with
// what changes from run to run normalised, so that recording again shows real changes alone.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "harness/run/reference_outcomes.h"

namespace wireproof::harness {

// One version as it stands on disk. Where `base` is not empty, only what differs from that version.
struct Recording {
  ReferenceOutcomes outcomes;
  std::string base;
};

std::expected<Recording, ReferenceError> ReadRecording(const std::filesystem::path& folder);

// Writes it, and removes topics that it no longer has.
std::expected<void, ReferenceError> WriteRecording(const std::filesystem::path& folder,
                                                   const Recording& recording);

// What is written of an observation: ports hidden (HidePorts), `received` as NormaliseWire has it.
Observation ForRecording(Observation observation);

}  // namespace wireproof::harness
