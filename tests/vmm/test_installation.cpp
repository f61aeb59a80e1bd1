// Figure 4 without a monitor: channels, the story of an installation, the installer, the policy.
#include "models/devices/memory_image.h"
#include "models/vmm/board/counted_name.h"
#include "models/vmm/installation/boot_channel.h"
#include "models/vmm/installation/device_image.h"
#include "models/vmm/installation/file_channel.h"
#include "models/vmm/installation/image_channel.h"
#include "models/vmm/installation/install_paths.h"
#include "models/vmm/installation/install_story.h"
#include "models/vmm/installation/installer.h"
#include "models/vmm/installation/network_channel.h"
#include "models/vmm/installation/placement_policy.h"
#include "tests/vmm/driver_bench.h"

using namespace trapline;
using namespace trapline::testing;
using devices::sector_bytes;
using processor::step_meter;

namespace {

constexpr path_part ask{"asked", {{401, step::ioctl_back}}};
constexpr path_part hand_over{"handed over", {{402, step::raise_hypercall}}};
constexpr vmm::install_paths paths{ask, hand_over};

struct image final : vmm::device_image {
  explicit image(std::uint64_t n) : size{n} {}
  std::uint64_t bytes() const override { return size; }
  std::string fault(vmm::board&, vmm::device_model&) override { return wrong; }
  std::string take_over(vmm::device_model&) override {
    ++taken;
    return trouble;
  }
  std::uint64_t size;
  std::string wrong, trouble;
  unsigned taken = 0;
};

struct library final : vmm::image_library {
  vmm::device_image* image_of(const std::string&, const std::string& device) override {
    const auto found = images.find(device);
    return found == images.end() ? nullptr : &found->second;
  }
  std::map<std::string, image> images;
};

/// A virtual machine with devices of one chip each, in the service OS.
struct install_bench : driver_bench, record_listener {
  explicit install_bench(const std::vector<std::string>& devices = {"chip"}) {
    std::uint16_t port = 0x40;
    for (const std::string& d : devices) {
      auto parts = std::make_unique<ports_of_one>(port);
      port = static_cast<std::uint16_t>(port + 8);
      vm.devices.add(d, std::move(parts), vm.far);
      images.images.emplace(d, 16 * 1024);
    }
    room.subscribe(*this);
  }
  struct ports_of_one final : vmm::device_parts {
    explicit ports_of_one(std::uint16_t port) : chip{{{port, 2, 0}}} { has("chip", chip); }
    noting_chip chip;
  };
  void install_closed(const closed_install& i) override { closed.push_back(i.what); }
  vmm::model_host& where(const std::string& device = "chip") { return vm.devices.find(device)->where(); }
  void install(vmm::image_channel& by, const std::string& device = "chip", instant at = instant{}) {
    installer.ask({&vm, device, place::hypervisor, &by, "operator"}, at);
  }
  void remove(instant at = instant{}) { installer.ask({&vm, "chip", std::nullopt, nullptr, "scenario"}, at); }
  void until_closed(std::size_t n) {
    work_until([&] { return closed.size() == n; });
    REQUIRE(closed.size() == n);
  }

