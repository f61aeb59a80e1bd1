"""The files of the repository, as the checks see them."""

import os


def sources_under(root, folders, endings):
    """Paths relative to root, with forward slashes, of the files in these folders that end like this."""
    for folder in folders:
        for here, _, names in sorted(os.walk(root / folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(here, name), root).replace(os.sep, "/")
