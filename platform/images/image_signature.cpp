#include "platform/images/image_signature.h"

#include <array>
#include <fstream>
#include <optional>

#include <sodium.h>

namespace trapline {

namespace {

using bytes = std::vector<unsigned char>;

constexpr std::size_t algorithm_bytes = 2, key_id_bytes = 8;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::optional<bytes> from_base64(const std::string& text, std::size_t length) {
  bytes all(length + 1);
  std::size_t got = 0;
  if (sodium_base642bin(all.data(), all.size(), text.data(), text.size(), nullptr, &got, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      got != length)
    return std::nullopt;
  all.resize(length);
  return all;
}

struct minisign_signature {
  bytes head;  ///< algorithm, key id, signature of the file
  std::string comment;
  bytes global;  ///< signature of that signature and of the comment

  bool of_digest() const { return head[1] == 'D'; }
  const unsigned char* key_id() const { return head.data() + algorithm_bytes; }
  const unsigned char* of_file() const { return head.data() + algorithm_bytes + key_id_bytes; }
};

std::optional<minisign_signature> read_signature(const std::filesystem::path& file) {
  constexpr std::string_view trusted = "trusted comment: ";
  const std::vector<std::string> lines = lines_of(file);
  if (lines.size() < 4 || !lines[2].starts_with(trusted)) return std::nullopt;
  const auto head = from_base64(lines[1], algorithm_bytes + key_id_bytes + crypto_sign_BYTES);
  const auto global = from_base64(lines[3], crypto_sign_BYTES);
  if (!head || !global || (*head)[0] != 'E' || ((*head)[1] != 'd' && (*head)[1] != 'D')) return std::nullopt;
  return minisign_signature{*head, lines[2].substr(trusted.size()), *global};
}

/// Algorithm, key id, key.
std::optional<bytes> read_key(const std::filesystem::path& file) {
  const std::vector<std::string> lines = lines_of(file);
  if (lines.size() < 2) return std::nullopt;
  return from_base64(lines[1], algorithm_bytes + key_id_bytes + crypto_sign_PUBLICKEYBYTES);
}

bool verifies(const minisign_signature& s, std::span<const std::byte> file, const unsigned char* key) {
  const auto* data = reinterpret_cast<const unsigned char*>(file.data());
  std::array<unsigned char, crypto_generichash_BYTES_MAX> digest;
  std::size_t length = file.size();
  if (s.of_digest()) {
    crypto_generichash(digest.data(), digest.size(), data, length, nullptr, 0);
    data = digest.data();
    length = digest.size();
  }
  if (crypto_sign_verify_detached(s.of_file(), data, length, key) != 0) return false;
  bytes signed_too(s.of_file(), s.of_file() + crypto_sign_BYTES);
  signed_too.insert(signed_too.end(), s.comment.begin(), s.comment.end());
  return crypto_sign_verify_detached(s.global.data(), signed_too.data(), signed_too.size(), key) == 0;
}

}  // namespace

std::string signature_trouble(std::span<const std::byte> file, const std::filesystem::path& signature,
                              const std::vector<std::filesystem::path>& keys) {
  if (sodium_init() < 0) return "libsodium does not work here";
  std::error_code ignored;
  const std::string name = signature.filename().string();
  if (!std::filesystem::exists(signature, ignored)) return "it is not signed: there is no " + name;
  const auto s = read_signature(signature);
  if (!s) return name + " is no signature of minisign's";
  for (const std::filesystem::path& path : keys) {
    const auto key = read_key(path);
    if (!key) return path.filename().string() + " is no public key of minisign's";
    if (sodium_memcmp(key->data() + algorithm_bytes, s->key_id(), key_id_bytes) != 0) continue;
    return verifies(*s, file, key->data() + algorithm_bytes + key_id_bytes)
               ? ""
               : "its signature is not of these bytes";
  }
  return "it is signed by somebody whose key is not listed";
}

}  // namespace trapline
