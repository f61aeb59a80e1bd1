"""What works the pages through finds what is planted."""

import tempfile
import unittest
from pathlib import Path

import page

PAGE = """The mean is 45,666 cycles (5.6 x).

```
$ trapline run it
first
...
cut from 45,666 to 8,137 cycles (5.6 x), ...
```
"""

# Stands for the simulator: prints what it is told to.
PROGRAM = """#!/bin/sh
cat "$1"
"""


class Figures(unittest.TestCase):
    def test_lines_are_found_in_their_order(self):
        wanted = ["first", "...", "last ..."]
        self.assertEqual(page.missing_lines(wanted, "first\nmiddle\nlast of all\n"), [])
        self.assertEqual(page.missing_lines(wanted, "last of all\nfirst\n"), ["last ..."])
        self.assertEqual(page.missing_lines(["45,666"], "45,667\n"), ["45,666"])

    def test_a_figure_that_no_block_has_is_found(self):
        self.assertEqual(page.unheld_figures(PAGE), [])
        self.assertEqual(page.unheld_figures(PAGE + "\nIt was 46,013 (5.7x) before 2005.\n"), ["46,013", "5.7x"])

    def test_a_block_without_a_command_holds_no_figure(self):
        self.assertEqual(page.unheld_figures("It is 46,013.\n\n```\n46,013\n```\n"), ["46,013"])


class Reader(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repository = Path(folder.name) / "repository"
        self.repository.mkdir()
        (self.repository / "LICENSE").write_text("MIT\n")
        self.program = Path(folder.name) / "trapline"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)

    def expect(self, text, *words):
        found = list(page.problems(str(self.program), self.repository, text))
        self.assertEqual(len(found), len(words), found)
        for problem, word in zip(found, words):
            self.assertIn(word, problem)

    def test_files_are_there_when_their_command_runs(self):
        self.expect("`mine/a.toml`:\n\n```toml\nseed = 3\n```\n\nso\n\n```\n$ trapline mine/a.toml\nseed = 3\n```\n")
        self.expect("`mine/a.toml`:\n\n```toml\nseed = 3\n```\n\nso\n\n```\n$ trapline mine/a.toml\nseed = 4\n```\n", "seed = 4")

    def test_a_shell_that_fails_is_found_and_the_repository_is_there(self):
        self.expect("```sh\ntrapline LICENSE\n```\n")
        self.expect("```sh\nfalse\ntrue\n```\n", "ends with 1")

    def test_what_is_only_shown_is_not_run(self):
        self.expect("```\nfalse\n```\n\n```toml\nnothing = 1\n```\n")


if __name__ == "__main__":
    unittest.main()
