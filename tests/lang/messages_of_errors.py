"""Messages of exceptions that are made from parts or once, and texts of integers with their limit."""

import sys


class Name:
    pass


class Müller:
    pass


odd = type("a\u00e9😀", (), {})


def message(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error), error.args, getattr(error, "name", "none")


for thing in 1, [], Name(), Müller(), odd(), iter(""), None, iter({}), int, Name:
    for name in "missing", "é", "x" * 3, "😀y":
        kind, text, arguments, found = message(getattr, thing, name)
        print(kind, ascii(text), len(text), arguments == (text,), found == name)
        try:
            getattr(thing, name)
        except AttributeError as error:
            assert error.obj is thing and error.name == name
            error.obj = error.name = None
            assert error.obj is error.name is None

for thing in [], [1], (), (1,), "", "ab", "é", b"", b"a", bytearray(b"x"), range(2):
    for index in 5, -5, 2**70, -(2**70):
        print(message(lambda: thing[index])[:2])
for function in [].pop, lambda: [1].pop(3), lambda: [1].__delitem__(4), lambda: [].__setitem__(0, 1):
    print(message(function)[:2])
first, second = [message(lambda: [][0])[2] for _ in range(2)]
print(first == second, first)

# Integers as text.
for number in 10**18, 2**63, -(2**63), 2**64, 10**19, 10**38, -(10**100), 10**300 + 7, 7**1000:
    print(str(number), repr(-number), f"{number}", "%d" % number)
sys.set_int_max_str_digits(640)
for number in 10**639, -(10**639), 10**640 - 1, 10**640, -(10**640), 10**2000:
    kind = message(str, number)
    print(kind[:2] if kind else len(str(number)))
sys.set_int_max_str_digits(0)
print(len(str(10**20000)))

# Repetition.
for count in -1, 0, 1, 2, 20, 40, True, 2**40 * 0:
    for items in [], [1], [1, "two"], [[]]:
        result = items * count
        assert result == count * items and len(result) == len(items) * max(count, 0)
        assert all(result[n] is items[n % len(items)] for n in range(len(result)))
print(message(lambda: [1] * 1.5)[1], message(lambda: [1, 2] * 2**62)[0])
