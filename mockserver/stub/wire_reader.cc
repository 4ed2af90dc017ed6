#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "http/wire/status.h"
#include "mockserver/stub/connect_json.h"
#include "mockserver/stub/octets_json.h"
#include "mockserver/stub/response_json.h"
#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {
namespace {

constexpr auto kValues = ObjectReader::Nulls::kValues;
// Up to here a number in JSON is exact in every language.
constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;
constexpr std::int64_t kMaxChunk = std::int64_t{1} << 30;

std::uint64_t Count(const std::optional<std::int64_t>& count, std::uint64_t otherwise) {
  return count ? static_cast<std::uint64_t>(*count) : otherwise;
}

Ordinals ReadOrdinals(StubReader& reader, const Json& value, const std::string& pointer) {
  Ordinals ordinals;
  constexpr WholeRange kFromOne{.least = 1, .most = kMaxCount};
  if (!value.is_object()) {
    ordinals.at = {Count(ReadWhole(reader, value, pointer, kFromOne), 1)};
    return ordinals;
  }
  ObjectReader object(reader, value, pointer, kValues);
  if (const Json* at = object.TakeArray("at")) {
    if (at->empty()) reader.Refuse(object.At("at"), "found an empty array; expected a number");
    for (std::size_t i = 0; i < at->size(); ++i) {
      const auto n = ReadWhole(reader, (*at)[i], PointerTo(object.At("at"), i), kFromOne);
      ordinals.at.push_back(Count(n, 1));
    }
  } else {
    ordinals.from = Count(object.Whole("from", kFromOne), 1);
    ordinals.to = Count(object.Whole("to", kFromOne), UINT64_MAX);
    ordinals.every = Count(object.Whole("every", kFromOne), 1);
    if (ordinals.to < ordinals.from) {
      reader.Refuse(object.At("to"), "found less than \"from\"; expected at least that");
    }
    if (value.empty()) reader.Refuse(pointer, "expected \"at\", or one of from, to, every");
  }
  object.End();
  return ordinals;
}

Conditions ReadConditions(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer, kValues);
  Conditions when;
  if (const Json* connection = object.Take("connection")) {
    when.connection = ReadOrdinals(reader, *connection, object.At("connection"));
  }
  if (const Json* request = object.Take("request")) {
    when.request = ReadOrdinals(reader, *request, object.At("request"));
  }
  if (const auto times = object.Whole("times", {.least = 1, .most = kMaxCount})) {
    when.times = static_cast<std::uint64_t>(*times);
  }
  when.probability = object.Number("probability", {.least = 0, .most = 1}).value_or(1);
  object.End();
  return when;
}

std::vector<wire::ResponseHead> ReadInterim(StubReader& reader, const Json& value,
                                            const std::string& pointer) {
  std::vector<wire::ResponseHead> heads;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string here = PointerTo(pointer, i);
    ObjectReader object(reader, value[i], here, kValues);
    object.Require("status");
    wire::ResponseHead head;
    head.status =
        static_cast<int>(object.Whole("status", {.least = 100, .most = 199}).value_or(100));
    if (head.status == 101) {
      reader.Refuse(object.At("status"), "101 ends HTTP on the connection: send it by a script");
    }
    const Json* reason = object.Take("reason");
    head.reason = reason == nullptr
                      ? std::string(wire::ReasonPhrase(head.status))
                      : ReadLineOctets(reader, *reason, object.At("reason")).value_or("");
    if (const Json* fields = object.Take("fields")) {
      head.fields = ReadFieldList(reader, *fields, object.At("fields"));
    }
    object.End();
    heads.push_back(std::move(head));
  }
  return heads;
}

ChunkLayout ReadChunks(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer, kValues);
  ChunkLayout layout;
  if (const Json* sizes = object.TakeArray("sizes")) {
    for (std::size_t i = 0; i < sizes->size(); ++i) {
      const auto size = ReadWhole(reader, (*sizes)[i], PointerTo(object.At("sizes"), i),
                                  {.least = 1, .most = kMaxChunk});
      layout.sizes.push_back(static_cast<std::size_t>(size.value_or(1)));
    }
  }
  if (const Json* extensions = object.Take("extensions")) {
    layout.extensions = ReadLines(reader, *extensions, object.At("extensions"));
  }
  if (const Json* trailers = object.Take("trailers")) {
    layout.trailers = ReadFieldList(reader, *trailers, object.At("trailers"));
  }
  layout.last_chunk = object.Flag("last_chunk").value_or(true);
  layout.upper_case_size = object.Flag("upper_case_size").value_or(false);
  if (!layout.last_chunk && !layout.trailers.empty()) {
    reader.Refuse(object.At("trailers"), "without a last chunk there are none");
  }
  object.End();
  return layout;
}

