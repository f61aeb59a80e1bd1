"""Runs a guest of ours on QEMU (TCG, -M isapc): the oracle for what it prints, and the peer in benchmarks."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QEMU = "qemu-system-i386"
PROCESSOR = "pentium3,-apic"
# Guests that need a processor with long mode.
WITH_LONG_MODE = {"exceptions": ("qemu-system-x86_64", "qemu64,-apic")}
# What the disk and the clock of the shipped scenarios say of themselves.
DISK_MODEL = "Trapline ATA disk"
RTC_START = "2005-12-10T12:00:00"
KEYS = {" ": "spc", "\n": "ret", ",": "comma", ".": "dot", "/": "slash", "-": "minus"}


def qemu_available():
    return shutil.which(QEMU) is not None


def files_of(guest, build):
    """The guest's description and its files' paths, looked for as the simulator does."""
    folder = ROOT / "guests" / guest
    with open(folder / "guest.toml", "rb") as f:
        description = tomllib.load(f)
    found = {}
    for key, names in description.get("files", {}).items():
        for name in [names] if isinstance(names, str) else names:
            candidates = [Path(name)] if os.path.isabs(name) else [folder / name, Path(build) / "guests" / guest / name]
            hit = next((c for c in candidates if c.exists()), None)
            if hit:
                found[key] = hit
                break
        else:
            raise FileNotFoundError(f"{guest}: no file for '{key}' ({names}); build the guests first")
    return description, found


def command_line(description, found, serial_socket, monitor_socket, debug_file, extra):
    program, processor = WITH_LONG_MODE.get(description["name"], (QEMU, PROCESSOR))
    command = [program, "-M", "isapc", "-cpu", processor, "-m", description["memory"].replace(" MiB", "M"), "-nic", "none", "-display", "none",
               "-rtc", f"base={RTC_START},clock=vm",
               "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
               "-chardev", f"socket,id=serial,path={serial_socket}", "-serial", "chardev:serial",
               "-chardev", f"socket,id=monitor,path={monitor_socket}", "-mon", "monitor",
               "-debugcon", f"file:{debug_file}"]
    if "rom" in found:
        command += ["-bios", str(found["rom"]), "-vga", "none"]
    if "bios" in found:
        command += ["-bios", str(found["bios"])]
    if "kernel" in found:
        command += ["-kernel", str(found["kernel"]), "-append", description.get("cmdline", "")]
    if "disk" in found:
        command += ["-drive", f"file={found['disk']},format=raw,if=ide,index=0,snapshot=on",
                    "-global", f"ide-hd.model={DISK_MODEL}"]
    return command + list(extra)


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    server.settimeout(10)
    return server


def type_line(monitor, text):
    """QEMU queues the keys and holds each for a millisecond."""
    monitor.sendall("".join(f"sendkey {KEYS.get(c, c)} 1\n" for c in text + "\n").encode())


class Run:
    def __init__(self, code, serial, debug, wall_s):
        self.code, self.serial, self.debug, self.wall_s = code, serial, debug, wall_s


def run(guest, build, extra=(), limit_s=120):
    """Runs the guest to its end. A line "type: TEXT" on its serial port has TEXT and Enter typed.
    Returns its exit port's code (None if it did not end by itself), what it wrote, and the wall time."""
    description, found = files_of(guest, build)
    with tempfile.TemporaryDirectory(prefix="trapline-qemu-") as folder:
        serial_path, monitor_path, debug_path = (f"{folder}/{n}" for n in ("serial", "monitor", "debug"))
        with listen(serial_path) as serial_server, listen(monitor_path) as monitor_server:
            begin = time.monotonic()
            process = subprocess.Popen(command_line(description, found, serial_path, monitor_path, debug_path, extra),
                                       stdin=subprocess.DEVNULL)
            try:
                serial, _ = serial_server.accept()
                monitor, _ = monitor_server.accept()
                text = b""
                asked = 0
                serial.settimeout(1)
                while time.monotonic() - begin < limit_s:
                    try:
                        piece = serial.recv(65536)
                    except TimeoutError:
                        continue
                    if not piece:
                        break
                    text += piece
                    asks = [l for l in text.split(b"\n")[:-1] if l.startswith(b"type: ")]
                    for line in asks[asked:]:
                        type_line(monitor, line[6:].decode())
                    asked = len(asks)
                else:
                    process.kill()
                status = process.wait(timeout=10)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            wall = time.monotonic() - begin
        debug = Path(debug_path).read_bytes() if os.path.exists(debug_path) else b""
    return Run(status >> 1 if status > 0 and status & 1 else None, text, debug, wall)
