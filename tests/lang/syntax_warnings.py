"""Warnings of the compiler: shown, ignored, or raised as errors, as the filters say."""
import _warnings
import sys


class Catcher:
    def write(self, text):
        print(end=text)

    def flush(self):
        pass


def compiled(source, name="<sample>"):
    stderr, sys.stderr = sys.stderr, Catcher()
    try:
        code = compile(source, name, "exec")
        print("compiled")
    except SyntaxError as error:
        print(type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset)
    finally:
        sys.stderr = stderr


SAMPLES = [
    "x = 1 is 1",
    "assert (1, 'message')",
    "y = 'a\\d'",
    "(1)(2)",
    "[1]['a']",
    "def f():\n    try:\n        pass\n    finally:\n        return 1",
    "z = b'\\q'",
    "w = 1 if 0in [1] else 2",
]
for sample in SAMPLES:
    print("---", repr(sample))
    compiled(sample)
_warnings.filters.insert(0, ("ignore", None, SyntaxWarning, None, 0))
compiled(SAMPLES[0])
_warnings.filters[0] = ("error", None, SyntaxWarning, None, 0)
for sample in SAMPLES[:-2]:
    compiled(sample)
