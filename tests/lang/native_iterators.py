# What the iterators of built-in types give, on their short paths and off them.


def duplicate(iterator):
    make, arguments, *state = iterator.__reduce__()
    other = make(*arguments)
    if state:
        other.__setstate__(state[0])
    return other


def show(*values):
    print(*values)


# Strings: ASCII, beyond it, surrogates, and subclasses whose `__getitem__` nobody asks.
class Text(str):
    def __getitem__(self, index):
        return "wrong"


for text in "abc", "aéb", "é€😀z", "\udc80x", "", Text("own"):
    iterator = iter(text)
    show(type(iterator).__name__, ascii(list(iterator)), list(iterator), next(iterator, "end"))
    show(iterator.__reduce__()[1])

for text in "abcdef", "añbñcñ":
    iterator = iter(text)
    next(iterator), next(iterator), next(iterator)
    show(iterator.__length_hint__(), iterator.__reduce__()[1:])
    other = duplicate(iterator)
    show(list(other), list(iterator))
    iterator = iter(text)
    for state in 4, -3, 99:
        iterator.__setstate__(state)
        show(state, iterator.__length_hint__(), list(duplicate(iterator)))
    show(next(iterator, "end"), iterator.__length_hint__())
    iterator.__setstate__(1)
    show(next(iterator, "still the end"))

# Lists: one that grows and shrinks while it is gone over; an exhausted iterator stays exhausted.
items = [1, 2, 3]
iterator = iter(items)
show(list(zip(iterator, "ab")), next(iterator, "end"))
items.append(4)
show(next(iterator, "end"))
items = [1, 2, 3]
iterator = iter(items)
show(list(map(str, iterator)))
items.append(4)
show(list(iterator), list(filter(None, iterator)), list(enumerate(iterator)))

# Backwards.
items = [1, 2, 3, 4]
iterator = reversed(items)
show(type(iterator).__name__, next(iterator), iterator.__length_hint__(), iterator.__reduce__()[1:])
del items[1:]
show(next(iterator, "end"), iterator.__length_hint__())
items.extend([5, 6, 7])
show(next(iterator, "still the end"), iterator.__reduce__()[1:])
iterator = reversed(items)
show(list(iterator), iterator.__reduce__()[1:], next(iterator, "end"))
iterator = reversed(items)
for _ in items:
    next(iterator)
show(iterator.__reduce__()[1:], iterator.__length_hint__())
iterator.__setstate__(1)
show(list(iterator))
show(list(reversed((1, 2, 3))), list(reversed("abc")), list(reversed(range(3))))


class Backwards(list):
    def __getitem__(self, index):
        return index * 10


show(list(reversed(Backwards([1, 2, 3]))))


class Ends:
    def __len__(self):
        return 5

    def __getitem__(self, index):
        if index < 2:
            raise IndexError
        return index


iterator = reversed(Ends())
show(list(iterator), next(iterator, "end"))

# Dicts: without gaps, with gaps, backwards, changed on the way.
table = {n: str(n) for n in range(8)}
show(list(table), list(table.values()), list(table.items()))
for key in 0, 3, 4, 7:
    del table[key]
show(list(table), list(table.values()), list(table.items()))
show(list(reversed(table)), list(reversed(table.values())), list(reversed(table.items())))
for view in table, table.values(), table.items():
    iterator = iter(view)
    next(iterator)
    table[100] = "new"
    for _ in range(2):
        try:
            next(iterator)
        except RuntimeError as error:
            show(error)
    del table[100]
    try:
        next(iterator)
    except RuntimeError as error:
        show(error)
iterator = iter(table)
show(list(iterator), next(iterator, "end"))
table[200] = "late"
show(next(iterator, "still the end"))

# Pairs that somebody keeps are not changed; those that nobody keeps have their own hash.
kept = []
for pair in zip("abcd", range(4)):
    if pair[1] & 1:
        kept.append(pair)
show(kept)
kept = []
for pair in enumerate("abcd"):
    if pair[0] & 1:
        kept.append(pair)
show(kept, [pair for pair in table.items()])
show(len({hash(pair) for pair in zip("abcd", range(4))}))

# Two or more, strict or not, and functions of any kind.
show(list(map(lambda a, b: (a, b), "abc", [1, 2])), list(map(abs, [-1, True, -2.5, -(1 << 70)])))
show(list(map(int.__add__, [1, 2], [3, 4])), list(filter(lambda n: n % 2, range(6))), list(filter(bool, ["", "x", 0])))
for strict in False, True:
    try:
        show(list(zip([1, 2], [3], strict=strict)))
    except ValueError as error:
        show(error)
    try:
        show(list(map(lambda a, b: a + b, [1], [3, 4], strict=strict)))
    except ValueError as error:
        show(error)


def fails(value):
    raise KeyError(value)


for iterator in map(fails, [1]), filter(fails, [2]), zip([1], map(fails, [3])), enumerate(map(fails, [4])):
    try:
        next(iterator)
    except KeyError as error:
        show("KeyError", error)

for value in 1, "x", None:
    try:
        next(value)
    except TypeError as error:
        show(error)

show((5).__abs__(), (-5).__abs__(), abs(-(1 << 61)), abs(True), ~5, ~-(1 << 61), (-7).bit_count(), (1 << 70).bit_count())
