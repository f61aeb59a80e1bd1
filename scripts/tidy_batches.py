#!/usr/bin/env python3
"""Runs clang-tidy over every C++ file of the build, many files at a time: headers are read once a batch, which is what takes the
time. A batch is a file that includes sources of one part of the tree that share no local name; where they do and that is not seen
before, the compiler says so, and the batch's files are looked at one by one.

What was found right is not looked at again until it changes: a batch with the headers of ours that it includes, .clang-tidy, the
checks or the tool (build/tidy/right holds a name for each).

usage: scripts/tidy_batches.py [--again] [--profile] [--jobs N] [FOLDER...]    (scripts/tidy --quick configures first)
  FOLDER     sources of these folders only, and the headers that they include
  --again    looks also at what was found right before
  --profile  says which checks took how long
  --jobs     batches at a time; as many as there are processors if it is not said
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOOL = "clang-tidy-19"
ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/tidy"
RIGHT = BUILD / "right"
BATCHES = BUILD / "batches"

# The checks that look at all of the sources in a few minutes: the others follow the flow of each function
# (clang-analyzer-*, performance-unnecessary-value-param), look into all headers of the system, or into the main file alone.
CHECKS = [
    "-*",
    "bugprone-argument-comment", "bugprone-bool-pointer-implicit-conversion", "bugprone-copy-constructor-init",
    "bugprone-fold-init-type", "bugprone-incorrect-roundings", "bugprone-integer-division",
    "bugprone-misplaced-pointer-arithmetic-in-alloc", "bugprone-parent-virtual-call", "bugprone-posix-return",
    "bugprone-sizeof-container", "bugprone-string-integer-assignment", "bugprone-suspicious-memory-comparison",
    "bugprone-suspicious-memset-usage", "bugprone-virtual-near-miss",
    "cppcoreguidelines-slicing", "modernize-use-override",
    "performance-for-range-copy", "performance-inefficient-algorithm", "performance-noexcept-move-constructor",
    "performance-unnecessary-copy-initialization",
    "readability-identifier-naming", "readability-redundant-smartptr-get", "readability-redundant-string-cstr",
]

# Lines of sources that a batch has at the most: what a compiler holds in 2 GiB.
MOST_LINES = 6000

# What does not go together with others for names that are not seen before.
ALONE = {
    "models/devices/system/fw_cfg.cpp", "models/processor/engine/overrides_memory.cpp",
    "models/processor/engine/overrides_translation.cpp", "platform/configuration/running_changes.cpp",
    "platform/images/loaded_library.cpp", "tests/fpu/transcendental_host_test.cpp", "tests/fpu/vector_host_test.cpp",
    "tests/fpu/x87_host_test.cpp", "tests/loaders/test_damaged_files.cpp", "tests/loaders/test_multiboot.cpp", "tests/platform/test_moves.cpp",
}

# What names_of() takes for names, and is none.
NO_NAMES = {"TEST_CASE", "operator", "namespace", "size", "sizeof"}

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
OPTION_WITH_VALUE = {"-I", "-isystem", "-D", "-include"}


def commands(folders):
    """Source -> its options for the preprocessor and the language, for each C++ file of these folders that the build compiles; of all
    if none is named."""
    wanted = [ROOT / folder for folder in folders or ["."]] + [BUILD / folder for folder in folders]
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        ours = any(source.is_relative_to(folder) for folder in wanted)
        if source.suffix == ".cpp" and ours and source not in found:
            found[source] = preprocessor_options(shlex.split(entry["command"]))
    return found


def preprocessor_options(words):
    options = []
    words = iter(words)
    for word in words:
        if word in OPTION_WITH_VALUE:
            options.append(word + " " + next(words))
        elif word.startswith(("-I", "-D", "-std=", "-m")):
            options.append(word)
    return options


def names_of(text):
    """What a file declares at its outermost level, for itself alone and for others too: lines that begin in the first column, as
    namespaces are not indented. Rather too many than too few.
    @return those for itself, those for others, and which of both are types."""
    own, others, types = {"main"} & set(re.findall(r"^int (main)\(", text, re.MULTILINE)), set(), set()
    unnamed = enumerators = False
    for line in text.splitlines():
        if enumerators and (found := re.match(r"  (\w+)\b", line)):
            own.add(found[1])
        enumerators = line.startswith(("enum {", "enum :")) or enumerators and line.startswith("  ")
        if line.startswith(("namespace {", "}  // namespace")):
            unnamed = line == "namespace {"
        elif found := re.match(r"#\s*define (\w+)", line) or re.match(r"using (\w+) =", line):
            own.add(found[1])
            types.add(found[1])
        elif found := re.match(r"(?:class|struct|union|enum(?: class)?) (\w+)\b(?!;)", line):
            (own if unnamed else others).add(found[1])
            types.add(found[1])
            if line.startswith("enum "):
                own |= set(re.findall(r"[{,] ?([a-z]\w*)", line))
        elif line[:1].isalpha() and not line.startswith(("namespace", "using", "template")):
            first = re.search(r"([\w:~]+) ?(?:\(|=|\{|;|\[)", line)
            declared = {first[1]} if first and "::" not in first[1] else set()
            declared |= set(re.findall(r", ([a-z]\w*) =", line)) | set(re.findall(r"(?<!=) ([a-z]\w*);$", line))
            constant = line.startswith(("static ", "const ", "constexpr "))
            (own if unnamed or constant else others).update(declared)
    return own - NO_NAMES, others - NO_NAMES, types - NO_NAMES


def part_of(source):
    """Files of one part have much the same headers."""
    relative = source.relative_to(ROOT).parts
    if relative[0] == "build":
        relative = relative[2:]
    if relative[:2] == ("models", "processor"):
        return "processor"
    return "models" if relative[0] == "sim" else relative[0]


def batches(options):
    """First fit, in the order of paths: no file has a name for itself that another one of the batch, or a header of ours that it
    includes, has too, and no two files have a type of the same name."""
    headers = Headers()
    names = {}
    alone, open_batches = [], {}
    for source in sorted(options):
        if str(source.relative_to(ROOT)) in ALONE:
            alone.append([source])
            continue
        files = headers.of(source)
        for file in files - names.keys():
            names[file] = names_of(file.read_text(encoding="utf-8"))
        own = names[source][0]
        seen = set().union(*(names[file][0] | names[file][1] for file in files))
        types = {name: file for file in sorted(files) for name in names[file][2]}
        lines = source.read_text(encoding="utf-8").count("\n")
        of_part = open_batches.setdefault(part_of(source), [])
        for batch in of_part:
            if (batch["lines"] + lines <= MOST_LINES and not batch["own"] & seen and not batch["seen"] & own and
                    all(batch["types"].get(name, file) == file for name, file in types.items())):
                break
        else:
            batch = {"sources": [], "own": set(), "seen": set(), "types": {}, "lines": 0}
            of_part.append(batch)
        batch["sources"].append(source)
        batch["own"] |= own
        batch["seen"] |= seen
        batch["types"] |= types
        batch["lines"] += lines
    return alone + [batch["sources"] for part in open_batches.values() for batch in part]


def united(options, sources):
    """The options of all; of a macro, the first definition."""
    result, macros = [], set()
    for option in (option for source in sources for option in options[source]):
        if option.startswith("-D"):
            macro = option[2:].split("=")[0].strip()
            if macro in macros:
                continue
            macros.add(macro)
            result.append(option)
        elif option not in result:
            result.append(option)
    return result


class Headers:
    """The files of ours that a file includes, and those include."""

    def __init__(self):
        self.included = {}

    def of(self, file):
        todo, seen = [file], set()
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            if here not in self.included:
                named = INCLUDE.findall(here.read_text(encoding="utf-8", errors="replace"))
                places = [ROOT, here.parent, BUILD / "generated"]
                self.included[here] = [path for name in named for path in
                                       [next((p / name for p in places if (p / name).is_file()), None)] if path]
            todo.extend(self.included[here])
        return seen


class Tidy:
    def __init__(self, options, again, profile):
        self.options, self.again, self.profile = options, again, profile
        self.headers = Headers()
        version = subprocess.run([TOOL, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.fixed = "\0".join([version, (ROOT / ".clang-tidy").read_text(), *CHECKS]).encode()

    def key(self, sources):
        digest = hashlib.sha256(self.fixed)
        files = set().union(*(self.headers.of(source) for source in sources))
        digest.update("\0".join(united(self.options, sources)).encode())
        for file in sorted(files):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()

    def run(self, sources):
        if len(sources) == 1:
            file = sources[0]
        else:
            name = hashlib.sha256("\0".join(map(str, sources)).encode()).hexdigest()[:16]
            file = BATCHES / f"{name}.cpp"
            file.write_text("".join(f'#include "{source}"\n' for source in sources), encoding="utf-8")
        command = [TOOL, f"--config-file={ROOT}/.clang-tidy", "--quiet", "--warnings-as-errors=*", f"--checks={','.join(CHECKS)}",
                   "--extra-arg=-ferror-limit=0",
                   f"--header-filter=^{ROOT}/(sim|models|platform|tests|guests)/|^{BUILD}/(models|platform)/"]
        command += ["--enable-check-profile"] if self.profile else []
        command += [str(file), "--"] + [word for option in united(self.options, sources) for word in option.split(" ", 1)]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)

    def look_at(self, sources):
        """@return what is wrong, "" if nothing is."""
        mark = RIGHT / self.key(sources)
        if mark.exists() and not self.again:
            return ""
        begin = time.monotonic()
        done = self.run(sources)
        if self.profile:
            print(f"{time.monotonic() - begin:.1f} s, {len(sources)} files from {sources[0]}\n{done.stderr}", flush=True)
        if done.returncode == 0:
            mark.touch()
            return ""
        clashing = [source for source in sources if f"{source}:" in done.stdout and re.search(
            rf"^{re.escape(str(source))}:.*\[clang-diagnostic-error\]$", done.stdout, re.MULTILINE)]
        if clashing and len(sources) > 1:
            print(f"tidy: these would be better in ALONE of {Path(__file__).name}, or have other names:",
                  *(source.relative_to(ROOT) for source in clashing), file=sys.stderr)
            rest = [source for source in sources if source not in clashing]
            return "".join(self.look_at(some) for some in ([rest] if rest else []) + [[source] for source in clashing])
        return done.stdout or done.stderr


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--again", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments.add_argument("folders", nargs="*", metavar="FOLDER")
    asked = arguments.parse_args()
    for folder in (RIGHT, BATCHES):
        folder.mkdir(parents=True, exist_ok=True)
    options = commands(asked.folders)
    all_batches = sorted(batches(options), key=lambda sources: -sum(source.stat().st_size for source in sources))
    tidy = Tidy(options, asked.again, asked.profile)
    with ThreadPoolExecutor(asked.jobs) as workers:
        found = False
        for text in workers.map(tidy.look_at, all_batches):
            print(text, end="", flush=True)
            found |= text != ""
    if found:
        sys.exit("tidy: findings, above")
    print(f"tidy: no finding in {len(options)} files")


if __name__ == "__main__":
    main()
