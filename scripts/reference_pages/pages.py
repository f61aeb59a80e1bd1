"""The reference pages, as Markdown."""

import re

from reference_pages.program import COMMANDS
from reference_pages.results_page import results_page

MADE = "<!-- Written by scripts/reference from what the program says of itself; change that. -->\n"
ENVIRONMENT_NAME = re.compile(r'"(TRAPLINE_[A-Z_]+|XDG_\w+|HOME)"')


def cell(text):
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def code(text):
    return f"`{text}`" if text else ""


def command_line(program):
    parts = [MADE, "# Command line\n", program.purpose()[0].upper() + program.purpose()[1:] + ".\n",
             "```\n" + "\n".join(program.synopsis()) + "\n```\n",
             "SCENARIO is a TOML file or the name of a shipped scenario; FILE `-` is standard output. [What a run can give](../running.md) says "
             "what the outputs are for, [exit codes](exit-codes.md) how commands end.\n"]
    for command in COMMANDS:
        parts += [f"## {command}\n", program.about(command) + "\n",
                  table(("option", ""), [(code(f"{name} {argument}".strip()), cell(description))
                                         for name, argument, description in program.options(command)])]
    parts += ["## list\n", program.says("list", "--help").split("\n\n")[1].replace("WHAT", "`trapline list WHAT`: WHAT", 1)]
    return "\n".join(parts)


def scenario_keys(program):
    parts = [MADE, "# Keys of a scenario\n",
             "A scenario is a TOML file; `[[vm]]` tables are its virtual machines, `[[at]]` what is said to the monitor when. `--set KEY=VALUE` and "
             "[the environment](environment.md) set the same keys. A `*` stands for a name; without it and its dot a key is for every one: "
             "`vm.memory`. [How to write a scenario](../howto/scenario.md); [those of a guest.toml](../guests.md).\n"]
    groups = {}
    for key, fallback, values, description in program.table("parameters"):
        groups.setdefault(key.split(".")[0] if "." in key else "", []).append((code(key), code(fallback), cell(values), cell(description)))
    for group, rows in groups.items():
        parts += [f"## {group or 'of the whole'}\n", table(("key", "default", "values", ""), rows)]
    return "\n".join(parts)


def environment(program, root):
    rows = program.table("variables")
    looked_at = set()
    for folder in ("sim", "models", "platform"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".cpp", ".h") and file.name != "environment_variables.h":
                looked_at |= set(ENVIRONMENT_NAME.findall(file.read_text(encoding="utf-8")))
    declared = {name.replace("_KEY", "_") if name == "TRAPLINE_SET_KEY" else name for name, *_ in rows}
    if looked_at != declared:
        raise SystemExit(f"reference: the program looks at {sorted(looked_at - declared)} and says nothing of it, and names "
                         f"{sorted(declared - looked_at)} without looking at it (platform/configuration/environment_variables.h)")
    return "\n".join([MADE, "# Environment variables\n",
                      table(("variable", "values", ""), [(code(name), cell(values), cell(description)) for name, values, description in rows])])


def exit_codes(program):
    rows = [(number, cell(meaning[0].upper() + meaning[1:])) for number, meaning in program.exit_codes()]
    return "\n".join([MADE, "# Exit codes\n", table(("code", ""), rows),
                      "With 2 nothing was started; with 3 and 4 the results so far are written. Messages go to standard error, one for each thing "
                      "that is wrong. For `check`, 1 means that a figure left its tolerance.\n"])


def pages(program, root):
    return {"command-line.md": command_line(program), "scenario-keys.md": scenario_keys(program), "results.md": results_page(program, root),
            "environment.md": environment(program, root), "exit-codes.md": exit_codes(program)}
