"""The rows of scripts/bench: a function each, which is given a Bench to measure with. Rows keep their names for good."""

import subprocess
import tempfile
import time
from pathlib import Path

import bench_dos
import bench_loops
import bench_start
import bench_translations
import qemu_linux
from bench_figure import geometric_mean
from bench_runs import Missing, need_linux, processor_seconds

ROWS = {}


def row(unit, reference, better):
    """Declares a function of the bench as the row of its name."""
    def declare(function):
        ROWS[function.__name__] = (function, unit, reference, better)
        return function
    return declare


@row("ratio", "QEMU TCG, -M isapc, same BIOS and disk; goal 1 or less", "lower")
def firmware_vs_qemu(bench):
    return bench.ratio(lambda: bench.simulate("firmware")[1], lambda: bench.on_qemu("firmware"))


@row("ratio", "QEMU TCG -icount shift=0,sleep=off (does not wait for its guest's timers), same BIOS and disk", "lower")
def firmware_vs_qemu_icount(bench):
    return bench.ratio(lambda: bench.simulate("firmware")[1],
                       lambda: bench.on_qemu("firmware", "-icount", "shift=0,sleep=off"))


@row("1/s", "goal 10 million or more", "higher")
def ports_hypervisor_per_s(bench):
    return bench.ports_hypervisor()


@row("1/s", "goal 2 million or more", "higher")
def ports_service_os_per_s(bench):
    return bench.ports_per_second("service-os", "service_os", 50_000)


def cost_per_instruction(bench, machines):
    """Processor time a guest instruction, of so many machines that compute."""
    def measure():
        begin = processor_seconds()
        results, _ = bench.simulate("busy", vms=machines)
        return (processor_seconds() - begin) / results["simulation"]["instructions"]
    return bench.once(f"busy {machines}", lambda: bench.median(measure))


def cost_row(machines):
    def cost(bench):
        return cost_per_instruction(bench, machines) / cost_per_instruction(bench, 1)
    cost.__name__ = f"vms_{machines}_cost_vs_1"
    row("ratio", "processor time a guest instruction of one machine; goal 1.3 or less", "lower")(cost)


for count in (4, 16, 64):
    cost_row(count)


