"""Fills in what CPython says about the sources in `mistakes.txt`; the test reads the result.

usage: python3.14 mistakes.py mistakes.txt

The file has one case after the other: a line `=== exec` (or `eval` or `single`), the source, and a line `--- ` for each
complaint: class, range and message of the error, or line and message of the warnings, or `fine`.
"""

import sys
import warnings


def cases(lines):
    mode = source = None
    for line in lines:
        if line.startswith("=== "):
            if mode:
                yield mode, "\n".join(source)
            mode, source = line[4:], []
        elif mode and not line.startswith("--- "):
            source.append(line)
        elif not mode:
            print(line, file=out)
    yield mode, "\n".join(source)


def complaints(mode, source):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "<test>", mode, dont_inherit=True)
        except SyntaxError as error:
            place = [error.lineno, error.offset, error.end_lineno, error.end_offset]
            yield " ".join([type(error).__name__, *map(str, (x or 0 for x in place)), error.msg])
            return
        except Exception as error:
            yield f"{type(error).__name__} 0 0 0 0 {error}"
            return
        for warning in caught:
            yield f"{warning.category.__name__} {warning.lineno} {warning.message}"
        if not caught:
            yield "fine"


path = sys.argv[1]
lines = open(path, encoding="utf-8").read().removesuffix("\n").split("\n")
with open(path, "w", encoding="utf-8") as out:
    for mode, source in cases(lines):
        print(f"=== {mode}\n{source}", file=out)
        for line in complaints(mode, source):
            print(f"--- {line}", file=out)
