"""What holds the pages' figures finds what is planted."""

import unittest

import readme_figures

PAGE = """The mean is 45,666 cycles (5.6 x).

```
$ trapline run it
first
...
cut from 45,666 to 8,137 cycles (5.6 x), ...
```
"""


class Figures(unittest.TestCase):
    def test_lines_are_found_in_their_order(self):
        wanted = ["first", "...", "last ..."]
        self.assertEqual(readme_figures.missing_lines(wanted, "first\nmiddle\nlast of all\n"), [])
        self.assertEqual(readme_figures.missing_lines(wanted, "last of all\nfirst\n"), ["last ..."])
        self.assertEqual(readme_figures.missing_lines(["45,666"], "45,667\n"), ["45,666"])

    def test_a_figure_that_no_block_has_is_found(self):
        self.assertEqual(readme_figures.unheld_figures(PAGE), [])
        self.assertEqual(readme_figures.unheld_figures(PAGE + "\nIt was 46,013 (5.7x) before 2005.\n"), ["46,013", "5.7x"])

    def test_a_block_is_a_command_and_what_it_prints(self):
        self.assertEqual(readme_figures.BLOCK.findall(PAGE)[0][0], "run it")


if __name__ == "__main__":
    unittest.main()
