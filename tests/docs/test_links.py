"""What follows the links finds those that lead nowhere."""

import tempfile
import unittest
from pathlib import Path

import links


class Links(unittest.TestCase):
    def expect(self, text, *words):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "sub").mkdir()
            (root / "sub" / "other.md").write_text("# The `run` command, again\n## Same\n## Same\n")
            (root / "page.md").write_text(text)
            found = list(links.problems(root))
        self.assertEqual(len(found), len(words), found)
        for problem, word in zip(found, words):
            self.assertIn(word, problem)

    def test_what_is_there(self):
        self.expect("# Here\n[a](sub/other.md) [b](sub/other.md#the-run-command-again) [c](#here) [d](https://example.org/x) [e](sub/)"
                    " [f](sub/other.md#same-1)\n")

    def test_what_is_not(self):
        self.expect("[a](sub/none.md)\n", "no sub/none.md")
        self.expect("[a](sub/other.md#none)\n", "no heading #none")
        self.expect("![a](none.png)\n", "no none.png")

    def test_code_is_no_link(self):
        self.expect("```\n[a](none.md)\n```\nand `[b](none.md)`\n")


if __name__ == "__main__":
    unittest.main()
