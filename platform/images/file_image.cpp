#include "platform/images/file_image.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "models/bus/claim.h"
#include "platform/images/image_code.h"
#include "platform/images/image_error.h"
#include "platform/images/image_parts.h"
#include "platform/images/image_signature.h"
#include "platform/images/image_trial.h"
#include "sim/sha256.h"

namespace trapline {

namespace {

std::vector<std::byte> content_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  const std::string all{std::istreambuf_iterator<char>{in}, {}};
  const auto bytes = std::as_bytes(std::span{all});
  return {bytes.begin(), bytes.end()};
}

std::string hexadecimal(std::uint64_t n) {
  char text[24];
  std::snprintf(text, sizeof text, "%llXh", static_cast<unsigned long long>(n));
  return text;
}

std::string range_of(std::uint64_t first, std::uint64_t count) {
  char text[48];
  std::snprintf(text, sizeof text, "%llxh-%llxh", static_cast<unsigned long long>(first),
                static_cast<unsigned long long>(first + count - 1));
  return text;
}

std::string listed(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
  return text.empty() ? "none" : text;
}

}  // namespace

file_image::file_image(const std::filesystem::path& manifest, const image_settings& s)
    : manifest_{load_manifest(manifest)}, must_be_signed_{s.require_signature}, keys_{s.keys} {}

std::string file_image::fault_of_the_file() const {
  const std::string name = manifest_.library.filename().string();
  if (bytes_.empty()) return "there is no file " + name + ", or it is empty";
  if (bytes_.size() != manifest_.size)
    return name + " has " + std::to_string(bytes_.size()) + " bytes; its manifest says " +
           std::to_string(manifest_.size);
  const std::string digest = sha256({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  if (digest != manifest_.sha256) return name + " has another SHA-256 than its manifest says";
  if (manifest_.interface_version != TRAPLINE_DEVICE_INTERFACE)
    return "it is of interface version " + std::to_string(manifest_.interface_version) + "; " +
           std::to_string(TRAPLINE_DEVICE_INTERFACE) + " is needed";
  if (!must_be_signed_) return {};
  return signature_trouble(bytes_, manifest_.library.string() + ".minisig", keys_);
}

std::string file_image::fault_of_the_description() const {
  const trapline_device& d = library_->device();
  std::vector<std::string> ports, memory, interrupts;
  for (std::uint32_t c = 0; c < d.chip_count; ++c) {
    for (std::uint32_t i = 0; i < d.chips[c].port_count; ++i)
      ports.push_back(range_of(d.chips[c].ports[i].first_port, d.chips[c].ports[i].count));
    for (std::uint32_t i = 0; i < d.chips[c].memory_count; ++i)
      memory.push_back(range_of(d.chips[c].memory[i].first, d.chips[c].memory[i].bytes));
  }
  for (std::uint32_t l = 0; l < d.line_count; ++l)
    if (d.lines[l].irq >= 0) interrupts.push_back(std::to_string(d.lines[l].irq));
  for (const auto& [what, is, says] : {std::tuple{"ports", ports, manifest_.ports},
                                       {"memory", memory, manifest_.memory},
                                       {"interrupts", interrupts, manifest_.interrupts}})
    if (is != says)
      return std::string{"its "} + what + " are " + listed(is) + "; its manifest says " + listed(says);
  if (d.version != manifest_.version)
    return std::string{"it is version "} + d.version + "; its manifest says " + manifest_.version;
  if (std::ranges::any_of(std::span{d.lines, d.line_count},
                          [](const trapline_line& l) { return l.irq > 15; }))
    return "it has an interrupt above 15";
  return {};
}

std::string file_image::fault() {
  library_.reset();
  bytes_ = content_of(manifest_.library);
  if (std::string trouble = fault_of_the_file(); !trouble.empty()) return trouble;
  if (std::string trouble = trial_of(manifest_.name, bytes_); !trouble.empty()) return trouble;
  try {
    library_ = std::make_shared<loaded_library>(manifest_.name, bytes_);
    return fault_of_the_description();
  } catch (const bad_image& wrong) {
    return wrong.what();
  }
}

std::string file_image::fault(vmm::board& board, vmm::device_model& serving) {
  if (std::string trouble = fault(); !trouble.empty()) return trouble;
  const image_parts claimed{library_};
  for (const vmm::device_parts::chip& c : claimed.chips())
    for (const bus::claim& claim : bus::claims_of(*c.it))
      for (std::uint64_t at = claim.first; at < claim.first + claim.count; ++at) {
        const vmm::device_model* has = board.at(claim.space, at);
        if (has == &serving) continue;
        const std::string address =
            (claim.space == bus::address_space::io ? "port " : "address ") + hexadecimal(at);
        return "it claims " + address +
               (has == nullptr ? ", where the model that serves is not"
                               : ", which " + has->device() + " has");
      }
  return {};
}

std::string file_image::take_over(vmm::device_model& serving) {
  try {
    if (auto* own = dynamic_cast<image_parts*>(&serving.parts())) return own->take_over(library_);
    auto code = std::make_unique<image_code>(library_, serving.parts());
    if (std::string trouble = code->trouble(); !trouble.empty()) return trouble;
    serving.serve_by(std::move(code));
    return {};
  } catch (const bad_image& wrong) {
    return wrong.what();
  }
}

std::unique_ptr<vmm::device_parts> file_image::make() const {
  return std::make_unique<image_parts>(library_);
}

}  // namespace trapline