  std::vector<std::byte> ram = std::vector<std::byte>(1 << 20);
  vmm::timer_queue near_timers, far_timers;
  vmm::place_transport to_near{"to_near"}, to_far{"to_far"};
  vmm::virtual_machine vm{
      "a",
      std::make_unique<processor::guest_memory>(ram, std::vector<processor::rom_window>{}),
      room,
      {{place::hypervisor, near_timers, to_near}, {place::service_os, far_timers, to_far}},
      "event",
      clock_domain{1'000'000'000},
      vmm::good_ending{},
      at_work};
  library images;
  vmm::installer installer{os, room, clock_domain{1'000'000'000}, timer(), images, paths};
  vmm::boot_channel boot;
  std::vector<install_statistics> closed;
};

std::map<std::string, std::uint64_t> counts_of(const install_statistics& i) {
  std::map<std::string, std::uint64_t> all;
  for (const step_sum& s : i.steps) all[std::to_string(s.in) + " " + std::string{name_of(s.what)}] += s.count;
  return all;
}

cycles total_of(const install_statistics& i) {
  cycles sum{};
  for (const step_sum& s : i.steps) sum += s.total;
  return sum;
}

/// A disk that takes 10 us for whatever it is asked.
struct slow_medium final : devices::block_medium, bus::sleeper {
  slow_medium(devices::memory_image& i, bus::wakeup& t) : image{i}, timer{t} {}
  std::uint64_t sectors() const override { return image.sectors(); }
  bool writable() const override { return false; }
  std::optional<outcome> start(const devices::block_request& r, instant now,
                               devices::block_client& c) override {
    asked.emplace_back(r.lba, r.data.size() / sector_bytes);
    client = &c;
    timer.call_at(now + duration::us(10), *this);
    return std::nullopt;
  }
  void wake(instant at) override { client->transfer_done(asked.size() != fails_at, at); }
  devices::memory_image& image;
  bus::wakeup& timer;
  devices::block_client* client = nullptr;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> asked;
  std::size_t fails_at = 0;
};

/// What a channel has charged for an image that it brought, at a cycle a step.
struct brought {
  bool ok;
  std::uint64_t by_monitor, by_service_os;  ///< pages copied and handed over; system calls

  bool operator==(const brought&) const = default;
};

brought bring(driver_bench& b, vmm::image_channel& by, const image& what, std::uint64_t pages) {
  const auto spent = [&](account a) { return b.cpu.spent(a).count(); };
  const std::uint64_t monitor = spent(account::monitor), service_os = spent(account::service_os);
  instant ready;
  by.resume = [&](instant at) { ready = at; };
  by.begin(what);
  step_meter m;
  bool ok = true;
  for (std::uint64_t got = 0; ok && got < pages;) {
    ready = {};
    m.open(b.cpu);
    const auto turn = by.go_on(m, b.cpu, b.os);
    got += turn == vmm::image_channel::turn::page;
    ok = turn != vmm::image_channel::turn::failed;
    while (turn == vmm::image_channel::turn::waits && ready == instant{}) {
      b.cpu.take_turn();
      b.cpu.idle_until(b.cpu.now() + duration::us(1));
    }
  }
  return {ok, spent(account::monitor) - monitor, spent(account::service_os) - service_os};
}

}  // namespace

TEST_CASE("boot_channel: what lies in memory is copied page by page, and nothing is waited for") {
  driver_bench b;
  vmm::boot_channel channel;
  CHECK(channel.name() == "boot");
  b.root([&] {
    CHECK(bring(b, channel, image{20 * 1024}, 5) == brought{true, 5, 0});
    CHECK(b.cpu.now() == instant{} + duration::ns(5));
  });
}

TEST_CASE("file_channel: a file is read 64 KiB at a time, each page by a system call, and handed over") {
  driver_bench b;
  devices::memory_image file{140};  // 70 KiB: 18 pages begun
  slow_medium disk{file, b.timer()};
  vmm::file_channel channel{paths};
  const image one{140 * sector_bytes};
  channel.holds(one, disk);
  b.root([&] {
    CHECK(bring(b, channel, one, 18) == brought{true, 2 * 18, 18});
    CHECK(disk.asked == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 128}, {128, 12}});
    disk.fails_at = 4;  // the second of the next two
    CHECK_FALSE(bring(b, channel, one, 18).ok);
    CHECK(channel.trouble() == "the disk could not read the image's file");
  });
}

TEST_CASE("network_channel: TFTP's blocks come one by one, at the wire's rate and the server's pace") {
  using vmm::network_channel;
  // 512 bytes with 4 of TFTP, 8 of UDP, 20 of IP, 14 and 4 of Ethernet, 20 of preamble and gap; the least is 60 + 24.
  CHECK(network_channel::time_of(516, 100'000'000) == duration::ns(582 * 80));
  CHECK(network_channel::time_of(4, 10'000'000) == duration::ns(84 * 800));
  driver_bench b;
  network_channel channel{paths, {100'000'000, duration::us(100)}, b.timer()};
  b.root([&] {
    const image one{2 * 4096 + 100};
    // A page is eight blocks, each asked for and received; the last page is one short block.
    CHECK(bring(b, channel, one, 3) == brought{true, 2 * 3, 2 * (8 + 8 + 1)});
    const duration full = duration::us(100) + network_channel::time_of(4, 100'000'000) +
                          network_channel::time_of(516, 100'000'000);
    const duration last = duration::us(100) + network_channel::time_of(4, 100'000'000) +
                          network_channel::time_of(104, 100'000'000);
    const duration took = b.cpu.now() - instant{};
    CHECK(took >= full * 16 + last);
    CHECK(took < full * 16 + last + duration::us(20));  // steps of a nanosecond, looked at every microsecond
  });
}

TEST_CASE("install_story: steps are summed by block and follow one another without a gap") {
  driver_bench b;
  b.root([&] {
    vmm::install_story story;
    story.open(cycles{0});
    b.cpu.spend(processor::account::idle, cycles{100});
    step_meter m;
    m.open(b.cpu);
    story.wait_until(m.began(), vmm::install_waits);
    m.charge(b.cpu, b.costs, vmm::copy_page);
    m.charge(b.cpu, b.costs, vmm::verify_page);
    m.charge(b.cpu, b.costs, vmm::copy_page);
    m.include({208, step::bus, cycles{1}, account::service_os});
    b.cpu.spend(account::service_os, cycles{1});
    story.add(m, 402);
    m.open(b.cpu);
    m.charge(b.cpu, b.costs, vmm::is_installed);
    story.add(m, 402);
    cycles sum{};
    std::string all;
    for (const step_sum& s : story.steps()) {
      sum += s.total;
      all += std::to_string(s.in) + " " + std::string{name_of(s.what)} + " " + std::to_string(s.count) + "; ";
    }
    CHECK(all == "401 probe 1; 402 queue 1; 402 fetch 2; 402 verify 1; 402 bus 1; ");
    CHECK(sum == b.cpu.now_cycles());
  });
}

TEST_CASE("installer: a model is put near the guest, step by step, and taken out again to where it was") {
  install_bench b;
  b.root([&] {
    b.install(b.boot);
    b.until_closed(1);
    CHECK(b.where().at() == place::hypervisor);
    CHECK(b.images.images.at("chip").taken == 1);
    b.remove(b.cpu.now());
    b.until_closed(2);
    CHECK(b.where().at() == place::service_os);
    CHECK(b.images.images.at("chip").taken == 1);
  });
  const install_statistics &in = b.closed[0], &out = b.closed[1];
  CHECK(in.result == "installed");
  CHECK(in.from == "service_os");
  CHECK(in.to == "hypervisor");
  CHECK(in.channel == "boot");
  CHECK(in.asked_by == "operator");
  using counts = std::map<std::string, std::uint64_t>;
  counts steps = counts_of(in);
  steps.erase("402 queue");
  CHECK(steps == counts{{"401 ioctl_back", 1},
                        {"401 probe", 1},
                        {"402 fetch", 4},
                        {"402 verify", 4},
                        {"402 notify", 1},
                        {"402 transfer_state", 1},
                        {"403 switch_over", 1}});
  CHECK(total_of(in) == clock_domain{1'000'000'000}.edge_not_before(in.end) -
                            clock_domain{1'000'000'000}.edge_not_before(in.begin));
  CHECK(in.held_up == duration::ns(3));  // notify, transfer_state, switch_over
  CHECK(out.result == "removed");
  CHECK(out.channel == "none");
  CHECK_FALSE(counts_of(out).contains("402 fetch"));
}

TEST_CASE("installer: what goes wrong leaves the model as it was, and the record says what it was") {
  install_bench b;
  image& one = b.images.images.at("chip");
  b.root([&] {
    one.wrong = "it is crooked";
    b.install(b.boot);
    b.until_closed(1);
    one.wrong = "";
    one.trouble = "it does not take the state";
    b.install(b.boot, "chip", b.cpu.now());
    b.until_closed(2);
    CHECK(b.where().at() == place::service_os);
    b.install(b.boot, "sundial", b.cpu.now());
    b.remove(b.cpu.now());
    b.until_closed(4);
    b.images.images.clear();
    b.install(b.boot, "chip", b.cpu.now());
    b.until_closed(5);
  });
  std::vector<std::string> reasons;
  for (const install_statistics& i : b.closed) {
    CHECK(i.result == "refused");
    reasons.push_back(i.reason);
  }
  CHECK(reasons == std::vector<std::string>{
                       "it is crooked", "it does not take the state", "the VM has no device sundial",
                       "the model of chip is in service_os already", "there is no image of chip"});
  // What was found wrong before anybody was held up has held up nobody.
  CHECK(b.closed[0].held_up == duration{});
  CHECK(b.closed[1].held_up > duration{});
}

TEST_CASE("installer: one installation at a time, in the order of their instants") {
  install_bench b{{"chip", "second"}};
  b.root([&] {
    b.install(b.boot, "chip", instant{} + duration::us(50));
    b.install(b.boot, "second", instant{} + duration::us(20));
    CHECK_FALSE(b.installer.idle());
    b.until_closed(2);
    CHECK(b.installer.idle());
  });
  CHECK(b.closed[0].device == "second");
  CHECK(b.closed[0].begin == instant{} + duration::us(20));
  CHECK(b.closed[1].device == "chip");
  CHECK(b.closed[1].begin == instant{} + duration::us(50));
}

namespace {

/// A policy whose windows are 1 ms, over devices that are asked as a test says.
struct policy_bench : install_bench {
  policy_bench() : install_bench{{"often", "seldom", "third"}} {
    room.subscribe(policy);
    policy.follow({true, duration::ms(1), 32 * 1024, 10, 2'000'000}, instant{});
  }
  /// So many accesses in this window, then to its end and a little further.
  void window(const std::map<std::string, unsigned>& asked) {
    access_record none;
    for (const auto& [device, count] : asked)
      for (unsigned i = 0; i < count; ++i)
        room.close(closed_access{room.statistics().path({"a", "service_os", device, direction::in}), none,
                                 cpu.now_cycles()});
    const std::uint64_t ms = (cpu.now() - instant{}).picoseconds() / 1'000'000'000;
    const instant next = instant{} + duration::ms(ms + 1) + duration::us(50);
    work_until([&] { return cpu.now() >= next; });
  }
  std::string near_the_guest() {
    std::string all;
    for (const vmm::device_model& m : vm.devices.models())
      if (m.where().near()) all += (all.empty() ? "" : " ") + m.device();
    return all;
  }
  vmm::placement_policy policy{installer, images, boot, timer(), clock_domain{1'000'000'000}, {&vm}};
};

}  // namespace

TEST_CASE("placement_policy: accesses to a device's memory are accesses to the device") {
  CHECK(vmm::memory_of("seldom") == "seldom_memory");
  CHECK(vmm::device_counted_as("seldom_memory") == "seldom");
  CHECK(vmm::device_counted_as("seldom") == "seldom");
  policy_bench b;
  b.root([&] {
    b.window({{"seldom", 5}, {"seldom_memory", 5}});
    CHECK(b.near_the_guest() == "seldom");
  });
}

TEST_CASE("placement_policy: what is asked often is installed, within the budget, with hysteresis") {
  policy_bench b;
  b.root([&] {
    b.window({{"often", 9}, {"seldom", 1}});
    CHECK(b.near_the_guest().empty());
    b.window({{"often", 30}, {"seldom", 12}});
    CHECK(b.near_the_guest() == "often");
    b.window({{"often", 30}, {"seldom", 12}});
    CHECK(b.near_the_guest() == "often seldom");
    CHECK(b.policy.used() == 32 * 1024);
    // The budget holds no third: one makes way only for what is asked more than twice as often.
    b.window({{"often", 30}, {"seldom", 12}, {"third", 24}});
    CHECK(b.near_the_guest() == "often seldom");
    b.window({{"often", 30}, {"seldom", 12}, {"third", 25}});
    CHECK(b.near_the_guest() == "often third");
    CHECK(b.policy.used() == 32 * 1024);
    // By hand nothing is decided.
    b.policy.follow({}, b.cpu.now());
    b.window({{"seldom", 1000}});
    CHECK(b.near_the_guest() == "often third");
  });
  for (const install_statistics& i : b.closed) CHECK(i.asked_by == "policy");
}
