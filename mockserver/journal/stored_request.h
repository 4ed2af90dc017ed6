// A request's octets taken apart again: what the journal does when somebody asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/wire/message.h"
#include "http/wire/scan.h"
#include "mockserver/match/request.h"

namespace wireproof::mock {

// Reused from request to request. The parts of one are valid until the next, and as long as the
// octets are.
class StoredRequest {
 public:
  StoredRequest();

  // `body` is the decoded body where it is kept apart from the octets. What is malformed gives as
  // much as can be told: the words of its first line.
  const RequestParts& Read(std::string_view octets, std::string_view body);

 private:
  bool ReadWhole(std::string_view octets);
  void ReadMalformed(std::string_view octets);

  wire::RequestScanner scanner_;
  RequestParts parts_;
  wire::RequestHead head_;
  std::string version_;
  std::string decoded_;
  std::vector<FieldView> fields_;
};

}  // namespace wireproof::mock
