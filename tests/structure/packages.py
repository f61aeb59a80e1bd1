"""Whether every file of the system that the build opened comes with a package that scripts/install-packages installs.

The files: headers (the compilers' dependency files, as ninja keeps them), everything that build.ninja and CMake's cache name (CMake's
own files, libraries, programs), and what the guests' guest.toml name. Each belongs to an installed package, and that one to what apt
would install for the list on a machine that has nothing. Where there is no dpkg, or apt has no lists, nothing can be told.
"""

import os
import re
import subprocess
from pathlib import Path

from tree import sources_under

# Where only packages put files; what somebody put into /usr/local or /opt is their own affair.
TERRITORY = re.compile(r"/(usr/(?!local/)|bin/|sbin/|lib\w*/|etc/)")
ABSOLUTE = re.compile(r"(?:^|(?<=[\s=:;\"'|,]))(?:-[IL]|-isystem)?(/[^\s:;\"'|,$]+)", re.MULTILINE)
# CTest's module looks for version control, valgrind and the like, and no build runs them.
OF_DASHBOARDS = re.compile(r"^\w*COMMAND:.*$", re.MULTILINE)
MERGED = re.compile(r"^/(bin|sbin|lib|lib32|lib64|libx32)/")


class CannotTell(Exception):
    """What the check needs is not on this machine."""


def paths_in(text):
    return set(ABSOLUTE.findall(text))


def opened_by_build(root, build):
    """The existing files of the system that the build in this folder opened, with symbolic links followed."""
    named = set()
    for file in (build / "build.ninja", build / "CMakeCache.txt"):
        named |= paths_in(OF_DASHBOARDS.sub("", file.read_text(encoding="utf-8", errors="replace")))
    deps = subprocess.run(["ninja", "-C", str(build), "-t", "deps"], stdout=subprocess.PIPE, text=True, check=True).stdout
    named |= {line.strip() for line in deps.splitlines() if line.startswith("    /")}
    for guest in sources_under(root, ["guests"], ("guest.toml",)):
        named |= paths_in((root / guest).read_text(encoding="utf-8"))
    inside = tuple(f"{folder}/" for folder in (root, build))
    real = {os.path.realpath(path) for path in named if TERRITORY.match(path) and not path.startswith(inside)}
    return {path for path in real if os.path.isfile(path)}


def merged(path):
    """Where a path of /bin or /lib lies since these are links into /usr; packages still list some files there."""
    return "/usr" + path if MERGED.match(path) else path


def diversions(text):
    """`dpkg-divert --list`: "diversion of A to B by P", "local diversion of A to B" -> {A: (B, P or None)}."""
    line = re.compile(r"^(?:local )?diversion of (\S+) to (\S+)(?: by (\S+))?$", re.MULTILINE)
    return {merged(origin): (merged(to), package or None) for origin, to, package in line.findall(text)}


def owners(listings, diverted):
    """File -> the packages that put it there; `listings`: package -> the paths it lists."""
    result = {}
    for package, paths in listings.items():
        for path in map(merged, paths):
            to, by = diverted.get(path, (path, package))
            result.setdefault(path if package == by else to, set()).add(package)
    return result


def installed_listings():
    info = Path("/var/lib/dpkg/info")
    if not info.is_dir():
        raise CannotTell("there is no dpkg here")
    return {file.name.removesuffix(".list").split(":")[0]: file.read_text().splitlines() for file in info.glob("*.list")}


def output_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode != 0:
        raise CannotTell(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def closure(packages):
    """What apt installs for these packages where nothing is installed, and what every Debian has."""
    plan = output_of("apt-get", "-s", "-o", "Dir::State::status=/dev/null", "install", "--no-install-recommends", *packages)
    everywhere = output_of("dpkg-query", "-W", "-f", "${Essential} ${Priority} ${Package}\n")
    return (set(re.findall(r"^Inst (\S+)", plan, re.MULTILINE)) |
            set(re.findall(r"^(?:yes \S+|\S* ?required) (\S+)$", everywhere, re.MULTILINE)))


def not_named(files, owned_by, allowed):
    """Package or file -> an example, for each that the allowed packages do not bring."""
    found = {}
    for path in sorted(files):
        packages = owned_by.get(path, set())
        if not packages & allowed:
            found.setdefault(", ".join(sorted(packages)) or "no package", path)
    return [f"scripts/install-packages names no package that brings {path} (of {owner}), which the build opened"
            for owner, path in found.items()]


def problems(root, build):
    owned_by = owners(installed_listings(), diversions(output_of("dpkg-divert", "--list")))
    listed = output_of(root / "scripts/install-packages", "--list").split()
    return not_named(opened_by_build(root, build), owned_by, closure(listed))
