#include "platform/machine/loaded_guest.h"

#include <algorithm>
#include <utility>

#include "platform/files/output_error.h"
#include "platform/loaders/loader.h"
#include "platform/loaders/rom_image.h"
#include "platform/loaders/vga_font.h"

namespace trapline {

namespace {

const char* const vga_bios_file = "vgaroms/vgabios.bin";

loaders::image_file read(const guest_file& file) { return loaders::read_image_file(file.path.string()); }

loaders::load_plan plan_for(const vm_settings& vm) {
  const guest_description& g = vm.guest;
  const std::optional<guest_file>& image = g.load == loaders::load_kind::bios  ? g.bios
                                           : g.load == loaders::load_kind::rom ? g.rom
                                                                               : g.kernel;
  if (!image)
    throw loaders::load_error(vm.name +
                              ": nothing to start from; name a BIOS, a ROM or a kernel (vm.rom, vm.kernel)");
  loaders::guest_files files;
  files.load = g.load;
  files.image = read(*image);
  if (g.initrd) files.modules.push_back(read(*g.initrd));
  if (g.vga_bios) files.vga_bios = read(*g.vga_bios);
  files.command_line = g.cmdline;
  files.address = g.address;
  files.entry = g.entry;
  return loaders::load(files, vm.memory_bytes);
}

devices::image_access access_of(disk_mode m) {
  switch (m) {
    case disk_mode::copy_on_write:
      return devices::image_access::copy_on_write;
    case disk_mode::writable:
      return devices::image_access::writable;
    case disk_mode::read_only:
      return devices::image_access::read_only;
  }
  return devices::image_access::copy_on_write;
}

}  // namespace

loaded_guest::loaded_guest(const vm_settings& vm) : settings_{vm}, plan_{plan_for(vm)} {
  if (vm.guest.disk)
    disk_ = std::make_unique<devices::disk_image>(vm.guest.disk->path.string(), access_of(vm.disk));
  if (vm.guest.floppy)
    floppy_ = std::make_unique<devices::disk_image>(vm.guest.floppy->path.string(), access_of(vm.floppy),
                                                    devices::image_kind::floppy);
  for (const auto& [key, path] : vm.with.outputs)
    outputs_.try_emplace(key, "vm." + vm.name + "." + key, path);
  for (const loaders::rom_mapping& rom : plan_.roms) {
    const auto bytes = std::as_bytes(std::span{rom.image});
    roms_.emplace_back(bytes.begin(), bytes.end());
  }
  for (std::size_t i = 0; i < roms_.size(); ++i)
    for (const loaders::rom_window& w : plan_.roms[i].windows)
      if (w.address == loaders::vga_bios_address) files_[vga_bios_file] = roms_[i];
}

devices::disk_image& loaded_guest::change_disk(const std::string& file) {
  auto image = std::make_unique<devices::disk_image>(file, access_of(settings_.disk));
  before_.push_back(std::exchange(disk_, std::move(image)));
  return *disk_;
}

devices::disk_image& loaded_guest::change_floppy(const std::string& file) {
  auto image =
      std::make_unique<devices::disk_image>(file, access_of(settings_.floppy), devices::image_kind::floppy);
  before_.push_back(std::exchange(floppy_, std::move(image)));
  return *floppy_;
}

void loaded_guest::eject_floppy() { before_.push_back(std::exchange(floppy_, nullptr)); }

devices::text_sink* loaded_guest::output(std::string_view key) {
  const auto found = outputs_.find(key);
  return found == outputs_.end() ? nullptr : &found->second;
}

std::vector<std::string> loaded_guest::finish_outputs() {
  std::vector<std::string> faults;
  for (auto& [key, file] : outputs_) try {
      file.finish();
    } catch (const output_error& e) {
      faults.emplace_back(e.what());
    }
  return faults;
}

std::vector<devices::disk_image*> loaded_guest::images() const {
  std::vector<devices::disk_image*> all{disk_.get(), floppy_.get()};
  for (const auto& image : before_) all.push_back(image.get());
  std::erase(all, nullptr);
  return all;
}

vmm::boot_setting loaded_guest::set_up() const {
  const auto vga_bios = files_.find(vga_bios_file);
  return {plan_.a20_open, plan_.text_screen,
          vga_bios == files_.end() ? std::span<const std::byte>{} : loaders::find_vga_font(vga_bios->second)};
}

std::vector<std::byte> loaded_guest::firmware() const {
  for (std::size_t i = 0; i < roms_.size(); ++i)
    for (const loaders::rom_window& w : plan_.roms[i].windows)
      if (w.address + w.bytes == std::uint64_t{1} << 32) return roms_[i];
  return {};
}

std::unique_ptr<processor::guest_memory> loaded_guest::map_over(std::span<std::byte> ram) {
  std::vector<processor::rom_window> windows;
  for (std::size_t i = 0; i < roms_.size(); ++i)
    for (const loaders::rom_window& w : plan_.roms[i].windows)
      windows.push_back({w.address, std::span{roms_[i]}.subspan(w.offset, w.bytes), w.shadow});
  return std::make_unique<processor::guest_memory>(ram, std::move(windows));
}

void loaded_guest::start(processor::guest_memory& memory, engine::x86_core& core) const {
  memory.fill_shadows();
  loaders::write_segments(plan_, memory.ram());
  core.memory_changed(0, memory.ram().size());
  core.reset();
  if (plan_.entry) core.set_registers(*plan_.entry);
}

}  // namespace trapline
