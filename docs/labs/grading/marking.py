"""Marks: what each answer is worth, and why."""

import re
import textwrap

from grading.numbers import readings

CLOSE = 0.05  # a number that is off by less than this has understood the question


def mark(lab, answers, simulator):
    """The marks of a lab's answers, as the JSON form has them."""
    rows = []
    for question in lab.questions:
        points, reason = MARKERS[question.kind](question, answers.get(question.id, "").strip(), lab, simulator)
        rows.append({"question": question.id, "asks": question.asks, "answer": answers.get(question.id),
                     "points": points, "of": question.points, "reason": reason})
    return {"schema": "trapline.marks/1", "lab": lab.number, "title": lab.title,
            "points": sum(row["points"] for row in rows), "of": sum(row["of"] for row in rows), "questions": rows}


def mark_prediction(question, answer, _lab, _simulator):
    if not answer:
        return 0, "no prediction was written down"
    return question.points, "a prediction counts whatever it is"


def mark_number(question, answer, lab, simulator):
    if not answer:
        return 0, "no answer"
    values = readings(answer)
    if not values:
        return 0, f"\"{answer}\" has no number in it"
    right = float(simulator.evaluate(question.value, lab))
    if any(is_near(value, right, question.tolerance) for value in values):
        return question.points, "right"
    for mistake in question.mistakes:
        wrong = float(simulator.evaluate(mistake.value, lab))
        if any(is_near(value, wrong, max(question.tolerance, 0.005)) for value in values):
            return mistake.points, mistake.because
    if any(is_near(value, right, CLOSE) for value in values):
        return question.points / 2, f"close: within {CLOSE:.0%} of what the simulator says"
    return 0, f"{values[0]:g} is not what the simulator says"


def is_near(value, right, tolerance):
    return abs(value - right) <= tolerance * abs(right) + 1e-9 * max(1.0, abs(right))


def mark_choice(question, answer, lab, simulator):
    if not answer:
        return 0, "no answer"
    accepted = question.accept or [simulator.evaluate(question.value, lab)]
    if plain(answer) in [plain(word) for word in accepted]:
        return question.points, "right"
    return 0, f"\"{answer}\" is not right"


def plain(text):
    """Case, articles, punctuation and the two ways to write a space do not count."""
    words = re.sub(r"[^\w]+|_", " ", text.lower()).split()
    return [word for word in words if word not in ("the", "a", "an")]


def mark_sentence(question, answer, _lab, _simulator):
    if not answer:
        return 0, "no answer"
    said = answer.lower()
    ideas = [any(word in said for word in words) for words in question.mentions]
    points = round(question.points * sum(ideas) / len(ideas), 2)
    missing = [words[0] for words, found in zip(question.mentions, ideas) if not found]
    if not missing:
        return points, "says what matters; to be read by the marker"
    return points, f"says nothing of: {', '.join(missing)}; to be read by the marker"


MARKERS = {"prediction": mark_prediction, "number": mark_number, "choice": mark_choice, "sentence": mark_sentence}


def as_text(marks):
    lines = [f"Lab {marks['lab']}: {marks['title']}", ""]
    for row in marks["questions"]:
        lines.append(f"  {row['question']:<5} {row['points']:>4g} of {row['of']:g}  {row['asks']}")
        lines += textwrap.wrap(row["reason"], 90, initial_indent=" " * 19, subsequent_indent=" " * 19)
    lines += ["", f"  {marks['points']:g} of {marks['of']:g} points"]
    return "\n".join(lines)
