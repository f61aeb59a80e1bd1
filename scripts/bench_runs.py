"""What the rows of scripts/bench are measured with: runs of the simulator and its peers, their times, their ratios."""

import json
import resource
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import bench_loops
import bench_translations
import qemu_guest
import qemu_linux
from bench_figure import Figure, repeated

# The last rows of the `ports` guest: a disk that is not there, ports that nobody has. Both go to the service OS
# whatever the placement.
PORTS_ROWS_WITHOUT_DEVICE = 6


class Missing(Exception):
    """What a row needs is not on this machine."""


def processor_seconds():
    """What the processes that have ended had of their processors: a rate a core that other work on the machine hardly moves."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def need_linux():
    if gone := qemu_linux.missing():
        raise Missing(gone)


class Bench:
    def __init__(self, build, repeat, most):
        self.build, self.repeat, self.most = Path(build).resolve(), repeat, max(repeat, most)
        self.kept = {}

    def program(self, name):
        path = self.build / "bin" / name
        if not path.exists():
            raise Missing(f"{path} is not built")
        return str(path)

    def once(self, key, function):
        """A measurement that several rows share."""
        if key not in self.kept:
            self.kept[key] = function()
        return self.kept[key]

    def repeated(self, measure):
        return repeated(measure, self.repeat, self.most)

    def median(self, function):
        return Figure.of(value for value, in self.repeated(lambda: (function(),)))

    def ratio(self, ours, theirs):
        """Median of ours to median of theirs, run in turns."""
        our_values, their_values = zip(*self.repeated(lambda: (ours(), theirs())))
        return Figure.of(our_values) / Figure.of(their_values)

    def simulate(self, scenario, environment=None, **settings):
        """Runs a scenario; its results, and the wall time of the whole process."""
        command = [self.program("trapline"), "run", scenario, "--quiet", "--json", "-"]
        for key, value in settings.items():
            command += ["--set", f"{key.replace('__', '.')}={value}"]
        begin = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        wall = time.monotonic() - begin
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout), wall

    def on_qemu(self, guest, *extra):
        if not qemu_guest.qemu_available():
            raise Missing(f"{qemu_guest.QEMU} is not installed")
        done = qemu_guest.run(guest, self.build, extra)
        if done.code != 0:
            raise RuntimeError(f"{guest} on QEMU ended with {done.code}")
        return done.wall_s

    def ports_per_second(self, placement, path, accesses_a_row):
        """Accesses answered at `path` a second of processor time, start-up included, in `ports` with long rows."""
        image = bytearray(qemu_guest.files_of("ports", self.build)[1]["rom"].read_bytes())
        rows, = struct.unpack_from("<I", image, 4)
        struct.pack_into("<II", image, 0, accesses_a_row, rows - PORTS_ROWS_WITHOUT_DEVICE)
        with tempfile.TemporaryDirectory(prefix="trapline-bench-") as folder:
            rom = Path(folder) / "ports.rom"
            rom.write_bytes(image)
            def measure():
                begin = processor_seconds()
                results, _ = self.simulate("ports", vm__placement=placement, vm__rom=rom)
                taken = processor_seconds() - begin
                return sum(p["count"] for p in results["paths"] if p["path"] == path) / taken
            return self.median(measure)

    def loop_ratios(self, peer):
        """Loop -> the simulator's rate to the peer's."""
        if gone := bench_loops.missing(peer):
            raise Missing(f"{gone} is not installed")
        return self.once(f"loops {peer}", lambda: bench_loops.ratios(self, peer))

    def seconds(self, scenario, environment=None, **settings):
        """Processor time of a run."""
        begin = processor_seconds()
        self.simulate(scenario, environment, **settings)
        return processor_seconds() - begin

    def linux_ratio(self, *extra, warm):
        """Processor time up to the shell, ours to QEMU's, in turns; with a cache of translations that holds a boot
        already or is empty."""
        need_linux()
        with bench_translations.of_its_own() as cache:
            def ours():
                if not warm:
                    cache.empty()
                return self.seconds("linux", cache.environment())
            if warm:
                ours()
            return self.ratio(ours, lambda: qemu_linux.boot(extra)[1])

    def floating_point_ratio(self, loop):
        """The engine's rate of a loop to the bare engine's, whose floating point is the library's."""
        def rate(program, engine):
            lines = subprocess.run([self.program(program)], stdout=subprocess.PIPE, text=True, check=True).stdout
            return {line["name"]: line["value"] for line in map(json.loads, lines.splitlines())
                    if line["engine"] == engine}
        pairs = self.once("floating point", lambda: [(rate("trapline-bench-engine", "core"), rate("trapline-bare-engine", "bare"))
                                                     for _ in range(self.repeat)])
        return Figure.of(ours[loop] / theirs[loop] for ours, theirs in pairs)

    def bare_engine_ports(self):
        """Port accesses a second of the bare engine."""
        def measure():
            lines = subprocess.run([self.program("trapline-bare-engine")], stdout=subprocess.PIPE, text=True, check=True).stdout
            return next(line["value"] for line in map(json.loads, lines.splitlines()) if line["name"] == "ports") * 1e6
        return self.median(measure)

    def ports_hypervisor(self):
        return self.once("ports", lambda: self.ports_per_second("hypervisor", "hypervisor", 200_000))
