// ScriptBuilder (wireproof/reply_builder.h).
#include <fmt/format.h>

#include <stdexcept>

#include "mockserver/builder_json.h"
#include "wireproof/reply_builder.h"

namespace wireproof::mock {
namespace {

std::string StepOfOctets(const char* name, std::string_view octets) {
  Json step = Json::object();
  step[name] = OctetsJson(octets);
  return WriteJson(step);
}

}  // namespace

ScriptBuilder ScriptBuilder::Then(std::string_view step) const {
  ScriptBuilder longer = *this;
  // Spliced, not read again: a script of many large steps stays linear.
  longer.steps_.pop_back();
  if (longer.steps_.size() > 1) longer.steps_ += ',';
  longer.steps_ += step;
  longer.steps_ += ']';
  return longer;
}

ScriptBuilder ScriptBuilder::Send(std::string_view octets) const {
  return Then(StepOfOctets("send", octets));
}

ScriptBuilder ScriptBuilder::SendRaw(std::string_view octets) const {
  return Then(StepOfOctets("send_raw", octets));
}

ScriptBuilder ScriptBuilder::SendReply(const ReplyBuilder& reply) const {
  if (reply_ != "{}") throw std::invalid_argument("Script: SendReply stands in it twice");
  ScriptBuilder longer = Then(R"({"reply":true})");
  longer.reply_ = reply.json();
  return longer;
}

ScriptBuilder ScriptBuilder::Pause(FractionalMs duration) const {
  return Then(fmt::format(R"({{"pause_ms":{}}})", duration.count()));
}

ScriptBuilder ScriptBuilder::AwaitBody() const {
  return Then(R"({"await":"body"})");
}

ScriptBuilder ScriptBuilder::AwaitOctets(std::size_t count) const {
  return Then(fmt::format(R"({{"await":{{"bytes":{}}}}})", count));
}

ScriptBuilder ScriptBuilder::AwaitEnd() const {
  return Then(R"({"await":"end"})");
}

ScriptBuilder ScriptBuilder::HalfClose() const {
  return Then(R"({"half_close":true})");
}

ScriptBuilder ScriptBuilder::Close() const {
  return Then(R"({"close":true})");
}

ScriptBuilder ScriptBuilder::CloseWithoutNotify() const {
  return Then(R"({"close":{"close_notify":false}})");
}

ScriptBuilder ScriptBuilder::Reset() const {
  return Then(R"({"reset":true})");
}

ScriptBuilder ScriptBuilder::Stall() const {
  return Then(R"({"stall":true})");
}

ScriptBuilder::operator ReplyBuilder() const {
  return {ReplyBuilder::Checked{}, Edited(reply_, [this](Json& reply) {
            reply["wireproof"]["script"] = JsonOfUser("Script", steps_);
          })};
}

ScriptBuilder Script() {
  return {};
}

}  // namespace wireproof::mock
