"""Every header of the monitors is included, by its own name, by a test: what a class promises is looked at beside it, not only
through whole systems."""

from includes import includes_of, within

FOLDERS = ["models/vmm", "models/hybrid", "models/hosted"]


def problems(root):
    includes = includes_of(root)
    tested = {header for path, included in includes.items() if within(path, "tests") for header in included}
    found = []
    for path in sorted(includes):
        if not path.endswith(".h") or not any(within(path, folder) for folder in FOLDERS):
            continue
        if path not in tested:
            found.append(f"{path}: no test includes it")
    return found
