"""usage: check.py includes|elements|extending|lengths|names|presets|tested|version|packages ROOT [BUILD]: prints what is wrong with the tree (and, for packages,
with what was built in BUILD); fails if anything is, and with 77 if it cannot tell."""

import importlib
import sys
from pathlib import Path

import packages

CANNOT_TELL = 77

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("includes", "elements", "extending", "lengths", "names", "presets", "tested", "version", "packages"):
        sys.exit(__doc__)
    try:
        found = importlib.import_module(sys.argv[1]).problems(*(Path(folder).resolve() for folder in sys.argv[2:]))
    except packages.CannotTell as reason:
        print(reason)
        sys.exit(CANNOT_TELL)
    print("\n".join(found) or "nothing wrong")
    sys.exit(1 if found else 0)
