"""The presets of CMakePresets.json: docs/testing.md has a row for each, which names scripts/test where that tries it; each can be
built by its name, and no test preset configures another."""

import json
import re

ROW = re.compile(r"^\| `([\w-]+)` \|(.*)\|$", re.MULTILINE)
TABLE = re.compile(r"^\| preset \|.*\n\|[-|]+\|\n((?:\|.*\n)*)", re.MULTILINE)


def problems(root):
    presets = json.loads((root / "CMakePresets.json").read_text(encoding="utf-8"))
    configured, built, tested = (presets.get(f"{kind}Presets", []) for kind in ("configure", "build", "test"))
    names = [preset["name"] for preset in configured]
    found = [f"CMakePresets.json: {name} cannot be built by its name" for name in names if name not in [b["name"] for b in built]]
    found += [f"CMakePresets.json: {preset['name']} is of another's folder" for preset in [*built, *tested]
              if preset["name"] != preset["configurePreset"]]

    table = TABLE.search((root / "docs/testing.md").read_text(encoding="utf-8"))
    if table is None:
        return [*found, "docs/testing.md has no table of presets"]
    rows = dict(ROW.findall(table[1]))
    found += [f"docs/testing.md has no row for the preset {name}" for name in names if name not in rows]
    found += [f"docs/testing.md has a row for {name}, which is no preset" for name in rows if name not in names]

    tried = re.findall(r"^try ([\w-]+)$", (root / "scripts/test").read_text(encoding="utf-8"), re.MULTILINE)
    for name, row in rows.items():
        if (name in tried) != ("`scripts/test`" in row):
            found.append(f"scripts/test {'tries' if name in tried else 'does not try'} {name}, and docs/testing.md says otherwise")
    return found
