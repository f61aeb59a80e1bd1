"""The table of the figures' elements in docs/figures.md against the headers that say which element they stand for.

A header says so in a comment line such as `/// Element 111 (Fig. 1)`; several numbers, ranges and a second
"element N" in the line count too, up to the word "without". A row of the table has five cells: elements, what, class, header, test; the
elements' cell names numbers with their figures in parentheses; class, header and test stand in backticks.
"""

import re

from tree import sources_under

NUMBERS = r"\d+(?:\s*(?:,|–|-|and|/)\s*\d+)*"
CLAIM_LINE = re.compile(r"^\s*/// (Elements? \d.*\(Figs?\. .*)$", re.MULTILINE)
CLAIMED = re.compile(r"(?:elements?|blocks?) (" + NUMBERS + ")", re.IGNORECASE)
ROW = re.compile(r"^\|\s*(\d[^|\n]*)\|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|\s*$", re.MULTILINE)
IN_BACKTICKS = re.compile(r"`([^`]+)`")
TABLE = "docs/figures.md"


def numbers_in(text):
    """"201–203, 206" is 201, 202, 203 and 206."""
    result = set()
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", text):
        result.update(range(int(first), int(last or first) + 1))
    return result


def without_figures(text):
    return re.sub(r"\s*\([^)]*\)", "", text)


def claims(root):
    """Header -> the elements it claims, and its text."""
    result = {}
    for path in sources_under(root, ["sim", "models", "platform"], (".h",)):
        text = (root / path).read_text(encoding="utf-8")
        claimed = set()
        for line in CLAIM_LINE.findall(text):
            for numbers in CLAIMED.findall(without_figures(line.split(" without ")[0])):
                claimed |= numbers_in(numbers)
        if claimed:
            result[path] = (claimed, text)
    return result


def declares(text, name):
    """Whether a header declares this class, or this function."""
    kind = rf"\b(?:class|struct|enum|enum class)\s+{re.escape(name)}\b(?!\s*;)"
    return re.search(rf"{kind}|\b{re.escape(name)}\(", text) is not None


def rows(page):
    """The table's rows: elements, classes, headers, tests."""
    for numbers, classes, headers, tests in ROW.findall(page):
        yield numbers_in(without_figures(numbers)), *(IN_BACKTICKS.findall(cell) for cell in (classes, headers, tests))


def problems(root):
    claimed = claims(root)
    table = list(rows((root / TABLE).read_text(encoding="utf-8")))
    if not table:
        return [f"{TABLE} has no table of elements"]
    found = []
    for elements, classes, headers, tests in table:
        label = f"{TABLE}, elements " + ", ".join(map(str, sorted(elements)))
        for cell, names in (("class", classes), ("header", headers), ("test", tests)):
            if not names:
                found.append(f"{label}: no {cell} in backticks")
        for test in tests:
            if not (root / test).is_file():
                found.append(f"{label}: there is no test {test}")
        for header in headers:
            if header not in claimed:
                found.append(f"{label}: {header} has no line '/// Element N (Fig. F)'")
        texts = [claimed[h] for h in headers if h in claimed]
        for name in classes:
            if not any(declares(text, name) for _, text in texts):
                found.append(f"{label}: none of its headers declares {name}")
        for element in sorted(elements):
            if not any(element in numbers for numbers, _ in texts):
                found.append(f"{label}: none of its headers says it is element {element}")
    for header, (numbers, _) in claimed.items():
        listed = set().union(*(elements for elements, _, headers, _ in table if header in headers))
        for element in sorted(numbers - listed):
            found.append(f"{header} says it is element {element}; {TABLE} does not list it there")
    return found
