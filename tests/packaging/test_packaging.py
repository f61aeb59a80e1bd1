"""Installs what was built, and uses it as somebody does who has only that.

usage: test_packaging.py SOURCE BUILD WHAT
  prefix      the program runs from a prefix of its own, with the source tree out of reach where this machine allows that
  data        TRAPLINE_DATA adds guests, scenarios, placements, profiles and devices, and hides none
  example     examples/experiment and examples/stopwatch build against the prefix with find_package
  package     the Debian packages, their contents and what they depend on
  completion  bash completes commands, options, names and keys"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CANNOT_TELL = 77
SOURCE, BUILD = (Path(folder).resolve() for folder in sys.argv[1:3])
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


def run(*command, code=0, **more):
    more.setdefault("env", ENVIRONMENT)
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **more)
    assert done.returncode == code, f"{' '.join(map(str, command))}\nends with {done.returncode}:\n{done.stdout[-3000:]}"
    return done.stdout


def install(prefix, *components):
    for component in components or ("trapline",):
        run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component, "--strip")
    return prefix / "bin" / "trapline"


def hidden(*command):
    """The command, with an empty folder over the source tree; as it is where no mount is allowed."""
    cover = f'mount -t tmpfs none "{SOURCE}" && exec "$@"'
    for prefix in (["unshare", "-m", "sh", "-c", cover, "sh"], ["unshare", "-rm", "sh", "-c", cover, "sh"]):
        if subprocess.run([*prefix, "true"], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                          cwd="/").returncode == 0:
            return [*prefix, *command]
    return list(command)


def prefix(folder):
    program = install(folder / "prefix")
    home = {**ENVIRONMENT, "HOME": str(folder)}
    for where in (program, folder / "moved" / "bin" / "trapline"):
        if where != program:
            (folder / "prefix").rename(folder / "moved")
        assert run(*hidden(where, "--version"), cwd="/", env=home) == "trapline 0.9.0\n"
        report = run(*hidden(where, "run", "hello", "--quiet"), cwd="/", env=home)
        assert "| Hello from the guest." in report, report
        names = run(*hidden(where, "list", "guests"), cwd="/", env=home)
        assert re.search(r"^ *firmware .* there ", names, re.MULTILINE), names
        assert "Moving keyboard, pic, pit" in run(*hidden(where, "compare", "firmware", "--place", "service-os", "--place", "patent",
                                                       "--quiet"), cwd="/", env=home)
    share = folder / "moved" / "share"
    for file in ("man/man1/trapline.1", "bash-completion/completions/trapline", "doc/trapline/README.md", "doc/trapline/docs/tutorial.md",
                 "trapline/schemas/results.schema.json", "trapline/scripts/get-guests"):
        assert (share / file).is_file(), file
    assert str(SOURCE) not in (share / "man/man1/trapline.1").read_text()
    page = run("man", "--warnings", "-l", share / "man/man1/trapline.1") if shutil.which("man") else "EXIT STATUS"
    assert "EXIT STATUS" in page, page


def data(folder):
    program = install(folder / "prefix")
    shipped = folder / "prefix" / "share" / "trapline"
    images = folder / "prefix" / "lib" / "trapline" / "images"
    own = folder / "own"
    for kind in ("scenarios", "placements", "profiles", "devices"):
        (own / kind).mkdir(parents=True)
    shutil.copytree(shipped / "guests" / "hello", own / "guests" / "mine")
    guest = own / "guests" / "mine" / "guest.toml"
    guest.write_text(guest.read_text().replace('"hello"', '"mine"'))
    shutil.copy(shipped / "placements" / "patent.toml", own / "placements" / "mine.toml")
    (own / "profiles" / "mine.toml").write_text((shipped / "profiles" / "prescott-2005.toml").read_text()
                                                .replace('name = "prescott-2005"', 'name = "mine"'))
    (own / "scenarios" / "mine.toml").write_text('[platform]\nprofile = "mine"\n[[vm]]\nname = "a"\nguest = "mine"\nplacement = "mine"\n')
    run("cmake", "-S", SOURCE / "examples" / "stopwatch", "-B", folder / "stopwatch", f"-DTRAPLINE={SOURCE}")
    run("cmake", "--build", folder / "stopwatch")
    for file in ("stopwatch.so", "stopwatch.toml"):
        shutil.copy(folder / "stopwatch" / file, own / "devices")
    assert images.is_dir()
    with_own = {**ENVIRONMENT, "HOME": str(folder), "TRAPLINE_DATA": f"{own}:{own}/."}

    def trapline(*arguments, code=0):
        return run(program, *arguments, code=code, cwd="/", env=with_own)

    for kind in ("guests", "scenarios", "placements", "profiles", "devices"):
        listed = trapline("list", kind)
        assert re.search(r"^ *(mine|stopwatch)\b", listed, re.MULTILINE), listed
        assert re.search(r"^ *(hello|patent|prescott-2005|pit) ", listed, re.MULTILINE), listed
    assert "| Hello from the guest." in trapline("run", "mine", "--quiet", "--set", "vm.device.stopwatch=stopwatch")
    assert "| Hello from the guest." in trapline("run", "hello", "--quiet")
    assert "there is no device" in trapline("show", "hello", "--set", "vm.device.stopwatch=stopwach", code=2)
    shutil.copy(shipped / "scenarios" / "hello.toml", own / "scenarios")
    said = trapline("run", "hello", "--quiet", code=2)
    assert str(own / "scenarios/hello.toml") in said and str(shipped / "scenarios/hello.toml") in said, said
    shutil.copytree(shipped / "guests" / "ports", own / "guests" / "ports")
    said = trapline("list", "guests", code=2)
    assert str(own / "guests/ports/guest.toml") in said and str(shipped / "guests/ports/guest.toml") in said, said
    with_own["TRAPLINE_DATA"] = str(folder / "nowhere")
    said = trapline("list", "guests", code=2)
    assert "TRAPLINE_DATA" in said and "nowhere" in said, said


def example(folder):
    program = install(folder / "prefix", "trapline", "development")
    for name in ("experiment", "stopwatch"):
        shutil.copytree(SOURCE / "examples" / name, folder / name)
    run("cmake", "-S", folder / "experiment", "-B", folder / "experiment" / "build", f"-DCMAKE_PREFIX_PATH={folder / 'prefix'}")
    run("cmake", "--build", folder / "experiment" / "build")
    in_turn, alone = (re.search(r"^ticking: .* (\d+) delivered$", run(folder / "experiment/build/experiment", policy, cwd="/"),
                                re.MULTILINE)[1] for policy in ("round_robin", "cooperative"))
    assert int(alone) > int(in_turn), (alone, in_turn)
    said = run(folder / "experiment/build/experiment", "fair", cwd="/", code=2)
    assert "cooperative" in said, said
    run("cmake", "-S", folder / "stopwatch", "-B", folder / "stopwatch" / "build", f"-DCMAKE_PREFIX_PATH={folder / 'prefix'}")
    run("cmake", "--build", folder / "stopwatch" / "build")
    run(program, "run", "hello", "--quiet", "--set", f"vm.device.stopwatch={folder / 'stopwatch/build/stopwatch.toml'}", cwd="/",
        env={**ENVIRONMENT, "HOME": str(folder)})


def package(folder):
    if not all(map(shutil.which, ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"))):
        print("the tools of Debian's packages are not here")
        sys.exit(CANNOT_TELL)
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder, cwd=folder)
    program, development = (next(folder.glob(f"{name}_0.9.0*_*.deb")) for name in ("trapline", "trapline-dev"))
    needs = run("dpkg-deb", "--field", program, "Depends")
    for library in ("seabios", "libunicorn2", "libsystemc", "libc6", "libsodium23", "libsqlite3-0"):
        assert library in needs, needs
    assert "trapline (= 0.9.0)" in run("dpkg-deb", "--field", development, "Depends")
    files = [line.split()[5] for line in run("dpkg-deb", "--contents", program).splitlines()]
    for file in ("bin/trapline", "share/man/man1/trapline.1", "share/trapline/scenarios/firmware.toml",
                 "share/trapline/guests/firmware/disk.img", "share/trapline/guests/linux/guest.toml", "share/doc/trapline/copyright",
                 "share/bash-completion/completions/trapline", "lib/trapline/images/pit.so", "share/doc/trapline/docs/labs/grade"):
        assert f"./usr/{file}" in files, file
    for path in files:
        assert path.startswith("./usr/") or path == "./", path
        assert not re.search(r"__pycache__|CMakeFiles|\.(cpp|o|a|h)$", path) or "/examples/" in path, path
    headers = run("dpkg-deb", "--contents", development)
    for file in ("include/trapline/sim/time.h", "include/trapline/device_image.h", "include/trapline/platform/version.h",
                 "lib/trapline/libtrapline_platform.a", "lib/cmake/trapline/trapline-config.cmake"):
        assert f"./usr/{file}" in headers, file
    run("dpkg-deb", "--extract", program, folder / "root")
    assert "| Hello from the guest." in run(*hidden(folder / "root/usr/bin/trapline", "run", "hello", "--quiet"), cwd="/",
                                            env={**ENVIRONMENT, "HOME": str(folder)})


def completion(folder):
    program = install(folder / "prefix")
    script = folder / "prefix/share/bash-completion/completions/trapline"
    asked = {"": "sweep", "ru": "run", "run hel": "hello", "run --ser": "--serial", "sweep --in": "--into", "trace x --int": "--interrupts",
             "list prof": "profiles", "compare hello --place pat": "patent", "trace hello --device pi": "pit",
             "run hello --set vm.mem": "vm.memory="}
    for typed, offered in asked.items():
        words = ["trapline", *typed.split(" ")]
        quoted = " ".join(f"'{word}'" for word in words)
        said = run("bash", "-c", f"source '{script}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _trapline; "
                   'printf "%s\\n" "${COMPREPLY[@]}"', cwd=folder,
                   env={**ENVIRONMENT, "PATH": f"{program.parent}:{ENVIRONMENT['PATH']}", "HOME": str(folder)})
        assert offered in said.split(), f"{typed}: {said}"
    assert "-F _trapline" in run("bash", "-c", f"source '{script}'; complete -p trapline")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="trapline-packaging-") as where:
        globals()[sys.argv[3]](Path(where))
