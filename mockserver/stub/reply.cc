#include "mockserver/stub/reply.h"

#include <algorithm>
#include <utility>

#include "mockserver/stub/reply_dynamic.h"
#include "mockserver/stub/response_octets.h"

namespace wireproof::mock {
namespace {

bool WantsTemplates(const ResponseDefinition& response, const ReplyHabits& habits) {
  if (!habits.templating) return false;
  if (habits.global_templating) return true;
  const std::vector<std::string>& names = response.transformers;
  return std::ranges::find(names, "response-template") != names.end();
}

bool HasTemplates(const Reply::Dynamic& dynamic) {
  const auto is_there = [](const auto& value) { return value.has_value(); };
  return dynamic.body || dynamic.file_name || dynamic.proxy_base_url ||
         std::ranges::any_of(dynamic.field_values, is_there) ||
         std::ranges::any_of(dynamic.proxy_field_values, is_there);
}

// The fields that WireMock adds (only with its wire habits).
wire::Fields MatchedStubFields(const Stub& stub, const ReplyHabits& habits) {
  wire::Fields fields;
  if (!habits.wiremock_wire) return fields;
  fields.push_back({"Matched-Stub-Id", stub.id});
  if (stub.name) fields.push_back({"Matched-Stub-Name", *stub.name});
  return fields;
}

void Prepare(const Reply::Dynamic& dynamic, Reply& reply) {
  const Answer& answer = dynamic.answer;
  const ReplyHabits& habits = dynamic.habits;
  const wire::Fields& fields = FieldsOf(answer.response, answer.wire);
  reply.prepared = ComposeResponse({.response = answer.response,
                                    .wire = answer.wire,
                                    .fields = fields,
                                    .content = ConstantContent(answer.response.content),
                                    .added = dynamic.added,
                                    .usual = UsualFraming(habits, false, !SaysClose(fields)),
                                    .number_as_reason = habits.wiremock_wire});
  reply.plain = !reply.delay && !reply.fixed_delay_ms && !reply.dribble && !reply.fault &&
                !reply.proxy && !reply.script && reply.on_continue == ContinuePolicy::kSend;
  if (reply.plain) {
    reply.fast = reply.prepared->interim + reply.prepared->head + reply.prepared->content;
  }
}

}  // namespace

std::expected<std::shared_ptr<const Reply>, JsonProblem> CompileReply(const Stub& stub,
                                                                      const Answer& answer,
                                                                      const ReplyHabits& habits) {
  const ResponseDefinition& response = answer.response;
  auto dynamic = std::make_shared<Reply::Dynamic>(
      Reply::Dynamic{.answer = answer,
                     .habits = habits,
                     .added = MatchedStubFields(stub, habits),
                     .path_template = stub.request.url().path_template});
  const bool templated = WantsTemplates(response, habits);
  if (templated) {
    if (auto compiled = CompileTemplates(*dynamic); !compiled) {
      return std::unexpected(std::move(compiled.error()));
    }
  }
  auto reply = std::make_shared<Reply>();
  reply->stub_id = stub.id;
  reply->status = response.status;
  reply->delay = response.delay;
  reply->fixed_delay_ms = response.fixed_delay_ms;
  reply->dribble = response.dribble;
  reply->fault = response.fault;
  reply->proxy = response.proxy;
  reply->script = answer.wire.script;
  reply->on_continue = answer.wire.on_continue;
  reply->templated = templated;
  reply->strict = stub.wireproof.strict;
  reply->keep_alive_only = habits.wiremock_wire;
  reply->gzip = habits.wiremock_wire && habits.gzip;
  const bool dynamic_content = std::holds_alternative<FileContent>(response.content);
  if (!dynamic_content && !HasTemplates(*dynamic)) Prepare(*dynamic, *reply);
  if (!reply->prepared || reply->keep_alive_only) reply->dynamic = std::move(dynamic);
  return reply;
}

}  // namespace wireproof::mock
