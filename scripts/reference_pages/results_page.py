"""The page of the results' form: JSON from its schema, CSV from what the program writes."""

import json

MADE = "<!-- Written by scripts/reference from platform/schemas/results.schema.json and what the program writes; change those. -->\n"

# Of each section, and of what its name does not say.
MEANINGS = {
    "schema": "the form's name; a change that breaks readers changes its number",
    "build": "what has run: the program's version, its engine for guest code, its SystemC",
    "scenario": "every key that counted, with its value; of files the last part of their paths",
    "simulation": "how it ended and when",
    "simulation.firmware": "what the machine's own firmware did before anything else, under platform.boot = \"firmware\"",
    "simulation.firmware.time_ns": "from power-on to where it handed over",
    "simulation.firmware.end": "handed_over, or what kept it from that: limit, halted_for_ever, triple_fault, exit, interrupted",
    "profile": "the costs that were used",
    "vms": "a virtual machine each",
    "vms[].placement": "device: place at power-on",
    "vms[].serial_sha256": "digest of what the first UART sent",
    "vms[].region": "where the guest marked a region of interest; statistics are of that alone",
    "vms[].placements": "where a device model that moved was from when on",
    "vms[].placing": "of a VM whose models moved: what accesses took, against placements that never change",
    "vms[].memory": "hits and misses of caches and TLBs, under processor.memory_model = \"detailed\"",
    "paths": "accesses: a row for each VM, place that answered, device and direction",
    "paths[].path": "the place that answered, or native, or unclaimed",
    "exits": "VM exits by reason",
    "interrupts": "a row for each VM, source and way of injection; raised = delivered + merged + dropped + pending",
    "interrupts[].drift_ns": "how far a guest that counts these ticks has fallen behind",
    "interrupts[].to_handler": "from the pin to the first instruction of the guest's handler",
    "interrupts[].to_eoi": "from the pin to the end of interrupt",
    "interrupts[].story": "from the physical device to the guest's handler",
    "installs": "device models that were installed while the guest ran (figure 4)",
    "installs[].held_up_ns": "how long accesses to the device waited at the switch",
    "installs[].reason": "why it was refused; empty if it was installed",
    "commands": "what was said to the control panel, by operators, scripts and the scenario's [[at]], in its order",
    "commands[].time_ns": "when it was carried out, or refused",
    "commands[].command": "as a script has it",
    "commands[].asked_by": "scenario, or operator",
    "commands[].result": "done, refused",
    "commands[].reason": "why it was refused; empty if it was done",
    "processors": "who had each physical processor; the four add up to total_cycles",
    "host": "of this computer, not of the simulation: runs are equal byte for byte without it",
}
SHAPES = {
    "figures in cycles": {"min", "mean", "p50", "p95", "p99", "p999", "max", "total"},
    "steps": {"block", "step", "count", "cycles"},
    "times": {"count", "cycles", "ns", "steps"},
}
COLUMNS = {
    "label": "`compare`: the column's label", "profile": "the cost profile", "seed": "", "section": "simulation, vm, path, exit, interrupt, ...",
    "vm": "", "name": "guest, device, reason, source, processor or command, by section", "path": "place that answered, or way of injection",
    "direction": "in, out", "block": "block of the figures, in rows of steps", "step": "the step's name, in rows of steps",
    "metric": "what the value is: count, mean, p99, ...", "unit": "cycles, ns; empty for counts and words", "value": "",
    "ns": "the same in nanoseconds, where it is a time",
}


def shape_of(schema):
    names = set(schema.get("properties", {}))
    if names == SHAPES["figures in cycles"]:
        return "min, mean, p50, p95, p99, p999, max, total"
    if names == SHAPES["times"]:
        return "count, cycles, ns, steps"
    if names == SHAPES["steps"]:
        return "a list of block, step, count, cycles (mean, total)"
    return None


def kind_of(schema):
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(kind_of(one) for one in schema["anyOf"])
    if schema.get("type") == "object":
        return "object" if "properties" in schema else "object by name"
    return schema["type"]


def rows_of(schema, path=""):
    """(path, kind) of everything in the schema, in its order."""
    for name, one in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        if one.get("type") == "array":
            shape = shape_of(one["items"])
            yield (here, shape) if shape else (here, "list")
            if not shape:
                yield from rows_of(one["items"], here + "[]")
        elif shape_of(one):
            yield here, shape_of(one)
        else:
            yield here, kind_of(one)
            yield from rows_of(one, here)


def results_page(program, root):
    schema = json.loads((root / "platform/schemas/results.schema.json").read_text(encoding="utf-8"))
    found = list(rows_of(schema))
    unknown = set(MEANINGS) - {path for path, _ in found} - {"profile"}
    missing = {path for path, _ in found if "." not in path} - set(MEANINGS)
    columns = program.csv_heading("run", "hello")
    if unknown or missing or columns != list(COLUMNS):
        raise SystemExit(f"reference: results_page.py says something of {sorted(unknown)}, nothing of {sorted(missing)}; columns: {columns}")
    lines = [MADE, "# Results\n", "What `--json` writes. Keys that ask for something (`firmware`, `region`, `network`, `sound`, `placing`, `memory`, `commands`) are there "
             "where it was asked for; figures of latency are exact in count, min, max and total, and within 1 % in quantiles. The schema itself is "
             "`platform/schemas/results.schema.json` (installed: `share/trapline/schemas/`). [Reports and comparisons](../reports.md) has examples.\n",
             "| key | value | |", "|---|---|---|"]
    lines += [f"| `{path}` | {kind} | {MEANINGS.get(path, '')} |" for path, kind in found]
    lines += ["\n## compare\n", "`compare --json` writes `{\"schema\": \"trapline.compare/1\", \"runs\": [results, ...], \"table\": [...]}`; each run's "
              "`scenario` names its column's label, profile and seed.\n", "## CSV\n", "A value a line, the same columns for `run` and `compare`. A column that "
              "does not apply is empty. `sweep --csv` has [a line a point](../sweep.md).\n", "| column | |", "|---|---|"]
    lines += [f"| `{name}` | {COLUMNS[name]} |" for name in columns]
    return "\n".join(lines) + "\n"
