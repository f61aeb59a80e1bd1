"""The labs as a student works them: every command of their texts as printed, then the grader on model answers, on wrong ones, and on
the same model answers as other people write them.

usage: test_labs.py LABS PROGRAM commands|grading LAB
       test_labs.py LABS PROGRAM numbers"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def lab_folder(labs, number):
    return next(labs.glob(f"lab{number}-*"))


def commands_of(text):
    """The fenced blocks that are for a shell."""
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def try_commands(labs, program, number):
    """Each block in a shell of its own that stops at the first command that fails, in the repository's folder."""
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    blocks = commands_of((lab_folder(labs, number) / "README.md").read_text())
    assert blocks, "a lab without a command"
    for block in blocks:
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=labs.parent.parent, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"{block}\nends with {done.returncode}:\n{done.stdout[-2000:]}"
        assert done.stdout.strip() or "nasm" in block, f"{block}\nprints nothing"


def marks(labs, program, number, answers):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.txt"
        file.write_bytes(answers)
        done = subprocess.run([labs / "grade", str(number), file, "--json", "--trapline", program], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def as_others_write(text):
    """Lines as Windows ends them, a byte order mark, decimal commas and points between thousands."""
    swap = str.maketrans(",.", ".,")
    lines = []
    for line in text.splitlines():
        question, answer = line.split(":", 1)
        answer = re.sub(r"\d[\d.,]*\d", lambda number: number.group().translate(swap), answer)
        lines.append(f"{question} : {answer}")
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n"


def try_grading(labs, program, number):
    model = (labs / "instructor" / f"lab{number}.txt").read_text()
    full = marks(labs, program, number, model.encode())
    lost = [(row["question"], row["reason"]) for row in full["questions"] if row["points"] != row["of"]]
    assert not lost, lost
    others = marks(labs, program, number, as_others_write(model))
    assert others["points"] == full["of"], others
    wrong = "\n".join(f"{row['question']}: 17.3" for row in full["questions"])
    assert marks(labs, program, number, wrong.encode())["points"] <= 0.15 * full["of"]
    assert marks(labs, program, number, b"# nothing\n")["points"] == 0


def try_numbers(labs):
    """How the grader reads numbers, and how it refuses files."""
    sys.path.insert(0, str(labs))
    from grading.numbers import readings  # pylint: disable=import-error,import-outside-toplevel
    for text, meant in (("45,666", 45666), ("45.666 cycles", 45666), ("45 666", 45666), ("about 8'135", 8135), ("1,5", 1.5),
                        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("-3,2 %", -3.2), ("1.234.567", 1234567), ("0,181", 0.181)):
        assert meant in readings(text), (text, readings(text))
    assert readings("none") == []
    for answers, code, says in ((b"9.9: 1\n", 2, "no question 9.9"), (b"1.2: 1\n1.2: 2\n", 2, "twice"), (b"\xff\xfe", 2, "UTF-8"),
                                (b"hello\n", 2, "begins with a question's number")):
        with tempfile.NamedTemporaryFile() as file:
            file.write(answers)
            file.flush()
            done = subprocess.run([labs / "grade", "1", file.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    done = subprocess.run([labs / "grade", "12", "/dev/null"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and "no lab 12" in done.stderr


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    LABS, PROGRAM = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3] == "numbers":
        try_numbers(LABS)
    else:
        {"commands": try_commands, "grading": try_grading}[sys.argv[3]](LABS, PROGRAM, int(sys.argv[4]))
