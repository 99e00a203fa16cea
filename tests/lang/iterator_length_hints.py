# operator.length_hint, and the __length_hint__ of the iterators of built-in types.
from _operator import length_hint

for values in ([1, 2, 3], (1, 2, 3), "abc", b"abc", bytearray(b"abc"), range(3), {1, 2, 3}, {1: 1, 2: 2, 3: 3}):
    iterator = iter(values)
    hints = [length_hint(iterator)]
    for _ in range(3):
        next(iterator)
        hints.append(length_hint(iterator))
    print(type(values).__name__, hints, next(iterator, "end"), length_hint(iterator))

growing = [1, 2]
iterator = iter(growing)
next(iterator)
growing.extend("abc")
print(length_hint(iterator))
del growing[:]
print(length_hint(iterator))

shrinking = [1, 2, 3, 4]
iterator = reversed(shrinking)
next(iterator)
print(length_hint(iterator))
del shrinking[1:]
print(length_hint(iterator), list(iterator))


class Sequence:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        if self.length is None:
            raise ZeroDivisionError("no length today")
        return self.length

    def __getitem__(self, index):
        if index >= 4:
            raise IndexError
        return index


sequence = Sequence(4)
forwards, backwards = iter(sequence), reversed(sequence)
next(forwards), next(backwards)
print(length_hint(forwards), length_hint(backwards))
sequence.length = 1
print(length_hint(forwards), length_hint(backwards))
sequence.length = None
for iterator in (forwards, backwards):
    try:
        print(length_hint(iterator))
    except ZeroDivisionError as error:
        print("raised:", error)


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __length_hint__(self):
        return self.hint


print(length_hint(Hint(7)), length_hint(Hint(NotImplemented), 9), length_hint(object(), 5), length_hint([], 5))
for hint in (-1, "three", None):
    try:
        print(length_hint(Hint(hint)))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
