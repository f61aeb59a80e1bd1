#!/usr/bin/env python3
"""usage: test_model_sizes.py ROOT COMPILER...: whether the bytes that each kind of device says of itself are those of its chips' code, to a
third: compilers differ. A kind's chips are what its file includes of models/devices, directly or through headers (its own *_parts.h too); each
of their sources is compiled by itself, as the figures were measured."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CHIPS = "models/devices"
SHARED = {f"{CHIPS}/saved_state.h"}  # by all chips, and so no model's own
INCLUDE = re.compile(rf'^#include "({CHIPS}/[^"]+|platform/devices/\w+_parts\.h)"', re.MULTILINE)
SAID = re.compile(r"_kind\(\) \{\s*return \{\s*\"(\w+)\",\s*\"[^\"]*\",\s*([\d']+),")

root, compiler = Path(sys.argv[1]), sys.argv[2:]


def included_by(path):
    return INCLUDE.findall((root / path).read_text(encoding="utf-8"))


def headers_of(kind):
    found, left = set(), included_by(kind)
    while left:
        header = left.pop()
        if header not in found | SHARED:
            found.add(header)
            left += included_by(header)
    return found


def bytes_of(source, folder):
    compiled = Path(folder) / (source.stem + ".o")
    subprocess.run([*compiler, "-std=c++20", "-O2", "-DNDEBUG", f"-I{root}", "-c", str(source), "-o", str(compiled)], check=True)
    table = subprocess.run(["size", str(compiled)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return sum(map(int, table.splitlines()[1].split()[:3]))


# A source belongs to the header that it includes first.
owners = {source: included_by(source.relative_to(root))[0] for source in (root / CHIPS).rglob("*.cpp")}
kinds = {kind: headers_of(kind.relative_to(root)) for kind in (root / "platform/devices/kinds").glob("*.cpp")}
needed = sorted(source for source, owner in owners.items() if any(owner in headers for headers in kinds.values()))
with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    built = dict(zip(needed, pool.map(lambda source: bytes_of(source, folder), needed)))

wrong = []
for kind, headers in sorted(kinds.items()):
    said = SAID.search(kind.read_text(encoding="utf-8"))
    measured = sum(size for source, size in built.items() if owners[source] in headers)
    if said is None or said[1] != kind.stem:
        wrong.append(f"{kind.name} says no bytes; {measured} were built")
    elif not measured * 2 / 3 <= int(said[2].replace("'", "")) <= measured * 3 / 2:
        wrong.append(f"{kind.stem}: {said[2]} bytes are said, {measured} were built")
print("\n".join(wrong) or "as said")
sys.exit(1 if wrong else 0)
