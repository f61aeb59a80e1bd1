"""Runs of the simulator, each once, and what a question's expression can ask of them."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from grading.lab import FOLDER


class SimulatorError(Exception):
    """It cannot be found, or ends badly."""


class Simulator:
    def __init__(self, program=None):
        built = FOLDER.parent.parent / "build/release/bin/trapline"
        self.program = program or shutil.which("trapline") or (str(built) if built.exists() else None)
        if self.program is None:
            raise SimulatorError("there is no trapline on the PATH, nor in build/release/bin; ./scripts/run builds it")
        self._found = {}
        self._workplaces = {}

    def run(self, scenario, *settings, folder=None):
        """The results of a run with settings "KEY=VALUE"."""
        arguments = ["run", scenario]
        for setting in settings:
            arguments += ["--set", setting]
        return self._json(arguments, folder)

    def advise(self, scenario, *options):
        """What `trapline advise` says."""
        return self._json(["advise", scenario, *options], None)

    def _json(self, arguments, folder):
        key = (tuple(arguments), folder)
        if key not in self._found:
            done = subprocess.run([self.program, *arguments, "--quiet", "--json", "-"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, cwd=folder, stdin=subprocess.DEVNULL)
            if done.returncode not in (0, 3):
                raise SimulatorError(f"trapline {' '.join(arguments)}: exit code {done.returncode}: {done.stderr.strip()}")
            self._found[key] = json.loads(done.stdout)
        return self._found[key]

    def halting_ticks(self):
        """The guest `ticks` that halts between two ticks: the image's two bytes at offset 6 are 1 (lab 3)."""
        above = Path(self.program).resolve().parent.parent
        installed = above / "share/trapline"
        image = bytearray(((installed if installed.is_dir() else above) / "guests/ticks/ticks.rom").read_bytes())
        image[6:8] = (1).to_bytes(2, "little")
        with tempfile.NamedTemporaryFile(suffix=".rom") as file:
            file.write(image)
            file.flush()
            return self.run("ticks", f"vm.rom={file.name}")

    def _workplace(self, lab):
        """A folder with what the lab's text has a student make before the first run; in the text it is /tmp/labN."""
        if lab.number not in self._workplaces:
            self._workplaces[lab.number] = tempfile.TemporaryDirectory()
            blocks = re.findall(r"^```sh\n(.*?)^```", (lab.folder / "README.md").read_text(), re.MULTILINE | re.DOTALL)
            for block in blocks[:next(i for i, block in enumerate(blocks) if "trapline run" in block)]:
                script = block.replace(f"/tmp/lab{lab.number}", self._workplaces[lab.number].name)
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, cwd=FOLDER.parent.parent, stdin=subprocess.DEVNULL)
                if done.returncode != 0:
                    raise SimulatorError(f"what the lab has before its first run ends with {done.returncode}: {done.stdout.strip()}")
        return self._workplaces[lab.number].name

    def dice(self, lab, *settings):
        """The results of lab 6's machine, with the device and the guest of its text."""
        made = self._workplace(lab)
        return self.run(str(lab.folder / "dice.toml"), f"vm.rom={made}/dice.rom", f"vm.device.dice={made}/dice.toml", *settings)

    def dice_sum(self, lab):
        """What lab 6's guest says that its rolls came to."""
        made = self._workplace(lab)
        done = subprocess.run([self.program, "run", lab.folder / "dice.toml", "--quiet", "--serial", "-", "--set",
                               f"vm.rom={made}/dice.rom", "--set", f"vm.device.dice={made}/dice.toml"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SimulatorError(f"lab 6's guest ends with {done.returncode}: {done.stderr.strip()}")
        return int(done.stdout.split()[0])

    def evaluate(self, expression, lab):
        """The value of a question's expression."""
        names = {"access": access, "interrupt": interrupt, "step": step, "steps_of_block": steps_of_block,
                 "processor": processor, "accesses": accesses, "took": took, "abs": abs, "sum": sum, "min": min, "max": max,
                 "round": round, "len": len, "int": int, "float": float,
                 "halting_ticks": self.halting_ticks, "advise": self.advise, "advised": advised,
                 "dice": lambda *settings: self.dice(lab, *settings),
                 "dice_sum": lambda: self.dice_sum(lab),
                 "run": lambda scenario, *settings: self.run(scenario, *settings),
                 "own": lambda scenario, *settings: self.run(str(lab.folder / scenario), *settings)}
        return eval(expression, {"__builtins__": {}, **names})  # pylint: disable=eval-used  # the lab's own text


def access(results, device, direction, vm=None, path=None):
    """A device's accesses in one direction: the row of `paths`, of those that one place answered if `path` is given."""
    rows = [row for row in results["paths"] if row["device"] == device and row["direction"] == direction
            and vm in (None, row["vm"]) and path in (None, row["path"])]
    return max(rows, key=lambda row: row["count"])


def accesses(results, device):
    """How many accesses a device had, both ways and of all virtual machines."""
    return sum(row["count"] for row in results["paths"] if row["device"] == device)


def interrupt(results, source, vm=None):
    return next(row for row in results["interrupts"] if row["source"] == source and vm in (None, row["vm"]))


def took(results):
    """Nanoseconds of the first installation."""
    first = results["installs"][0]
    return first["end_ns"] - first["begin_ns"]


def advised(advice, device):
    """What advice says of a device."""
    return next(row for row in advice["devices"] if row["device"] == device)


def step(row, name):
    """Mean cycles of a step in each of the row's operations."""
    count = row.get("count")
    return sum(s["cycles"]["total"] for s in row["steps"] if s["step"] == name) / count


def steps_of_block(row, block):
    """Mean cycles that an operation spends in a block of the figures."""
    return sum(s["cycles"]["total"] for s in row["steps"] if s["block"] == str(block)) / row["count"]


def processor(results, name="cpu0"):
    return next(row for row in results["processors"] if row["name"] == name)
