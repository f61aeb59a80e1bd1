"""Nobody but a kind's own file knows a device by its name: no string of the program is one, or has one as a part (a key's, "pit_memory"),
and nobody calls a kind's function, outside platform/devices/kinds/. What is a sentence for people is not looked at.

Some of these names are other things too: keys of scenarios and guests, sections of results, words of an operator. Where they stand as such
is written down here, word by word."""

import re
from pathlib import PurePosixPath

from tree import sources_under

KINDS = "platform/devices/kinds"
CHIPS = "models/devices"  # name their states, and know no device of a machine
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
PART = re.compile(r"[^A-Za-z0-9_]+")
OF_ITS_OWN = re.compile(r"\b(\w+)(?:_memory|_kind)$")  # what is made of a device's name
CALL = re.compile(r"\b\w+_kind(?=\(\))")

OTHERWISE = {
    "models/control/commands/disk.cpp": {"disk"},              # a command, and the device that it is for
    "models/control/commands/floppy.cpp": {"floppy"},          # a command
    "models/control/firmware_setup.cpp": {"disk", "floppy"},   # what firmware boots from
    "models/processor/timing/instruction_class.cpp": {"system"},  # a class of instructions
    "platform/configuration/card_loader.cpp": {"nic", "sound"},  # the keys vm.nic, vm.sound
    "platform/configuration/guest_catalogue.cpp": {"disk", "floppy"},  # files of a guest.toml
    "platform/configuration/running_changes.cpp": {"rtc"},     # the keys vm.rtc, platform.rtc
    "platform/configuration/scenario_loader.cpp": {"rtc"},     # the key platform.rtc
    "platform/configuration/scenario_parameters.cpp": {"disk", "floppy", "nic", "rtc", "sound", "vga"},  # keys; a value of vm.video
    "platform/configuration/vm_guest_loader.cpp": {"disk", "floppy"},  # the keys vm.disk, vm.floppy
    "platform/configuration/vm_loader.cpp": {"disk", "floppy", "rtc"},  # the keys vm.disk, vm.floppy, vm.rtc
    "sim/results/vm_section.h": {"sound"},                     # a part of the results
}


def parts_of(string):
    """What stands between the dots and asterisks of a key, and of a name what it is made of; nothing of a sentence."""
    if " " in string:
        return
    for part in PART.split(string):
        made_of = OF_ITS_OWN.search(part)
        yield made_of[1] if made_of else part


def names_in(text, kinds):
    """Names of kinds in strings and in calls of kinds' functions, with their lines; comments do not count."""
    code = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(code.splitlines(), 1):
        if line.lstrip().startswith("#include"):
            continue
        words = [part for string in STRING.findall(line) for part in parts_of(string)]
        words += [OF_ITS_OWN.search(call)[1] for call in CALL.findall(line)]
        for word in words:
            if word in kinds:
                yield number, word


def problems(root):
    kinds = {PurePosixPath(path).stem for path in sources_under(root, [KINDS], (".cpp",))}
    found, used = [], set()
    for path in sources_under(root, ["sim", "models", "platform"], (".h", ".cpp")):
        if path.startswith((f"{KINDS}/", f"{CHIPS}/")):
            continue
        for line, word in names_in((root / path).read_text(encoding="utf-8"), kinds):
            if word in OTHERWISE.get(path, ()):
                used.add((path, word))
            else:
                found.append(f'{path}:{line}: "{word}" is a device of {KINDS}; ask by what the device does')
    for path, words in OTHERWISE.items():
        for word in sorted(words):
            if (root / path).is_file() and (path, word) not in used:
                found.append(f'tests/structure/names.py allows {path} "{word}", which is not there')
    return found