FramingRules ReadFraming(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer, kValues);
  FramingRules framing;
  if (const Json* version = object.Take("version")) {
    framing.version = ReadLineOctets(reader, *version, object.At("version"));
  }
  if (const Json* lengths = object.Take("content_length")) {
    framing.content_length = ReadLines(reader, *lengths, object.At("content_length"));
  }
  if (const Json* chunked = object.Take("chunked")) {
    framing.chunked = ReadChunks(reader, *chunked, object.At("chunked"));
  }
  framing.until_close = object.Flag("until_close").value_or(false);
  framing.close = object.Flag("close").value_or(false);
  if (framing.until_close && (framing.chunked || !framing.content_length.empty())) {
    reader.Refuse(object.At("until_close"), "there is content_length or chunked beside it");
  }
  object.End();
  return framing;
}

WireReply ReadWireReply(ObjectReader& object) {
  StubReader& reader = object.reader();
  WireReply reply;
  if (const Json* interim = object.TakeArray("interim")) {
    reply.interim = ReadInterim(reader, *interim, object.At("interim"));
  }
  if (const Json* fields = object.Take("fields")) {
    reply.fields = ReadFieldList(reader, *fields, object.At("fields"));
  }
  if (const Json* framing = object.Take("framing")) {
    reply.framing = ReadFraming(reader, *framing, object.At("framing"));
  }
  if (const Json* policy = object.Take("on_continue")) {
    const auto at =
        ReadName(reader, *policy, object.At("on_continue"), {"send", "never", "refuse"});
    reply.on_continue = static_cast<ContinuePolicy>(at.value_or(0));
  }
  if (const Json* script = object.Take("script")) {
    reply.script = ReadScript(reader, *script, object.At("script"), ScriptPlace::kReply);
  }
  return reply;
}

std::vector<Answer> ReadSequence(StubReader& reader, const Json& value,
                                 const std::string& pointer) {
  std::vector<Answer> sequence;
  if (value.empty()) reader.Refuse(pointer, "found an empty array; expected an answer");
  for (std::size_t i = 0; i < value.size() && !reader.failed(); ++i) {
    ObjectReader object(reader, value[i], PointerTo(pointer, i), kValues);
    Answer answer;
    if (const Json* response = object.Take("response")) {
      answer.response = ReadResponse(reader, *response, object.At("response"));
    }
    if (const Json* wire = object.Take("wireproof")) {
      ObjectReader members(reader, *wire, object.At("wireproof"), kValues);
      answer.wire = ReadWireReply(members);
      members.End();
    }
    object.End();
    CheckAnswer(reader, answer, object.At("response"), object.At("wireproof"));
    sequence.push_back(std::move(answer));
  }
  return sequence;
}

}  // namespace

WireExtension ReadExtension(StubReader& reader, const Json& value, const std::string& pointer,
                            const StubMembers& members, Answer& answer) {
  ObjectReader object(reader, value, pointer, kValues);
  WireExtension extension;
  if (const Json* when = object.Take("when")) {
    extension.when = ReadConditions(reader, *when, object.At("when"));
  }
  answer.wire = ReadWireReply(object);
  extension.strict = object.Flag("strict").value_or(false);
  if (const Json* sequence = object.TakeArray("sequence")) {
    if (members.response) reader.Refuse(object.At("sequence"), "there is a response beside it");
    if (answer.wire != WireReply{}) {
      reader.Refuse(object.At("sequence"),
                    "what is about one answer stands in the \"wireproof\" of its entries");
    }
    extension.sequence = ReadSequence(reader, *sequence, object.At("sequence"));
  }
  extension.cycle = object.Flag("cycle").value_or(false);
  if (extension.cycle && extension.sequence.empty()) {
    reader.Refuse(object.At("cycle"), "there is no sequence");
  }
  if (const Json* connect = object.Take("connect")) {
    extension.connect = ReadConnectRule(reader, *connect, object.At("connect"));
    CheckConnectStub(reader, extension, answer, members, pointer);
  }
  object.End();
  return extension;
}

}  // namespace wireproof::mock
