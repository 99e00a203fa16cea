"""Searching lists and tuples, set operations, copies of small dicts: where comparing runs no Python, and where it does."""


class Equal:
    """Equal to one value; says so, and does something first."""

    def __init__(self, value, then=lambda: None):
        self.value, self.then = value, then

    def __eq__(self, other):
        print("asked about", other)
        self.then()
        return other == self.value

    def __hash__(self):
        return hash(self.value)


# Lists and tuples: what differs is passed by, what may be equal is asked.
for items in [1, 2, 3], [1.0, 2.5, 3], ["a", "b", "ab"], [(1, 2), ("a",), ()], [None, True, 2**70], [0.5]:
    for sought in 3, 2.5, 1, "ab", "b", "", (1, 2), (1.0, 2), ("a",), (), None, 2**70, 1 << 70:
        found = [sought in items, sought in tuple(items), items.count(sought)]
        if any(found):
            print(sought, items, found, items.index(sought))
nan = float("nan")
print(nan in [1, nan], nan in (nan,), [nan].index(nan))

mixed = [1, 2.0, "x", Equal(7), 3, Equal("y"), 7, "y"]
for sought in 3, 7, "y", "z", 2, (7,):
    print(sought, sought in mixed, sought in tuple(mixed))
print(mixed.index(3), mixed.index("y", 6), mixed.count(7))

# A list that changes while it is searched.
shrinking = [1, Equal(0, lambda: shrinking.clear()), 5]
print(5 in shrinking, shrinking)
growing = [1, Equal(0, lambda: growing.extend([8, 9])), 5]
print(9 in growing, growing[2:])
try:
    print([1, Equal(0, lambda: 1 / 0), 5].index(5))
except ZeroDivisionError as error:
    print(error)


def hot():
    """Compiled: membership in lists, tuples, and of what must be asked."""
    found = 0
    for n in range(3000):
        found += n in [5, 1500, 2.5]
        found += str(n) in ("7", "1501", None)
        found += (n, n) in [(3, 3), (4.0, 4), "x"]
    return found


print(hot())


def characters():
    total, last = 0, ""
    for text in ["abc" * 700, "aé√😀" * 300, "", "x"]:
        for character in text:
            total += ord(character)
            last = character
    iterator = iter("ab")
    return total, last, list(iterator), next(iterator, "over")


print(characters())

# Sets: small and larger than a byte's index, with gaps, with strings, with keys that are asked.
for one, two in [
    (set(range(0)), set(range(3))),
    (set(range(5)), set(range(3, 9))),
    (set(range(200)), set(range(100, 300))),
    (set(map(str, range(60))), set(map(str, range(30, 400)))),
    ({1, 2.0, "x", (1,)}, {1.0, 2, "y", (1,), None}),
]:
    for left, right in (one, two), (two, one), (frozenset(one), two):
        results = left & right, left | right, left - right, left ^ right
        print([type(result).__name__ for result in results], [len(result) for result in results])
        assert results[0] | results[3] == results[1] and results[2] == left ^ results[0]
        for result in results:
            assert all(item in result for item in result) and "no such" not in result
            grown = set(result)
            grown.update(range(1000, 1100))
            assert len(grown) == len(result) + 100 and result <= grown

gaps = set(range(100))
for n in range(0, 100, 3):
    gaps.discard(n)
print(sorted(gaps & set(range(10))), len(gaps | {1000}), len(gaps - {1}), len(set(range(5)) | gaps), 3 in gaps | {3})

first, second = Equal(1), Equal(2)
print(sorted(type(item).__name__ for item in {first, second} | {2, 3}))
print(len({1, 2, 3} & {second, 5}), len({1, 2, 3} - {second}), len({second} | {1, 2, 3}))
print(len({5, second}.union([2, 5], {6}, [7])))


class Broken:
    def __eq__(self, other):
        raise ValueError("not compared")

    def __hash__(self):
        return 2


for operation in "{1, 2} & {Broken(), 4}", "{1, 2} | {5, Broken()}", "{7, Broken()} - {2, 3}":
    try:
        print(eval(operation))
    except ValueError as error:
        print(operation, error)
updated = {1, 2}
try:
    updated |= {5, Broken(), 6}
except ValueError:
    print(1 in updated)

# Dicts: displays with equal keys and keys that are asked; copies of those with and without gaps.
print({"a": 1, "b": 2, "a": 3, 1: 4, 1.0: 5, True: 6, (1, 2): 7, (1, 2): 8})
display = {1: "one", Equal(1): "asked", "x": 2, Equal("x"): 3}
print(list(display.values()))
try:
    {1: 1, []: 2}
except TypeError as error:
    print(error)
for size in 0, 1, 4, 5, 6, 10, 11, 42, 43, 300:
    table = {n: str(n) for n in range(size)}
    for key in range(0, size, 4):
        del table[key]
    copies = dict(table), table.copy(), {**table}, table | {}
    for copy in copies:
        assert copy == table and list(copy) == list(table), size
        copy["new"] = size
        copy[1] = "changed"
        assert copy["new"] == size and "new" not in table and copy.pop(1) == "changed" and 1 not in copy
        copy.update({n: n for n in range(20)})
        assert len([*copy]) == len(copy) == len({*copy})
print("copies")
