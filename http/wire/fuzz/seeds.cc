// Writes the messages of the test table as files into a folder: a first corpus for the fuzzers.
//
//   wire_fuzz_seeds FOLDER
#include <filesystem>
#include <fstream>
#include <string>

#include "http/wire/message_table.h"

namespace {

void Write(const std::filesystem::path& folder, const char* kind, std::size_t number,
           const std::string& octets) {
  std::ofstream file(folder / (kind + std::to_string(number)), std::ios::binary);
  file << '\x80' << octets;  // the first octet says where the fuzzer cuts: in the middle
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const auto& row : wireproof::wire::RequestTable())
    Write(folder, "request", ++number, row.bytes);
  number = 0;
  for (const auto& row : wireproof::wire::ResponseTable()) {
    Write(folder, "response", ++number, row.bytes + "5\r\nhello\r\n0\r\nA: b\r\n\r\n");
  }
  return 0;
}
