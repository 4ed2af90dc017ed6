// Values that the tests of this folder start from: each names one fact, the rest is unremarkable.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/verdict/judge.h"
#include "harness/verdict/observation.h"

namespace wireproof::harness {

inline script::Message Response(int status, std::string body = "", wire::Fields fields = {}) {
  script::Message message;
  message.version = "HTTP/1.1";
  message.status = status;
  message.body = std::move(body);
  message.fields = std::move(fields);
  message.framing = script::Framing::kContentLength;
  return message;
}

inline script::Message Request(std::string method, std::string target, std::string body = "") {
  script::Message message;
  message.version = "HTTP/1.1";
  message.method = std::move(method);
  message.target = std::move(target);
  message.body = std::move(body);
  return message;
}

inline ObservedConnection On(std::string name, std::vector<script::Message> messages,
                             Fate fate = Fate::kKept) {
  ObservedConnection connection;
  connection.name = std::move(name);
  connection.received = messages.empty() ? "" : "bytes";
  connection.messages.heads = messages.size();
  connection.messages.messages = std::move(messages);
  connection.fate = fate;
  connection.residue = fate == Fate::kKept ? Residue::kClean : Residue::kNotProbed;
  return connection;
}

// A server that answered so on its one connection.
inline Observation Answered(std::vector<script::Message> messages, Fate fate = Fate::kKept) {
  Observation observation;
  observation.connections.push_back(On("main", std::move(messages), fate));
  return observation;
}

// A client that sent these on one connection and reported those.
inline Observation Reported(std::vector<script::Message> responses,
                            std::vector<script::Message> requests = {Request("GET", "/")}) {
  Observation observation;
  observation.connections.push_back(On("1", std::move(requests)));
  observation.connections.back().residue = Residue::kNotProbed;
  observation.client.emplace();
  observation.client->responses = std::move(responses);
  return observation;
}

inline ClientFailure Failure(FailureKind kind, int request = 0, std::string partial = "") {
  ClientFailure failure;
  failure.kind = kind;
  failure.request = request;
  failure.native = "Native";
  failure.partial = std::move(partial);
  return failure;
}

inline Observation Failed(FailureKind kind, int request = 0) {
  Observation observation = Reported({});
  observation.client->failure = Failure(kind, request);
  return observation;
}

inline MessageMatcher WithStatus(int status) {
  MessageMatcher matcher;
  matcher.status = StatusMatcher{{status}, {}};
  return matcher;
}

// A matcher of 4xx and the like.
inline MessageMatcher WithClass(int digit) {
  MessageMatcher matcher;
  matcher.status = StatusMatcher{{}, {digit}};
  return matcher;
}

inline Alternative Responses(std::vector<MessageMatcher> matchers) {
  Alternative alternative;
  alternative.responses = std::move(matchers);
  return alternative;
}

inline Scenario Expecting(Role role, std::vector<Alternative> pass,
                          std::vector<Alternative> warn = {}) {
  Scenario scenario;
  scenario.id = "server/topic/name";
  scenario.file = "scenarios/server/topic.json";
  scenario.pointer = "/scenarios/0";
  scenario.role = role;
  scenario.expect.pass = std::move(pass);
  scenario.expect.warn = std::move(warn);
  return scenario;
}

}  // namespace wireproof::harness
