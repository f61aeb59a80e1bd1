#include <catch2/catch.hpp>

#include "platform/configuration/scenario_loader.h"
#include "platform/configuration/scenario_parameters.h"
#include "sim/configuration/quantity.h"
#include "tests/platform/shipped.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using Catch::Matchers::Contains;

namespace {

/// A folder with a guest of its own beside what the source tree ships.
struct workshop {
  workshop() {
    folder.file(
        "guests/g/guest.toml",
        "name = \"g\"\ndescription = \"d\"\nload = \"rom\"\nmemory = \"2 MiB\"\n[files]\nrom = \"g.rom\"\n"
        "[ends]\nhow = \"exit_port\"\nlimit = \"3 s\"\n[expected]\nserial = \"g.txt\"\n");
    folder.file("guests/g/g.rom", "x");
    folder.file("guests/g/g.txt", "x");
  }

  scenario load(const std::string& text, std::vector<std::string> assignments = {}) const {
    return loaded(text, std::move(assignments)).what;
  }
  loaded_scenario loaded(const std::string& text, std::vector<std::string> assignments = {}) const {
    scenario_request request;
    request.scenario = folder.file("s.toml", text).string();
    request.assignments = std::move(assignments);
    return load_scenario(request, data_files{{folder.path(), TRAPLINE_SOURCE_DIR}});
  }
  std::string message(const std::string& text, std::vector<std::string> assignments = {}) const {
    try {
      loaded(text, std::move(assignments));
    } catch (const config_error& e) {
      std::string all = e.what();
      const std::string here = folder.path().string() + "/";
      for (std::size_t at; (at = all.find(here)) != std::string::npos;) all.erase(at, here.size());
      return all;
    }
    return "";
  }

  testing::temporary_folder folder;
};

const std::string one_vm = "[[vm]]\nname = \"a\"\nguest = \"g\"\n";

}  // namespace

TEST_CASE("scenario: what is not said is as `list parameters` says") {
  const workshop w;
  const scenario s = w.load(one_vm);
  CHECK(s.name == "s");
  CHECK(s.kind == platform_kind::hybrid);
  CHECK(s.processors == 1);
  CHECK(s.profile.name() == "prescott-2005");
  CHECK(s.costs_spread == spread::profile);
  CHECK(s.service_os.background == background_kind::none);
  CHECK(s.until == duration::s(3));
  CHECK(s.memory_bytes == 256u << 20);
  REQUIRE(s.vms.size() == 1);
  CHECK(s.vms[0].memory_bytes == 2u << 20);
  CHECK(s.vms[0].placement_name == "service-os");
  CHECK(s.vms[0].places.at("pit") == place::service_os);
  CHECK(s.rtc.year == 2005);
  CHECK(!s.vms[0].rtc);
  CHECK(s.vms[0].guest.expected_serial);
}

