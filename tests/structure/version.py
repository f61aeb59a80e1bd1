"""The newest version of CHANGELOG.md is the one that CMakeLists.txt gives the project."""

import re


def problems(root):
    project = re.search(r"^project\(\w+ VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE)
    newest = re.search(r"^## (.+)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    if project is None:
        return ["CMakeLists.txt gives no project(... VERSION ...)"]
    if newest is None:
        return ["CHANGELOG.md has no version"]
    if newest[1] != project[1]:
        return [f"CHANGELOG.md begins with version {newest[1]}; CMakeLists.txt says {project[1]}"]
    return []
