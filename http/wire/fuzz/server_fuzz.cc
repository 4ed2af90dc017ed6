// A server reads what the fuzzer makes; the first octet says where the rest is cut.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/wire/fuzz/conversation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
  wireproof::wire::CheckConversation(wireproof::wire::Role::kServer, octets,
                                     octets.size() * data[0] / 256);
  return 0;
}