def sweep_seconds(bench, points, jobs, scenario="ticks", origin="start"):
    """Wall and processor time of a sweep of so many seeds of a scenario."""
    with tempfile.TemporaryDirectory(prefix="trapline-bench-") as folder:
        file = Path(folder) / "sweep.toml"
        file.write_text(f'[sweep]\nscenario = "{scenario}"\nfrom = "{origin}"\nseeds = {points}\n')
        wall, processor = time.monotonic(), processor_seconds()
        subprocess.run([bench.program("trapline"), "sweep", file, "--into", Path(folder) / "out", "--jobs", str(jobs), "--quiet"],
                       stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - wall, processor_seconds() - processor


@row("1/s", "points a second of processor time, whole runs of ticks; goal 20 or more", "higher")
def sweep_points_per_s_core(bench):
    points = 100
    return bench.median(lambda: points / sweep_seconds(bench, points, 1)[1])


@row("ratio", "processor time of whole runs of linux-pit to that of copies of one machine from its region on; goal 5 or more", "higher")
def sweep_region_speedup(bench):
    if gone := qemu_linux.missing_images():
        raise Missing(gone)
    points = 12
    return bench.ratio(lambda: sweep_seconds(bench, points, 1, "linux-pit")[1],
                       lambda: sweep_seconds(bench, points, 1, "linux-pit", "region")[1])


@row("ratio", "wall time with one job to that with two, halved; goal 0.95 or more on two idle cores", "higher")
def sweep_scaling(bench):
    points = 100
    return bench.ratio(lambda: sweep_seconds(bench, points, 1)[0], lambda: sweep_seconds(bench, points, 2)[0]) / 2


@row("MiB", "memory resident for each further machine, above what its RAM holds; goal 8 or less", "lower")
def vm_overhead_mib(bench):
    few, many = 1, 17
    def resident(machines):
        return bench.simulate("ticks", vms=machines)[0]["host"]["peak_rss_bytes"] / 2**20
    return bench.median(lambda: (resident(many) - resident(few)) / (many - few))


@row("ratio", "accesses a second of the bare engine with its port hook", "higher")
def ports_hypervisor_vs_engine(bench):
    return bench.ports_hypervisor() / bench.bare_engine_ports()


@row("ms", "processor time of a whole run of hello; goal 40 or less", "lower")
def hello_ms(bench):
    return bench.median(lambda: 1000 * bench.seconds("hello"))


@row("ms", "processor time of a whole run of hello, less that of an empty program with the same libraries", "lower")
def hello_ms_vs_true(bench):
    with bench_start.empty_program(bench) as program:
        def empty():
            begin = processor_seconds()
            subprocess.run([program], check=True)
            return processor_seconds() - begin
        return bench.median(lambda: 1000 * (bench.seconds("hello") - empty()))


LINUX = "processor time to the shell; QEMU TCG on the same kernel, RAM disk and command line"


@row("ratio", f"{LINUX}; no translations kept before; goal 0.95 or less", "lower")
def linux_vs_qemu(bench):
    return bench.linux_ratio(warm=False)


@row("ratio", f"{LINUX}; translations of a boot kept before; goal 0.65 or less", "lower")
def linux_vs_qemu_warm(bench):
    return bench.linux_ratio(warm=True)


ICOUNT = ("-icount", "shift=0,sleep=off")


@row("ratio", f"{LINUX}, -icount shift=0,sleep=off; no translations kept before; goal 0.85 or less", "lower")
def linux_vs_qemu_icount(bench):
    return bench.linux_ratio(*ICOUNT, warm=False)


@row("ratio", f"{LINUX}, -icount shift=0,sleep=off; translations of a boot kept before; goal 0.55 or less", "lower")
def linux_vs_qemu_icount_warm(bench):
    return bench.linux_ratio(*ICOUNT, warm=True)


DOS = "processor time of a DOS from its floppy to where it ends; no translations kept before; same BIOS and floppy on QEMU TCG"


@row("ratio", f"{DOS}; goal 1 or less", "lower")
def dos_prompt_vs_qemu(bench):
    return bench_dos.ratio(bench)


# With sleep=off its floppy drive never answers.
@row("ratio", f"{DOS} -icount shift=0, which takes half a minute; goal 1 or less", "lower")
def dos_prompt_vs_qemu_icount(bench):
    return bench_dos.ratio(bench, "-icount", "shift=0")


@row("ratio", "processor time of a Linux boot that keeps its translations to one that does not; goal 1.15 or less", "lower")
def linux_recording_cost(bench):
    need_linux()
    with bench_translations.of_its_own() as cache:
        def recording():
            cache.empty()
            return bench.seconds("linux", cache.environment())
        return bench.ratio(recording, lambda: bench.seconds("linux", bench_translations.without()))


@row("ratio", "processor time of two Linux machines in one process to twice that of one, no translations kept before; "
              "goal 0.8 or less", "lower")
def linux_beside_vs_two_alone(bench):
    need_linux()
    with bench_translations.of_its_own() as cache:
        def run(machines):
            cache.empty()
            return bench.seconds("linux", cache.environment(), vms=machines)
        return bench.ratio(lambda: run(2), lambda: run(1)) / 2


def loop_rows(peer, reference):
    """A row a loop and one for their geometric mean."""
    def declare(name, value):
        value.__name__ = name
        row("ratio", f"instructions a second of processor time, {reference}", "higher")(value)
    for loop in bench_loops.LOOPS:
        declare(f"loop_{loop}_vs_{peer}", lambda bench, loop=loop: bench.loop_ratios(peer)[loop])
    declare(f"loop_geomean_vs_{peer}", lambda bench: geometric_mean(bench.loop_ratios(peer).values()))


FLOATING_POINT = {
    "x87": "additions and multiplications on the x87",
    "x87_divide": "divisions, square roots, comparisons and conversions on the x87",
    "x87_functions": "sines, cosines, tangents, arctangents, logarithms and exponentials on the x87",
    "sse": "additions and multiplications by SSE2",
    "sse_packed": "packed arithmetic and comparisons by SSE and SSE2",
    "sse_convert": "divisions, square roots, comparisons and conversions by SSE2",
}


def floating_point_row(loop, what):
    def value(bench):
        return bench.floating_point_ratio(loop)
    value.__name__ = f"loop_{loop}_vs_engine"
    row("ratio", f"{what}, to the library's own in the bare engine; goal 0.5 or more", "higher")(value)


for name, what in FLOATING_POINT.items():
    floating_point_row(name, what)


loop_rows("engine", "to the bare engine's, which keeps no account of time; goal 0.95 or more for their geometric mean")
loop_rows("qemu", "to QEMU TCG's")
loop_rows("bochs", "to Bochs'")
