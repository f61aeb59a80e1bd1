"""What it takes to start a program of the simulator's libraries that does nothing."""

import contextlib
import subprocess
import tempfile
from pathlib import Path


def libraries_of(program):
    """The shared libraries that it names, as the linker is told them."""
    lines = subprocess.run(["readelf", "-d", program], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return [f"-l:{line.split('[')[1].rstrip(']')}" for line in lines if "(NEEDED)" in line]


@contextlib.contextmanager
def empty_program(bench):
    with tempfile.TemporaryDirectory(prefix="trapline-bench-") as folder:
        source, program = Path(folder) / "empty.cpp", Path(folder) / "empty"
        # SystemC's library wants what its own main() would call.
        source.write_text('extern "C" int sc_main(int, char**) { return 0; }\nint main() {}\n')
        subprocess.run(["c++", "-O2", source, "-o", program, "-Wl,--no-as-needed",
                        *libraries_of(bench.program("trapline"))], check=True)
        yield program
