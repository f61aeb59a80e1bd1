"""DOS for the bench: the floppy that the user has of it, booted here and on QEMU. None is fetched: Debian has none."""

import os
from pathlib import Path

import bench_translations
import qemu_guest
from bench_runs import Missing, processor_seconds

VARIABLE = "TRAPLINE_BENCH_DOS"


def image():
    """A floppy that boots to where its AUTOEXEC.BAT calls END.COM, as docs/howto/dos.md makes them."""
    named = os.environ.get(VARIABLE)
    if not named:
        raise Missing(f"{VARIABLE} names no floppy with a DOS whose AUTOEXEC.BAT ends the machine (docs/howto/dos.md)")
    if not Path(named).is_file():
        raise Missing(f"{named}, which {VARIABLE} names, is not there")
    return str(Path(named).resolve())


def ratio(bench, *extra):
    """Processor time up to the prompt, ours with no translations kept before to QEMU's, in turns."""
    floppy = image()
    with bench_translations.of_its_own() as cache:
        def ours():
            cache.empty()
            return bench.seconds("blank", cache.environment(), vm__floppy=floppy)

        def theirs():
            begin = processor_seconds()
            bench.on_qemu("blank", "-drive", f"file={floppy},format=raw,if=floppy,index=0,snapshot=on", "-boot", "a", *extra)
            return processor_seconds() - begin
        return bench.ratio(ours, theirs)
