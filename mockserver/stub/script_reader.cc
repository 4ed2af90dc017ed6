#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mockserver/stub/delay_json.h"
#include "mockserver/stub/octets_json.h"
#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {
namespace {

using Action = ScriptStep::Action;

// One step: the value of its one key.
struct StepPlace {
  StubReader& reader;
  const Json& value;
  std::string pointer;
  ScriptPlace place;

  const std::vector<std::string_view>& Variables() const {
    static const std::vector<std::string_view> kOfReply = {
        "request.method", "request.target", "request.body", "connection", "request.index"};
    static const std::vector<std::string_view> kOfConnection = {"connection"};
    return place == ScriptPlace::kReply ? kOfReply : kOfConnection;
  }

  bool OfReply(std::string_view what) const {
    if (place == ScriptPlace::kReply) return true;
    reader.Refuse(pointer, fmt::format("{}: a connection's script has no request", what));
    return false;
  }
};

Action ReadSend(StepPlace& step) {
  return script::Send{.octets =
                          ReadOctets(step.reader, step.value, step.pointer, step.Variables())};
}

Action ReadSendRaw(StepPlace& step) {
  return ScriptStep::SendRaw{
      .octets = ReadOctets(step.reader, step.value, step.pointer, step.Variables())};
}

Action ReadPauseMs(StepPlace& step) {
  const auto ms =
      ReadNumber(step.reader, step.value, step.pointer, {.least = 0, .most = kMaxDelayMs});
  return ScriptStep::PauseFor{.delay = FixedDelay{.ms = ms.value_or(0)}};
}

Action ReadPause(StepPlace& step) {
  const auto delay = ReadDelay(step.reader, step.value, step.pointer);
  return ScriptStep::PauseFor{.delay = delay.value_or(FixedDelay{})};
}

Action ReadAwait(StepPlace& step) {
  if (step.value == "end") return ScriptStep::AwaitEnd{};
  if (step.value == "body") {
    step.OfReply("body");
    return ScriptStep::AwaitBody{};
  }
  if (!step.value.is_object()) {
    step.reader.Refuse(
        step.pointer,
        fmt::format("found {}; expected \"body\", \"end\" or {{\"bytes\": n}}", Shown(step.value)));
    return {};
  }
  ObjectReader object(step.reader, step.value, step.pointer, ObjectReader::Nulls::kValues);
  object.Require("bytes");
  const auto count = object.Whole("bytes", {.least = 1, .most = INT32_MAX});
  object.End();
  return ScriptStep::AwaitBytes{.count = static_cast<std::size_t>(count.value_or(1))};
}

// For the steps that say nothing but that they are to be made.
template <typename Made>
Action ReadTrue(StepPlace& step) {
  if (step.value != true) {
    step.reader.Refuse(step.pointer, fmt::format("found {}; expected true", Shown(step.value)));
  }
  return Made{};
}

Action ReadReply(StepPlace& step) {
  step.OfReply("reply");
  return ReadTrue<ScriptStep::SendReply>(step);
}

Action ReadClose(StepPlace& step) {
  if (!step.value.is_object()) return ReadTrue<script::Close>(step);
  ObjectReader object(step.reader, step.value, step.pointer, ObjectReader::Nulls::kValues);
  object.Require("close_notify");
  const auto close_notify = object.Flag("close_notify");
  object.End();
  return script::Close{.close_notify = close_notify.value_or(true)};
}

struct StepKey {
  std::string_view key;
  Action (*read)(StepPlace& step);
};
constexpr std::array kSteps = {
    StepKey{"send", ReadSend},
    StepKey{"reply", ReadReply},
    StepKey{"send_raw", ReadSendRaw},
    StepKey{"pause_ms", ReadPauseMs},
    StepKey{"pause", ReadPause},
    StepKey{"await", ReadAwait},
    StepKey{"half_close", ReadTrue<script::HalfClose>},
    StepKey{"close", ReadClose},
    StepKey{"reset", ReadTrue<script::Reset>},
    StepKey{"stall", ReadTrue<ScriptStep::Stall>},
};

constexpr std::string_view kStepExpected =
    "expected a step: an object with one of send, reply, send_raw, pause_ms, pause, await, "
    "half_close, close, reset, stall";

// Whether nothing can follow it on the connection.
bool Ends(const Action& action) {
  return std::holds_alternative<script::Close>(action) ||
         std::holds_alternative<script::Reset>(action) ||
         std::holds_alternative<ScriptStep::Stall>(action);
}

bool Sends(const Action& action) {
  return std::holds_alternative<script::Send>(action) ||
         std::holds_alternative<ScriptStep::SendReply>(action) ||
         std::holds_alternative<ScriptStep::SendRaw>(action) ||
         std::holds_alternative<script::HalfClose>(action);
}

// A step that could never be made is a mistake.
void CheckOrder(StubReader& reader, const StubScript& script, const std::string& pointer) {
  bool half_closed = false;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const Action& action = script[i].action;
    if (i > 0 && Ends(script[i - 1].action)) {
      return reader.Refuse(PointerTo(pointer, i), "nothing follows close, reset and stall");
    }
    if (half_closed && Sends(action)) {
      return reader.Refuse(PointerTo(pointer, i), "nothing can be sent after half_close");
    }
    half_closed = half_closed || std::holds_alternative<script::HalfClose>(action);
  }
}

}  // namespace

StubScript ReadScript(StubReader& reader, const Json& value, const std::string& pointer,
                      ScriptPlace place) {
  StubScript script;
  if (!value.is_array() || value.empty()) {
    reader.Refuse(pointer, fmt::format("found {}; expected an array of one step or more",
                                       value.is_array() ? "an empty array" : Shown(value)));
    return script;
  }
  for (std::size_t i = 0; i < value.size() && !reader.failed(); ++i) {
    const Json& item = value[i];
    const std::string here = PointerTo(pointer, i);
    const auto* row = item.is_object() && item.size() == 1
                          ? std::ranges::find(kSteps, item.items().begin().key(), &StepKey::key)
                          : kSteps.end();
    if (row == kSteps.end()) {
      reader.Refuse(here, std::string(kStepExpected));
      break;
    }
    StepPlace step{.reader = reader,
                   .value = *item.find(row->key),
                   .pointer = PointerTo(here, row->key),
                   .place = place};
    script.push_back({.action = row->read(step)});
  }
  CheckOrder(reader, script, pointer);
  return script;
}

bool SendsReply(const StubScript& script) {
  return std::ranges::any_of(script, [](const ScriptStep& step) {
    return std::holds_alternative<ScriptStep::SendReply>(step.action);
  });
}

}  // namespace wireproof::mock
