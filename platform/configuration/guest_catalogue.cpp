#include "platform/configuration/guest_catalogue.h"

#include <algorithm>
#include <array>

#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

using loaders::load_kind;

constexpr std::array<std::string_view, 5> load_names{"bios", "rom", "multiboot", "linux", "flat"};
constexpr std::array<std::string_view, 5> ending_names{"exit_port", "reset", "serial_text", "halt", "never"};
constexpr std::uint64_t least_memory = 1 << 20;
constexpr std::uint64_t most_memory = std::uint64_t{3} << 30;
constexpr std::uint64_t default_memory = 16 << 20;

/// Where one of `names` in `names_of_values` stands, or the error.
template <class Value, std::size_t N>
Value choice(const table_reader& in, const std::string& key, const std::array<std::string_view, N>& names) {
  const std::string text = in.text(key);
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) {
    const std::vector<std::string> known(names.begin(), names.end());
    in.fail(key, "is \"" + text + "\"", suggestion(text, known));
  }
  return static_cast<Value>(found - names.begin());
}

struct file_reader {
  const table_reader* in;
  const std::vector<fs::path>& searched;
  bool may_be_missing;

  std::optional<guest_file> operator()(const std::string& key) const {
    const std::vector<std::string> names = in->texts_if(key);
    for (const std::string& name : names) {
      if (name.empty()) in->fail(key, "is empty", "name a file or leave the key out");
      std::error_code ignored;
      if (fs::path{name}.is_absolute()) {
        if (fs::is_regular_file(name, ignored)) return guest_file{fs::path{name}.filename().string(), name};
        continue;
      }
      for (const fs::path& folder : searched)
        if (fs::is_regular_file(folder / name, ignored)) return guest_file{name, folder / name};
    }
    if (names.empty() || may_be_missing) return std::nullopt;
    in->fail(key, "\"" + names.front() + "\" is nowhere to be found",
             "build the guests, or fetch them with scripts/get-guests");
  }
};

void read_files(guest_description& guest, const table_reader& files, const std::vector<fs::path>& searched,
                bool may_be_missing) {
  files.only({"bios", "vga_bios", "rom", "kernel", "initrd", "disk", "floppy"});
  const file_reader find{&files, searched, may_be_missing};
  guest.bios = find("bios");
  guest.vga_bios = find("vga_bios");
  guest.rom = find("rom");
  guest.kernel = find("kernel");
  guest.initrd = find("initrd");
  guest.disk = find("disk");
  guest.floppy = find("floppy");
  const std::string needed = *guest.load == load_kind::bios  ? "bios"
                             : *guest.load == load_kind::rom ? "rom"
                                                             : "kernel";
  const auto keys = files.keys();
  if (std::ranges::find(keys, needed) == keys.end())
    files.fail(needed, "is missing", "load = \"" + std::string{name_of(*guest.load)} + "\" needs it");
}

void read_ending(guest_description& guest, const table_reader& ends) {
  ends.only({"how", "code", "text", "limit"});
  guest.good_ending = choice<guest_ending>(ends, "how", ending_names);
  guest.success_code = static_cast<std::uint32_t>(ends.integer_if("code", 0, ~std::uint32_t{0}).value_or(0));
  guest.ending_text = ends.text_if("text").value_or("");
  if (guest.good_ending == guest_ending::serial_text && guest.ending_text.empty())
    ends.fail("text", "is missing or empty", "how = \"serial_text\" needs the text");
  const std::string limit = ends.text("limit");
  const auto time = parse_time(limit);
  if (!time || *time == duration{} || *time > longest_run)
    ends.fail("limit", "is \"" + limit + "\"", "a time such as \"10 s\" up to 30 days (720 h) is needed");
  guest.limit = *time;
}

}  // namespace

std::string_view name_of(load_kind k) { return load_names[static_cast<std::size_t>(k)]; }
std::string_view name_of(guest_ending e) { return ending_names[static_cast<std::size_t>(e)]; }

guest_description load_guest(const fs::path& guest_toml, const std::vector<fs::path>& searched,
                             bool files_may_be_missing) {
  const toml::table parsed = parse_toml_file(guest_toml);
  const table_reader file{parsed, guest_toml.string()};
  file.only(
      {"name", "description", "load", "memory", "cmdline", "address", "entry", "files", "ends", "expected"});
  guest_description guest;
  guest.name = file.text("name");
  guest.description = file.text("description");
  guest.load = choice<load_kind>(file, "load", load_names);
  guest.memory_bytes = default_memory;
  if (const auto memory = file.text_if("memory")) {
    const auto bytes = parse_size(*memory);
    if (!bytes || *bytes < least_memory || *bytes > most_memory)
      file.fail("memory", "is \"" + *memory + "\"",
                "a size such as \"64 MiB\" from 1 MiB to 3 GiB is needed");
    guest.memory_bytes = *bytes;
  }
  guest.cmdline = file.text_if("cmdline").value_or("");
  guest.address = static_cast<std::uint32_t>(file.integer_if("address", 0, most_memory).value_or(0));
  guest.entry = static_cast<std::uint32_t>(file.integer_if("entry", 0, 0x10ffef).value_or(guest.address));
  read_files(guest, file.table("files"), searched, files_may_be_missing);
  read_ending(guest, file.table("ends"));
  if (const auto expected = file.table_if("expected")) {
    expected->only({"serial"});
    const file_reader find{&*expected, searched, files_may_be_missing};
    guest.expected_serial = find("serial");
  }
  return guest;
}

}  // namespace trapline
