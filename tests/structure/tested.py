"""Every header of the monitors is included, by its own name, by a test: what a class promises is looked at beside it, not only
through whole systems.

Headers that no test includes yet are written down here with the tests that they are held by until then. One that is included must not stand
here any more: the list only gets shorter."""

from includes import includes_of, within

FOLDERS = ["models/vmm", "models/hybrid", "models/hosted"]

ONLY_IN_SYSTEMS = {
    "models/hosted/io_thread.h": "tests/platform/test_unawaited.cpp",
    "models/hosted/vm_thread.h": "tests/hosted/test_hosted.cpp",
    "models/hybrid/background_load.h": "tests/hybrid/test_queueing.cpp",
    "models/hybrid/guest_domain.h": "tests/hybrid/test_access_script.cpp",
    "models/hybrid/io_request.h": "tests/hybrid/test_published_figures.cpp",
    "models/vmm/drivers/clock_driver.h": "tests/platform/test_machine_clock.cpp",
    "models/vmm/drivers/disk_driver.h": "tests/platform/test_linux.cpp",
    "models/vmm/drivers/image_server.h": "tests/platform/test_moves.cpp",
    "models/vmm/drivers/network_bridge.h": "tests/platform/test_network.cpp",
    "models/vmm/drivers/network_driver.h": "tests/platform/test_network.cpp",
    "models/vmm/drivers/network_paths.h": "tests/platform/test_network.cpp",
    "models/vmm/exits/monitor_paths.h": "tests/hybrid/test_published_figures.cpp",
    "models/vmm/exits/sensitive_exits.h": "tests/conformance/test_exits.cpp",
    "models/vmm/injection/tick_line.h": "tests/vmm/test_tick_policies.cpp",
    "models/vmm/installation/boot_channel.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/device_image.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/file_channel.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/image_channel.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/install_paths.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/install_story.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/installer.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/network_channel.h": "tests/images/test_installs.cpp",
    "models/vmm/installation/placement_policy.h": "tests/images/test_policy.cpp",
    "models/vmm/machines/guest_domain.h": "tests/hybrid/test_virtual_machines.cpp",
    "models/vmm/machines/vm_creation.h": "tests/platform/test_machine_clock.cpp",
}


def problems(root):
    includes = includes_of(root)
    tested = {header for path, included in includes.items() if within(path, "tests") for header in included}
    found = []
    for path in sorted(includes):
        if not path.endswith(".h") or not any(within(path, folder) for folder in FOLDERS):
            continue
        if path in tested and path in ONLY_IN_SYSTEMS:
            found.append(f"{path} is included by a test: take it off the list of tests/structure/tested.py")
        elif path not in tested and path not in ONLY_IN_SYSTEMS:
            found.append(f"{path}: no test includes it")
    for path, test in ONLY_IN_SYSTEMS.items():
        if path in includes and not (root / test).is_file():
            found.append(f"tests/structure/tested.py: there is no {test}")
    return found
