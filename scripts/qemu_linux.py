"""Boots the linux guest on QEMU as the simulator's loader does (no firmware, the unpacked kernel in memory), up to the
text that ends it."""

import os
import select
import shutil
import struct
import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

from qemu_guest import PROCESSOR, QEMU, ROOT

BOOT_PARAMS, COMMAND_LINE = 0x10000, 0x20000
# offsets in boot_params
E820_ENTRIES, E820_TABLE, HEADER_FLAGS, HEADER_MAGIC = 0x1E8, 0x2D0, 0x1FE, 0x202
LOADER, LOAD_FLAGS, RAMDISK, COMMAND_LINE_POINTER = 0x210, 0x211, 0x218, 0x228


def cache():
    """Where scripts/get-guests puts what it fetches."""
    named = os.environ.get("TRAPLINE_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "trapline"


def missing():
    """What of it is not on this machine, in words; None if all is there."""
    for tool in (QEMU, "nasm"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    return missing_images()


def missing_images():
    """The same for the guest's images alone."""
    for name in ("vmlinux", "initrd.gz"):
        if not (cache() / "guests" / "linux" / name).exists():
            return f"{cache()}/guests/linux/{name} is not there: run scripts/get-guests"
    return None


def boot_params(memory_bytes, initrd_at, initrd_bytes):
    page = bytearray(4096)
    page[HEADER_FLAGS:HEADER_FLAGS + 2] = b"\x55\xaa"
    page[HEADER_MAGIC:HEADER_MAGIC + 6] = b"HdrS" + struct.pack("<H", 0x20F)
    page[LOADER], page[LOAD_FLAGS] = 0xFF, 1
    struct.pack_into("<II", page, RAMDISK, initrd_at, initrd_bytes)
    struct.pack_into("<I", page, COMMAND_LINE_POINTER, COMMAND_LINE)
    ranges = [(0, 0x9FC00), (0x100000, memory_bytes - 0x100000)]
    page[E820_ENTRIES] = len(ranges)
    for i, (base, length) in enumerate(ranges):
        struct.pack_into("<QQI", page, E820_TABLE + 20 * i, base, length, 1)
    return bytes(page)


def boot(extra=(), limit_s=120):
    """Until the guest's closing text has come: the wall time, and the processor time of all of QEMU."""
    with open(ROOT / "guests" / "linux" / "guest.toml", "rb") as f:
        guest = tomllib.load(f)
    files = cache() / "guests" / "linux"
    memory = int(guest["memory"].split()[0]) << 20
    kernel, initrd = files / "vmlinux", files / "initrd.gz"
    with open(kernel, "rb") as f:
        entry = struct.unpack_from("<I", f.read(28), 24)[0]
    initrd_bytes = initrd.stat().st_size
    initrd_at = (memory - initrd_bytes) & ~0xFFF
    with tempfile.TemporaryDirectory(prefix="trapline-qemu-") as folder:
        parts = {name: f"{folder}/{name}" for name in ("rom", "params", "cmdline")}
        Path(parts["params"]).write_bytes(boot_params(memory, initrd_at, initrd_bytes))
        Path(parts["cmdline"]).write_bytes(guest["cmdline"].encode() + b"\0")
        subprocess.run(["nasm", "-f", "bin", f"-DENTRY={entry}", f"-DBOOT_PARAMS={BOOT_PARAMS}", "-o", parts["rom"],
                        str(ROOT / "scripts" / "linux_start.asm")], check=True)
        command = [QEMU, "-M", "isapc", "-cpu", PROCESSOR, "-m", str(memory >> 20), "-nic", "none", "-vga", "none",
                   "-display", "none", "-monitor", "none", "-serial", "stdio", "-bios", parts["rom"],
                   "-device", f"loader,file={kernel}",
                   "-device", f"loader,file={initrd},addr={initrd_at:#x},force-raw=on",
                   "-device", f"loader,file={parts['params']},addr={BOOT_PARAMS:#x},force-raw=on",
                   "-device", f"loader,file={parts['cmdline']},addr={COMMAND_LINE:#x},force-raw=on", *extra]
        return run_until(command, guest["ends"]["text"].encode(), limit_s)


def run_until(command, text, limit_s):
    begin = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = b""
    try:
        while text not in said:
            left = begin + limit_s - time.monotonic()
            piece = os.read(process.stdout.fileno(), 65536) if select.select([process.stdout], [], [], left)[0] else b""
            if not piece:
                raise RuntimeError(f"{command[0]} did not come to {text.decode()}: {said.decode('latin-1')[-300:]}")
            said += piece
        wall = time.monotonic() - begin
    finally:
        process.kill()
        _, process.returncode, usage = os.wait4(process.pid, 0)
        process.stdout.close()
    return wall, usage.ru_utime + usage.ru_stime
