"""The guest loops' three loops on the simulator, on the engine's library alone and on the simulator's peers:
instructions a second of processor time, all run in turns."""

import json
import os
import pty
import resource
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import qemu_guest
from bench_figure import Figure

LOOPS = ("compute", "memory", "branchy")
INSTRUCTIONS_A_ROUND = {"compute": 9, "memory": 11, "branchy": 11.25}
# Each about half a second for a translator, and for an interpreter.
ROUNDS = {"compute": 160_000_000, "memory": 40_000_000, "branchy": 40_000_000}
FEWER_ROUNDS = {loop: rounds // 20 for loop, rounds in ROUNDS.items()}

BOCHS_SETTINGS = """display_library: term
megs: 4
romimage: file={rom}, address=0xffff0000
cpu: ips=100000000
com1: enabled=1, mode=file, dev={serial}
clock: sync=none
log: /dev/null
"""


def image(build, rounds, folder):
    """A copy of the ROM that runs so many rounds of each loop."""
    rom = bytearray(qemu_guest.files_of("loops", build)[1]["rom"].read_bytes())
    rom[0:12] = struct.pack("<III", *(rounds.get(loop, 0) for loop in LOOPS))
    path = Path(folder) / "loops.rom"
    path.write_bytes(rom)
    return path


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_simulator(bench, rom):
    bench.simulate("loops", vm__rom=rom)


def run_qemu(bench, rom):
    qemu_guest.run("loops", bench.build, ("-bios", str(rom)))


def run_bochs(_, rom, limit_s=120):
    """Bochs has no port that ends it: it is stopped when all three results have been printed."""
    serial, settings = rom.with_name("serial"), rom.with_name("bochsrc")
    serial.write_bytes(b"")
    settings.write_text(BOCHS_SETTINGS.format(rom=rom, serial=serial))
    controller, terminal = pty.openpty()  # what its one display without a window system is shown on
    process = subprocess.Popen(["bochs", "-q", "-f", settings], stdin=terminal, stdout=terminal, stderr=terminal,
                               env={**os.environ, "TERM": "vt100"}, start_new_session=True)
    try:
        os.write(controller, b"c\n")  # Debian's begins in its debugger
        os.set_blocking(controller, False)
        begin = time.monotonic()
        while serial.read_bytes().count(b"\n") < len(LOOPS):
            if time.monotonic() - begin > limit_s or process.poll() is not None:
                raise RuntimeError("bochs did not print the loops' results")
            try:
                os.read(controller, 65536)
            except BlockingIOError:
                time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
        os.close(controller)
        os.close(terminal)


def rates(bench, run, all_rounds):
    """Loop -> instructions a second; what a run without rounds takes is left out."""
    def seconds(rounds):
        with tempfile.TemporaryDirectory(prefix="trapline-bench-") as folder:
            rom = image(bench.build, rounds, folder)
            begin = children_seconds()
            run(bench, rom)
            return children_seconds() - begin
    idle = seconds({})
    return {loop: all_rounds[loop] * INSTRUCTIONS_A_ROUND[loop] / (seconds({loop: all_rounds[loop]}) - idle)
            for loop in LOOPS}


def bare_engine_rates(bench):
    lines = subprocess.run([bench.program("trapline-bare-engine")], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    said = {line["name"]: line["value"] for line in map(json.loads, lines.splitlines())}
    return {loop: said[loop] * 1e6 for loop in LOOPS}


PEERS = {
    "engine": bare_engine_rates,
    "qemu": lambda bench: rates(bench, run_qemu, ROUNDS),
    "bochs": lambda bench: rates(bench, run_bochs, FEWER_ROUNDS),
}


def missing(peer):
    """The program of a peer that is not installed; None if it is."""
    program = {"qemu": qemu_guest.QEMU, "bochs": "bochs"}.get(peer)
    return program if program and not shutil.which(program) else None


def ratios(bench, peer):
    """Loop -> the simulator's rate to the peer's, run in turns."""
    def measure():
        ours, theirs = rates(bench, run_simulator, ROUNDS), PEERS[peer](bench)
        return tuple(ours[loop] / theirs[loop] for loop in LOOPS)
    return dict(zip(LOOPS, map(Figure.of, zip(*bench.repeated(measure)))))
