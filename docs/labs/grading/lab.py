"""A lab and its questions, as labN-*/questions.toml has them.

[[question]]
id = "1.3"
kind = "number"            # prediction | number | choice | sentence
points = 2
asks = "cycles of an IN"   # said beside the mark
# number: a Python expression over what the runs found (simulator.py says what it can use), and how far off is right
value = "access(run('ports'), 'pit', 'in')['cycles']['mean']"
tolerance = 0.01           # relative; 0 where the number is exact
[[question.mistake]]       # what is wrong for a reason that is worth something
value = "..."
points = 1
because = "that is the OUT"
# choice: an expression that gives the right word, or the words that are right
accept = ["the service OS", "service OS"]
# sentence: each list is an idea, by any of its words; a marker reads it as well
mentions = [["queue", "wait"], ["processor"]]
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


class LabError(Exception):
    """There is no such lab."""


@dataclass
class Mistake:
    value: str
    points: float
    because: str


@dataclass
class Question:
    id: str
    kind: str
    points: float
    asks: str
    value: str = ""
    tolerance: float = 0.0
    accept: list = field(default_factory=list)
    mentions: list = field(default_factory=list)
    mistakes: list = field(default_factory=list)


@dataclass
class Lab:
    number: int
    title: str
    folder: Path
    questions: list


def labs():
    """Every lab's folder by its number."""
    return {int(folder.name[3]): folder for folder in sorted(FOLDER.glob("lab[1-8]-*"))}


def lab_numbered(number):
    """@raise LabError"""
    known = labs()
    if not number.isdigit() or int(number) not in known:
        raise LabError(f"there is no lab {number}; there are {', '.join(map(str, known))}")
    folder = known[int(number)]
    with open(folder / "questions.toml", "rb") as file:
        content = tomllib.load(file)
    questions = []
    for entry in content["question"]:
        mistakes = [Mistake(**mistake) for mistake in entry.pop("mistake", [])]
        questions.append(Question(**entry, mistakes=mistakes))
    return Lab(int(number), content["title"], folder, questions)
