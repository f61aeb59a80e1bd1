"""What the program says of itself: usage, options, lists."""

import os
import re
import subprocess
import tempfile

COMMANDS = ("run", "trace", "compare", "advise", "sweep", "check", "show")


class Program:
    def __init__(self, path):
        self.path = path
        # Nothing of whoever runs this: no folders of his own.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAPLINE_")}

    def says(self, *arguments):
        done = subprocess.run([self.path, *arguments], stdout=subprocess.PIPE, text=True, check=True, env=self.environment,
                              stdin=subprocess.DEVNULL)
        return done.stdout

    def version(self):
        return self.says("--version").split()[1]

    def purpose(self):
        return self.says("--help").splitlines()[0].split(": ", 1)[1]

    def synopsis(self):
        """The lines of `trapline --help` that say how each command is called."""
        lines = self.says("--help").splitlines()
        return [line[2:] for line in lines if line.startswith("  ")]

    def exit_codes(self):
        """Code -> what it means."""
        text = " ".join(self.says("--help").split("Exit code:")[1].split()).rstrip(".")
        return [part.split(" ", 1) for part in text.strip().split("; ")]

    def about(self, command):
        """What `trapline COMMAND --help` says before its options."""
        paragraph = self.says(command, "--help").split("\n\n", 1)[1].split("Options:")[0]
        return " ".join(paragraph.split())

    def options(self, command):
        """(option, argument, description) of a command."""
        found = []
        for line in self.says(command, "--help").split("Options:\n", 1)[1].splitlines():
            option = re.match(r"  (--[\w-]+)(?: (.+?))?(?:  +(.*))?$", line)
            if option:
                found.append([option[1], option[2] or "", option[3] or ""])
            elif line.strip():
                found[-1][2] = f"{found[-1][2]} {line.strip()}".strip()
        return [(name, argument.strip(), " ".join(description.split())) for name, argument, description in found]

    def table(self, what):
        """The rows of `trapline list WHAT`, by the columns of its heading."""
        heading, *lines = self.says("list", what).splitlines()
        starts = [m.start() for m in re.finditer(r"\S+", heading)]
        rows = []
        for line in lines:
            if not line.startswith(" " * starts[0]) or not line[starts[0]:starts[0] + 1].strip():
                break
            rows.append([line[begin:end].strip() for begin, end in zip(starts, [*starts[1:], None])])
        return rows

    def csv_heading(self, *arguments):
        """The first line of what a command writes by --csv."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([self.path, *arguments, "--csv", "-", "--quiet"], stdout=subprocess.PIPE, text=True, check=True,
                                  env=self.environment, stdin=subprocess.DEVNULL, cwd=folder)
        return done.stdout.splitlines()[0].split(",")
