"""A student's answers: a text file with a line for each question, "1.3: 8135". Lines that begin with # and empty ones
do not count; a line without a question's number goes on with the answer before it."""

import re

LINE = re.compile(r"\s*(\d+\.\d+[a-z]?)\s*[:=)\t]\s*(.*)")


class AnswersError(Exception):
    """The file cannot be taken as answers."""


def read_answers(path, questions):
    """Question -> answer. @raise AnswersError"""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnswersError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path}: is no text in UTF-8; save it as such") from error
    answers = {}
    last = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.match(line)
        if found:
            last = found.group(1)
            if last not in questions:
                raise AnswersError(f"{path}:{number}: the lab has no question {last}; it has {', '.join(questions)}")
            if last in answers:
                raise AnswersError(f"{path}:{number}: question {last} is answered twice")
            answers[last] = found.group(2).strip()
        elif last is None:
            raise AnswersError(f"{path}:{number}: a line begins with a question's number, such as \"{questions[0]}: ...\"")
        else:
            answers[last] = f"{answers[last]} {line.strip()}"
    return answers
