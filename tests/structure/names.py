"""Nobody but a kind's own file knows a device by its name: no string of the program is one, outside platform/devices/kinds/.

Some of these names are other things too: keys of scenarios and guests, sections of results, words of an operator. Where they stand as such
is written down here, word by word."""

import re
from pathlib import PurePosixPath

from tree import sources_under

KINDS = "platform/devices/kinds"
CHIPS = "models/devices"  # name their states, and know no device of a machine
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')

OTHERWISE = {
    "models/control/commands/disk.cpp": {"disk"},              # a command, and the device that it is for
    "models/control/commands/floppy.cpp": {"floppy"},          # a command
    "models/control/firmware_setup.cpp": {"disk", "floppy"},   # what firmware boots from
    "models/processor/timing/instruction_class.cpp": {"system"},  # a class of instructions
    "platform/configuration/guest_catalogue.cpp": {"disk", "floppy"},  # files of a guest.toml
    "platform/configuration/running_changes.cpp": {"rtc"},     # the key vm.rtc
    "platform/configuration/scenario_parameters.cpp": {"vga"},  # a value of vm.video
    "platform/configuration/vm_loader.cpp": {"disk", "floppy"},  # the keys vm.disk, vm.floppy
    "platform/exploration/advice.cpp": {"sound", "floppy"},    # rows of results, whose device knows its DMA controllers only when it is made
    "platform/exploration/device_shares.h": {"pic"},           # a row of results: where interrupts pass
    "sim/results/vm_section.h": {"sound"},                     # a part of the results
}


def names_in(text, kinds):
    """Strings that are a kind's name, with their lines; comments do not count."""
    code = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(code.splitlines(), 1):
        for word in STRING.findall(line):
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
