"""What the person at the terminal sees: timed steps, and problems with a remedy."""

import shlex
import subprocess
import sys
import time
from contextlib import contextmanager


class Problem(Exception):
    """Something the caller can put right: what is wrong, and what to do."""

    def __init__(self, what, remedy=""):
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self):
        return f"{self.what}\n  -> {self.remedy}" if self.remedy else self.what


class _Steps:
    """The steps under way; a step inside a step starts a line of its own."""

    open_line = False
    depth = 0


def say(text=""):
    if _Steps.open_line:
        print(flush=True)
        _Steps.open_line = False
    print(text, flush=True)


def warn(text):
    say(f"! {text}")


@contextmanager
def step(title):
    """Print the title now and, when the work is done, how long it took."""
    indent = "  " * _Steps.depth
    if _Steps.open_line:
        print(flush=True)
    print(f"{indent}{title} ...", end="", flush=True)
    _Steps.open_line = True
    _Steps.depth += 1
    start = time.monotonic()
    try:
        yield
        outcome = ""
    except BaseException:
        outcome = "failed after "
        raise
    finally:
        _Steps.depth -= 1
        outcome += f"{time.monotonic() - start:.1f} s"
        begun = "" if _Steps.open_line else f"{indent}{title}:"
        print(f"{begun} {outcome}", flush=True)
        _Steps.open_line = False


def run(command, remedy="", lines=25, **options):
    """Run a command quietly; return its output, or raise a Problem that shows it."""
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if done.returncode:
        raise Problem(
            f"{shlex.join(str(part) for part in command)[:300]} ended with "
            f"{done.returncode}:\n{tail(done.stdout, lines)}",
            remedy,
        )
    return done.stdout


def tail(text, lines=25):
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def table(rows, headings):
    """Lay rows out in columns; a Chinese character is two columns wide."""
    rows = [[str(cell) for cell in row] for row in [headings, *rows]]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        say("  " + "  ".join(c + " " * (w - _width(c)) for c, w in cells).rstrip())


def _width(text):
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def confirm(question):
    """Ask before what cannot be undone; without a terminal the answer is no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes", "是")
