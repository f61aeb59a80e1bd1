/// Whether an image is signed by somebody whom the user trusts: minisign's files, checked with libsodium.
/// https://jedisct1.github.io/minisign/, "Signature format", "Public key format".
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace trapline {

/// @param signature as `minisign -S` writes it. @param keys public keys as `minisign -G` writes them.
/// @return why the bytes are not what somebody with one of the keys has signed; empty if they are.
std::string signature_trouble(std::span<const std::byte> bytes, const std::filesystem::path& signature,
                              const std::vector<std::filesystem::path>& keys);

}  // namespace trapline
