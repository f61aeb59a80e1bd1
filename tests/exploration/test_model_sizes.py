#!/usr/bin/env python3
"""usage: test_model_sizes.py MODEL_SIZES_CPP LIBTRAPLINE_DEVICES_A: whether the bytes that are said of each device model are
those of its chips' code in this build, to a third: compilers differ."""
import re
import subprocess
import sys

CHIPS = {
    "coprocessor": r"coprocessor_error", "debug": r"debug_port|guest_control", "disk": r"ata_.*", "floppy": r"i82077.*|i8237.*|floppy_(drive|format)",
    "fw_cfg": r"fw_cfg", "keyboard": r"i8042.*|ps2_.*|scan_codes", "pic": r"i8259.*", "pit": r"i8254.*|system_control_b",
    "lapic": r"local_apic.*", "nic": r"ne2000|dp8390.*", "sound": r"sb16.*|opl3|ct1745|creative_adpcm", "post": r"post_port", "rtc": r"mc146818.*", "system": r"system_control_a", "uart": r"ns16550.*", "uart2": r"ns16550.*",
    "vga": r"vga.*|vbe_.*|bochs_vbe",
}

source, library = sys.argv[1:]
said = {name: int(size.replace("'", "")) for name, size in re.findall(r'size\{"(\w+)", ([\d\']+)\}', open(source).read())}
objects = {}
for line in subprocess.run(["size", library], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[1:]:
    words = line.split()
    objects[words[5].removesuffix(".cpp.o")] = sum(map(int, words[:3]))
wrong = [] if set(said) == set(CHIPS) else [f"devices: {sorted(set(said) ^ set(CHIPS))}"]
for device, pattern in CHIPS.items():
    built = sum(size for name, size in objects.items() if re.fullmatch(pattern, name))
    if not built * 2 / 3 <= said.get(device, 0) <= built * 3 / 2:
        wrong.append(f"{device}: {said.get(device)} bytes are said, {built} were built")
print("\n".join(wrong) or "as said")
sys.exit(1 if wrong else 0)