TEST_CASE("scenario: every key of the contract is taken") {
  const workshop w;
  const scenario s = w.load(one_vm, {"platform.kind=hybrid",
                                     "platform.profile=skylake-2017",
                                     "platform.processors=4",
                                     "costs.spread=none",
                                     "service_os.background=0.25",
                                     "service_os.background_kind=on_off",
                                     "service_os.processor=own",
                                     "scheduler.policy=credit",
                                     "scheduler.slice=10 ms",
                                     "quantum=50 us",
                                     "seed=7",
                                     "vm.memory=8 MiB",
                                     "vm.placement=xen-2005",
                                     "vm.place.uart=hypervisor",
                                     "vm.injection=stack_tweak",
                                     "vm.tick_policy=catchup",
                                     "vm.processors=1-2",
                                     "vm.weight=512",
                                     "service_os.weight=1024",
                                     "vm.rtc=1999-12-31 23:59:59",
                                     "until=20 ms",
                                     "vm.disk_mode=read_only",
                                     "platform.memory=1 GiB",
                                     "platform.rtc=2006-04-20 08:00:00"});
  CHECK(s.profile.name() == "skylake-2017");
  CHECK(s.processors == 4);
  CHECK(s.costs_spread == spread::none);
  CHECK(s.service_os.background_ppm == 250'000);
  CHECK(s.service_os.background == background_kind::on_off);
  CHECK(s.service_os.processor == service_processor::own);
  CHECK(s.scheduler.policy == "credit");
  CHECK(s.service_os.weight == 1024);
  CHECK(s.service_os.processors == vmm::processor_set::only(3));
  CHECK(s.scheduler.slice == duration::ms(10));
  CHECK(s.quantum == duration::us(50));
  CHECK(s.seed == 7);
  CHECK(s.until == duration::ms(20));
  CHECK(s.memory_bytes == 1u << 30);
  const vm_settings& vm = s.vms.at(0);
  CHECK(vm.memory_bytes == 8u << 20);
  CHECK(vm.places.at("pit") == place::hypervisor);
  CHECK(vm.places.at("uart") == place::hypervisor);
  CHECK(vm.places.at("rtc") == place::service_os);
  CHECK(vm.injection == injection_kind::stack_tweak);
  CHECK(vm.tick_policy == "catchup");
  CHECK(vm.weight == 512);
  CHECK(vm.processors == (vmm::processor_set::only(1) | vmm::processor_set::only(2)));
  CHECK(s.rtc.month == 4);
  REQUIRE(vm.rtc);
  CHECK(vm.rtc->year == 1999);
  CHECK(vm.rtc->second == 59);
  CHECK(vm.disk == disk_mode::read_only);
}

TEST_CASE("scenario: what is not modelled is refused, and the message says what to use instead") {
  const workshop w;
  CHECK_THAT(w.message(one_vm, {"platform.kind=native", "vm.tick_policy=catchup"}),
             Contains("vm.a.tick_policy") && Contains("no tick is missed"));
  CHECK_THAT(w.message(one_vm, {"vm.tick_policy=catch_up"}), Contains("did you mean \"catchup\"?"));
  CHECK_THAT(w.message(one_vm, {"platform.kind=native", "platform.processors=2"}),
             Contains("platform.processors") && Contains("not modelled yet"));
  CHECK_THAT(w.message(one_vm, {"platform.kind=native", "service_os.background=0.5"}),
             Contains("there is no service OS"));
  CHECK_THAT(w.message(one_vm, {"platform.kind=native", "vm.injection=stack_tweak"}),
             Contains("only a hypervisor"));
}

TEST_CASE("scenario: vms are copies of the first VM, and each can be told apart") {
  const workshop w;
  const scenario s = w.load(one_vm + "place.pit = \"hypervisor\"\n[[vm]]\nname = \"b\"\nguest = \"g\"\n",
                            {"vms=3", "vm.a-2.memory=4 MiB"});
  REQUIRE(s.vms.size() == 4);
  CHECK(s.vms[1].name == "a-2");
  CHECK(s.vms[2].name == "a-3");
  CHECK(s.vms[3].name == "b");
  CHECK(s.vms[1].memory_bytes == 4u << 20);
  CHECK(s.vms[2].memory_bytes == 2u << 20);
  CHECK(s.vms[2].places.at("pit") == place::hypervisor);
  CHECK(s.vms[3].places.at("pit") == place::service_os);
}

TEST_CASE("scenario: a placement on a later layer replaces single devices of an earlier one") {
  const workshop w;
  const std::string text = one_vm + "placement = \"xen-2005\"\nplace.uart = \"hypervisor\"\n";
  CHECK(w.load(text).vms[0].places.at("uart") == place::hypervisor);
  const scenario moved = w.load(text, {"vm.placement=service-os"});
  CHECK(moved.vms[0].places.at("uart") == place::service_os);
  CHECK(moved.vms[0].places.at("pit") == place::service_os);
}

TEST_CASE("scenario: another kind of platform on a later layer takes the placement away") {
  const workshop w;
  const std::string text = one_vm + "placement = \"xen-2005\"\nplace.uart = \"hypervisor\"\n";
  const scenario native = w.load(text, {"platform.kind=native"});
  CHECK(native.vms[0].places.at("pit") == place::physical);
  CHECK(native.vms[0].placement_name.empty());
  const scenario hosted = w.load(text, {"platform.kind=hosted"});
  CHECK(hosted.vms[0].places.at("pit") == place::user);
  CHECK(w.load(text, {"platform.kind=hosted", "vm.placement=kvm"}).vms[0].places.at("pit") == place::kernel);
}

TEST_CASE("scenario: places that cannot be are errors") {
  const workshop w;
  CHECK_THAT(w.message(one_vm + "place.pit = \"kernel\"\n"),
             Contains("a hybrid platform has no place \"kernel\""));
  CHECK_THAT(w.message(one_vm + "place.pti = \"hypervisor\"\n"), Contains("did you mean \"pit\"?"));
  CHECK_THAT(w.message(one_vm + "placement = \"xen-2006\"\n"), Contains("did you mean \"xen-2005\"?"));
  CHECK_THAT(w.message(one_vm + "placement = \"kvm\"\n"), Contains("which is for a hosted platform"));
  CHECK_THAT(w.message("[platform]\nkind = \"native\"\n" + one_vm + "placement = \"xen\"\n"),
             Contains("but the platform is native"));
}

TEST_CASE("scenario: unknown guests, profiles and keys are errors that say what was meant") {
  const workshop w;
  CHECK(w.message("[[vm]]\nname = \"a\"\nguest = \"h\"\n")
            .starts_with("s.toml:3:1: vm.a.guest: there is no guest \"h\""));
  CHECK(
      w.message("[platform]\nprofile = \"prescot-2005\"\n" + one_vm) ==
      "s.toml:2:1: platform.profile: there is no profile \"prescot-2005\"; did you mean \"prescott-2005\"?");
  CHECK(w.message(one_vm, {"vm.memroy=1 MiB"}) ==
        "command line: vm.memroy: unknown key; did you mean \"vm.memory\"?");
  CHECK_THAT(w.message(one_vm, {"vm.z.memory=1 MiB"}), Contains("there is no vm \"z\""));
  CHECK_THAT(w.message("seed = 1\n"), Contains("there is no VM"));
  CHECK_THAT(w.message("[[vm]]\nname = \"a\"\n"), Contains("nothing to run"));
}

TEST_CASE("scenario: a value that nobody gave is missed in the scenario's file") {
  CHECK(workshop{}.message("[[vm]]\nname = \"a\"\n").starts_with("s.toml: vm.a.guest: nothing to run"));
}

TEST_CASE("scenario: a guest's path that no file can have is wrong like that of a file that is not there") {
  const workshop w;
  CHECK_THAT(w.message(one_vm, {"vm.guest=" + std::string(300, 'x') + "/guest.toml"}),
             Contains("not a file that can be read"));
}

TEST_CASE("scenario: a profile that lacks a class of instructions is named by its file") {
  const workshop w;
  std::string text = testing::content_of(testing::shipped().find("profiles", "prescott-2005", "profile"));
  text.replace(text.find("\nret "), 1, "\n# ");
  const auto file = w.folder.file("lacking.toml", text);
  CHECK_THROWS_WITH(instruction_costs_of(cost_profile::load(file), memory_model::fast),
                    Contains(file.string()) && Contains("class ret"));
}

TEST_CASE("scenario: zero and absurd counts and sizes are errors") {
  const workshop w;
  for (const char* wrong : {"vms=0",
                            "vms=65",
                            "platform.processors=0",
                            "platform.processors=9",
                            "vm.memory=0",
                            "vm.memory=4 GiB",
                            "platform.memory=64 MiB",
                            "quantum=0",
                            "until=0",
                            "service_os.background=1",
                            "service_os.background=-0.5",
                            "seed=-1",
                            "vm.weight=0",
                            "vm.processors=1",
                            "service_os.weight=0",
                            "service_os.processors=8",
                            "scheduler.policy=fifo",
                            "vm.rtc=2005-02-30 00:00:00",
                            "vm.rtc=yesterday",
                            "service_os.processor=own",
                            "scheduler.slice=1 ns",
                            "costs.spread=some"}) {
    CAPTURE(wrong);
    CHECK_THAT(w.message(one_vm, {wrong}), Contains("command line: "));
  }
  CHECK_THAT(w.message(one_vm, {"platform.kind=native", "vms=2"}),
             Contains("without a monitor there is one guest"));
}

TEST_CASE("scenario: processors are named by ranges, lists and arrays") {
  const workshop w;
  const auto set_of = [&](const std::string& given) {
    return w.load("[platform]\nprocessors = 8\n" + one_vm + "processors = " + given + "\n").vms[0].processors;
  };
  CHECK(set_of("\"0-3\"") == vmm::processor_set{0x0f});
  CHECK(set_of("\"0, 2,6-7\"") == vmm::processor_set{0xc5});
  CHECK(set_of("[1, 4]") == vmm::processor_set{0x12});
  CHECK(set_of("3") == vmm::processor_set{0x08});
  const scenario any = w.load(one_vm, {"platform.processors=4", "service_os.processor=own"});
  CHECK(any.vms[0].processors == vmm::processor_set::first(3));
  CHECK(any.service_os.processors == vmm::processor_set::only(3));
  CHECK(w.load(one_vm, {"platform.processors=4", "service_os.processors=0-1"}).service_os.processors ==
        vmm::processor_set::first(2));
}

TEST_CASE("scenario: processors that a domain cannot have are errors") {
  const workshop w;
  for (const char* wrong : {"3-1", "0-", "x", "", "1,,2", "-1", "64"}) {
    CAPTURE(wrong);
    CHECK_THAT(w.message(one_vm, {"platform.processors=8", std::string{"vm.processors="} + wrong}),
               Contains("vm.a.processors") && Contains("\"0-3\" or \"0, 2\""));
  }
  CHECK_THAT(w.message(one_vm, {"platform.processors=2", "vm.processors=1-2"}),
             Contains("processors 0 to 1"));
  CHECK_THAT(w.message(one_vm, {"platform.processors=2", "service_os.processor=own", "vm.processors=1"}),
             Contains("guests can run on processors 0"));
  CHECK_THAT(w.message(one_vm, {"platform.processors=2", "service_os.processors=2"}),
             Contains("service_os.processors"));
  CHECK_THAT(
      w.message(one_vm, {"platform.processors=2", "service_os.processor=own", "service_os.processors=1"}),
      Contains("leave out one of the two"));
}

TEST_CASE("scenario: files of its own stand in for the guest's, and an empty value takes one away") {
  const workshop w;
  w.folder.file("other.rom", "yy");
  w.folder.file("disk.img", std::string(512, 'd'));
  const scenario s = w.load(one_vm + "rom = \"other.rom\"\ndisk = \"disk.img\"\n");
  CHECK(s.vms[0].guest.rom->path == w.folder.path() / "other.rom");
  CHECK(s.vms[0].guest.disk->name == "disk.img");
  CHECK_FALSE(s.vms[0].guest.expected_serial);
  CHECK_FALSE(w.load(one_vm + "disk = \"disk.img\"\n", {"vm.disk="}).vms[0].guest.disk);
  CHECK_THAT(w.message(one_vm, {"vm.rom="}), Contains("nothing is left to run"));
  CHECK_THAT(w.message(one_vm, {"vm.disk=/nowhere/x.img"}), Contains("there is no file \"/nowhere/x.img\""));
  CHECK_THAT(w.message(one_vm, {"vm.disk=/tmp"}), Contains("is not a file"));
  w.folder.file("empty.img", "");
  CHECK_THAT(w.message(one_vm + "disk = \"empty.img\"\n"), Contains("is empty"));
}

TEST_CASE("scenario: a kernel alone is enough, and tells by itself how it is loaded") {
  const workshop w;
  w.folder.file("vmlinuz", "k");
  const scenario s = w.load("[[vm]]\nname = \"a\"\nkernel = \"vmlinuz\"\ncmdline = \"quiet\"\n");
  CHECK_FALSE(s.vms[0].guest.load);
  CHECK(s.vms[0].guest.kernel->name == "vmlinuz");
  CHECK(s.vms[0].guest.cmdline == "quiet");
}

TEST_CASE("scenario: what is typed, in order of time") {
  const workshop w;
  const scenario s =
      w.load(one_vm +
             "[[vm.input]]\nat = \"30 ms\"\ntext = \"hi\\n\"\n[[vm.input]]\nat = \"10 ms\"\n"
             "keys = \"left_ctrl+c enter\"\n[[vm.input]]\nat = \"20 ms\"\ncodes = [0x1c, 0xf0, 0x1c]\n");
  const auto& input = s.vms[0].input;
  REQUIRE(input.size() == 3);
  CHECK(input[0].at == duration::ms(10));
  REQUIRE(input[0].keys.size() == 6);
  CHECK(input[0].keys[0].which == devices::key::left_ctrl);
  CHECK(input[0].keys[1].pressed);
  CHECK_FALSE(input[0].keys[2].pressed);
  CHECK(input[0].keys[2].which == devices::key::c);
  CHECK(input[1].codes == std::vector<std::uint8_t>{0x1c, 0xf0, 0x1c});
  CHECK(input[2].text == "hi\n");
  CHECK_THAT(w.message(one_vm + "[[vm.input]]\nat = \"30 ms\"\n"), Contains("is typed nothing"));
  CHECK_THAT(w.message(one_vm + "[[vm.input]]\nkeys = \"entre\"\n"), Contains("did you mean \"enter\"?"));
  CHECK_THAT(w.message(one_vm + "[[vm.input]]\ntext = \"\\u00e4\"\n"), Contains("ASCII text is needed"));
}

TEST_CASE(
    "scenario: every value is shown with where it came from, and no path of this machine is in the results") {
  const workshop w;
  w.folder.file("disk.img", std::string(512, 'd'));
  const loaded_scenario loaded = w.loaded(one_vm + "disk = \"disk.img\"\n", {"seed=9"});
  const auto shown = [&](const std::string& key) {
    for (const shown_setting& s : loaded.settings)
      if (s.key == key) return s.value + " / " + s.origin;
    return std::string{"not there"};
  };
  CHECK(shown("seed") == "9 / command line");
  CHECK(shown("quantum") == "10 ms / default");
  CHECK_THAT(shown("vm.a.guest"), Contains("g / ") && Contains("s.toml:3"));
  CHECK(shown("vm.a.memory") == "2 MiB / the guest");
  CHECK(loaded.settings.size() == loaded.what.resolved.size());
  for (const auto& [key, value] : loaded.what.resolved)
    if (const auto* text = std::get_if<std::string>(&value)) CHECK(text->find("/") == std::string::npos);
}

TEST_CASE("scenario: every shipped one is well formed") {
  const data_files data = testing::shipped();
  CHECK_FALSE(data.names_of("scenarios").empty());
  for (const std::string& name : data.names_of("scenarios")) {
    configuration from{scenario_parameters()};
    from.add_file(data.find("scenarios", name, "scenario"));
    for (const std::string& vm : from.names_in("vm")) {
      const std::vector<std::string> names{vm};
      const resolved_setting guest = from.get("vm.*.guest", names);
      if (!guest.text.empty()) CHECK_NOTHROW(data.find_guest(guest.text));
    }
  }
}

TEST_CASE("scenario: one that is not there is an error with those that are") {
  scenario_request request;
  request.scenario = "frimware";
  CHECK_THROWS_WITH(load_scenario(request, testing::shipped()),
                    "there is no scenario \"frimware\"; did you mean \"firmware\"?");
  request.scenario = "./nowhere.toml";
  CHECK_THROWS_AS(load_scenario(request, testing::shipped()), config_error);
}
