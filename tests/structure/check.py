"""usage: check.py includes|elements|lengths ROOT: prints what is wrong with the tree; fails if anything is."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("includes", "elements", "lengths"):
        sys.exit(__doc__)
    found = importlib.import_module(sys.argv[1]).problems(Path(sys.argv[2]).resolve())
    print("\n".join(found) or "nothing wrong")
    sys.exit(1 if found else 0)
