"""No source file is longer than one idea. (A list of test cases is; tests are left alone.)"""

from tree import sources_under

LONGEST = 300
ENDINGS = (".h", ".cpp", ".py", ".asm", ".inc")


def problems(root):
    found = []
    for path in sources_under(root, ["sim", "models", "platform", "guests", "scripts"], ENDINGS):
        with open(root / path, "rb") as f:
            lines = sum(1 for _ in f)
        if lines > LONGEST:
            found.append(f"{path} has {lines} lines; {LONGEST} are the most")
    return found
