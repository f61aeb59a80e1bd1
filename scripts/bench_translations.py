"""Caches of translated code for the bench: apart from the user's own, empty or filled on purpose."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import qemu_linux


@contextlib.contextmanager
def of_its_own():
    """A cache with the guests that were fetched and no translations."""
    with tempfile.TemporaryDirectory(prefix="trapline-bench-") as folder:
        guests = qemu_linux.cache() / "guests"
        if guests.exists():
            (Path(folder) / "guests").symlink_to(guests.resolve())
        yield Cache(Path(folder))


class Cache:
    def __init__(self, folder):
        self.folder = folder

    def environment(self):
        return {**os.environ, "TRAPLINE_CACHE": str(self.folder)}

    def empty(self):
        shutil.rmtree(self.folder / "translations", ignore_errors=True)


def without():
    """The environment of a run that neither reads nor keeps translations."""
    return {**os.environ, "TRAPLINE_NO_TRANSLATION_CACHE": "1"}
