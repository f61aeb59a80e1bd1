"""Which folder may include which: the arrows of the architecture, held against every #include."""

import re

from tree import sources_under

# A folder, and those it may include besides itself.
MAY_INCLUDE = {
    "sim": [],
    "models/costs": ["sim"],
    "models/devices": ["sim"],
    "models/bus": ["sim", "models/devices"],
    "models/chipset": ["sim", "models/costs", "models/devices", "models/bus"],
    "models/processor": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset"],
    "models/vmm": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset", "models/processor"],
    "models/native": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset", "models/processor", "models/vmm"],
    "models/hybrid": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset", "models/processor", "models/vmm"],
    "models/hosted": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset", "models/processor", "models/vmm"],
    "models/control": ["sim", "models/costs", "models/devices", "models/bus", "models/chipset", "models/processor", "models/vmm",
                       "models/native", "models/hybrid", "models/hosted"],
    "platform/files": ["sim"],
    "platform/loaders": ["sim", "models"],
    "platform/devices": ["sim", "models"],
    "platform/configuration": ["sim", "models", "platform/loaders", "platform/devices"],
    "platform/images": ["sim", "models", "platform/devices", "platform/configuration"],
    "platform/recordings": ["sim", "models/costs", "models/devices"],
    "platform/machine": ["sim", "models", "platform/files", "platform/loaders", "platform/devices", "platform/configuration", "platform/images", "platform/recordings"],
    "platform/command_line": ["sim", "models", "platform"],
    "platform": ["sim", "models", "platform"],
}
ENGINE = "models/processor/engine"
ENGINE_LIBRARY = "unicorn/"
# A monitor handles devices, lines and media, never a chip.
MONITORS = ["models/vmm", "models/native", "models/hybrid", "models/hosted"]
ABSTRACT_DEVICES = {"models/devices/device.h", "models/devices/line.h", "models/devices/storage/block_medium.h",
                    "models/devices/storage/sector_store.h", "models/devices/interrupts/interrupt_controller.h",
                    "models/devices/network/ethernet.h", "models/devices/timers/calendar_clock.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
FOLDERS = sorted(MAY_INCLUDE, key=len, reverse=True)


def within(path, folder):
    return path == folder or path.startswith(folder + "/")


def folder_of(path):
    return next((f for f in FOLDERS if within(path, f)), None)


def includes_of(root):
    """Every source file with the paths it includes, as written."""
    result = {}
    for path in sources_under(root, ["sim", "models", "platform", "tests"], (".h", ".cpp")):
        text = (root / path).read_text(encoding="utf-8")
        result[path] = INCLUDE.findall(text)
    return result


def headers_showing_the_engine(includes):
    """Headers that include the engine's library, themselves or through another."""
    showing = {p for p, included in includes.items() if any(i.startswith(ENGINE_LIBRARY) for i in included)}
    while True:
        more = {p for p, included in includes.items() if p not in showing and showing.intersection(included)}
        if not more:
            return {p for p in showing if p.endswith(".h")}
        showing |= more


def problem_with(path, included, showing_engine):
    if not within(path, ENGINE):
        if included.startswith(ENGINE_LIBRARY):
            return f"only {ENGINE} may include the engine's library"
        if included in showing_engine and within(included, ENGINE):
            return f"that header includes the engine's library; only {ENGINE} may use it"
    here, there = folder_of(path), folder_of(included)
    if here is None or there is None or here == there:
        return None
    if not any(within(there, allowed) for allowed in MAY_INCLUDE[here]):
        return f"{here} may not include {there}"
    if here in MONITORS and there == "models/devices" and included not in ABSTRACT_DEVICES:
        return "a monitor names no chip: of models/devices only " + ", ".join(sorted(ABSTRACT_DEVICES))
    return None


def problems(root):
    includes = includes_of(root)
    showing_engine = headers_showing_the_engine(includes)
    found = []
    for path, included_paths in sorted(includes.items()):
        if folder_of(path) is None and not within(path, "tests"):
            found.append(f"{path}: what this folder may include is not written down in tests/structure/includes.py")
        for included in included_paths:
            problem = problem_with(path, included, showing_engine)
            if problem:
                found.append(f"{path} includes {included}: {problem}")
    return found
