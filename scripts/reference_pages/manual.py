"""The manual page trapline(1)."""

from reference_pages.program import COMMANDS


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def options_of(program, command):
    for name, argument, description in program.options(command):
        yield ".TP"
        yield f"\\fB{escaped(name)}\\fR" + (f" \\fI{escaped(argument)}\\fR" if argument else "")
        yield escaped(description)


def manual_page(program):
    lines = [".\\\" Written by scripts/reference from what the program says of itself.",
             f'.TH TRAPLINE 1 "" "trapline {program.version()}" "User Commands"',
             ".SH NAME", f"trapline \\- {escaped(program.purpose())}", ".SH SYNOPSIS", ".nf"]
    lines += [escaped(line) for line in program.synopsis()]
    lines += [".fi", ".SH DESCRIPTION",
              "Runs real x86 software in a modelled virtual machine monitor and reports, step by step, where each trapped device operation spends its time.",
              ".PP", "\\fISCENARIO\\fR is a TOML file or the name of a shipped scenario; \\fIFILE\\fR \\fB\\-\\fR is standard output."]
    for command in COMMANDS:
        lines += [f".SH {command.upper()}", escaped(program.about(command))]
        lines += options_of(program, command)
    lines += [".SH LIST", escaped(program.says("list", "--help").split("\n\n")[1].strip())]
    lines += [".SH ENVIRONMENT"]
    for name, values, description in program.table("variables"):
        lines += [".TP", f"\\fB{escaped(name)}\\fR", escaped(f"{values}: {description}")]
    lines += [".SH FILES", ".TP", "\\fIshare/trapline\\fR", "guests, scenarios, placements, profiles and what was published, beside the folder that the program is in",
              ".TP", "\\fIshare/doc/trapline\\fR", "tutorial, labs, how to, reference"]
    lines += [".SH EXIT STATUS"]
    for number, meaning in program.exit_codes():
        lines += [".TP", f"\\fB{number}\\fR", escaped(meaning)]
    return "\n".join(lines) + "\n"
