"""What clang-tidy is asked for over all of the sources finds what is planted, in batches too."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "scripts"))
import tidy_batches  # noqa: E402

CANNOT_TELL = 77


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name).resolve()
        before = {name: getattr(tidy_batches, name) for name in ("ROOT", "BUILD", "RIGHT", "BATCHES")}
        self.addCleanup(lambda: [setattr(tidy_batches, name, value) for name, value in before.items()])
        tidy_batches.ROOT, tidy_batches.BUILD = root, root / "build/tidy"
        tidy_batches.RIGHT, tidy_batches.BATCHES = root / "build/tidy/right", root / "build/tidy/batches"
        tidy_batches.RIGHT.mkdir(parents=True)
        tidy_batches.BATCHES.mkdir()
        (root / "sim").mkdir()
        shutil.copy(REPOSITORY / ".clang-tidy", root)
        self.folder = root / "sim"
        self.plant("a.h", "#pragma once\nint twice(int);\n")
        self.plant("a.cpp", '#include "sim/a.h"\nint twice(int n) { return 2 * n; }\n')
        self.plant("b.cpp", '#include "sim/a.h"\nint four() { return twice(2); }\n')

    def plant(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def options(self):
        return {source: ["-std=c++20", f"-I{tidy_batches.ROOT}"] for source in sorted(self.folder.glob("*.cpp"))}

    def found(self):
        options = self.options()
        tidy = tidy_batches.Tidy(options, again=False, profile=False)
        return "".join(tidy.look_at(batch) for batch in tidy_batches.batches(options))

    def test_files_that_are_right_go_together_and_nothing_is_found(self):
        self.assertEqual(len(tidy_batches.batches(self.options())), 1)
        self.assertEqual(self.found(), "")

    def test_a_wrong_name_is_found_in_the_last_file_of_a_batch(self):
        self.plant("c.cpp", "int TwoWords() { return 1; }\n")
        self.assertEqual(len(tidy_batches.batches(self.options())), 1)
        self.assertIn("sim/c.cpp:1:5: error: invalid case style for function 'TwoWords'", self.found())

    def test_a_wrong_name_is_found_in_a_header_that_was_right_before(self):
        self.assertEqual(self.found(), "")
        self.plant("a.h", "#pragma once\nint twice(int);\nclass Thing {};\n")
        self.assertIn("sim/a.h:3:7: error: invalid case style for class 'Thing'", self.found())

    def test_what_was_right_is_not_looked_at_again(self):
        self.found()
        options = self.options()
        tidy = tidy_batches.Tidy(options, again=False, profile=False)
        tidy.run = lambda sources: self.fail("looked at again")
        for batch in tidy_batches.batches(options):
            self.assertEqual(tidy.look_at(batch), "")

    def test_files_of_one_local_name_do_not_go_together(self):
        self.plant("c.cpp", "namespace {\nint local = 1;\n}  // namespace\nint c() { return local; }\n")
        self.plant("d.cpp", "namespace {\nint local = 2;\n}  // namespace\nint d() { return local; }\n")
        self.assertEqual(len(tidy_batches.batches(self.options())), 2)
        self.assertEqual(self.found(), "")

    def test_files_that_clash_unseen_are_looked_at_by_themselves(self):
        self.plant("c.cpp", "namespace { int hidden = 1; }\nint c() { return hidden; }\n")
        self.plant("d.cpp", "namespace { int hidden = 2; }\nint d() { return hidden; }\nint BadName = 3;\n")
        self.assertEqual(len(tidy_batches.batches(self.options())), 1)
        found = self.found()
        self.assertIn("invalid case style for variable 'BadName'", found)
        self.assertNotIn("redefinition", found)


if __name__ == "__main__":
    if shutil.which(tidy_batches.TOOL) is None:
        print(f"{tidy_batches.TOOL} is not installed: scripts/install-packages tidy")
        sys.exit(CANNOT_TELL)
    unittest.main()
