# Tuples: ordering, equality by identity first, hashes, indexes and counts.
nan = float("nan")
letters = tuple("abcabc")
print((1, 2) < (1, 3), (1, 2) < (1, 2, 0), () < (0,), (2,) > (1, 9, 9), (1, "a") == (1.0, "a"))
print((nan,) == (nan,), (nan,) < (nan,), nan in (nan,), (nan,).count(nan), (nan,).index(nan))
print((1, 2) == [1, 2], (1, 2) != [1, 2], () == (), (1,) == (1,))
print(hash((1, 2)) == hash((1.0, True + 1)), hash(()) == hash(tuple([])), hash((1, 2)) != hash((2, 1)))
print(len({(1, 2), (1, 2.0), (True, 2), (2, 1)}), {(0, "k"): 1}[(False, "k")])


class Loud:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        print(self.name, "==", other.name, end="; ")
        return self.name == other.name

    def __lt__(self, other):
        print(self.name, "<", other.name, end="; ")
        return self.name < other.name

    __hash__ = None


a, b, c = Loud("a"), Loud("b"), Loud("c")
print((a, b) == (a, b), (a, b) == (Loud("a"), c), (a,) == (a, b))
print((a, b) < (a, c), (a, b) < (a, b), (b,) < (Loud("b"), a), (a, b) in [(a, c), (a, b)])
for wrong in (
    lambda: hash((1, [])),
    lambda: hash((a,)),
    lambda: (1, 2) < [1, 2],
    lambda: (1, "a") < (1, 2),
    lambda: (1, 2).index(3),
    lambda: (1, 2, 3).index(1, 1),
    lambda: (1,) + [2],
    lambda: (1,)[1],
    lambda: letters["0"],
    lambda: (1,) * 1.5,
    lambda: tuple(5),
    lambda: tuple([1], [2]),
):
    try:
        print(wrong())
    except (TypeError, ValueError, IndexError) as error:
        print(type(error).__name__, error)

print(letters.index("b"), letters.index("b", 2), letters.index("c", -2), letters.count("a"), letters.index("a", -100))
print(letters * 0, letters[:1] * 3, -1 * letters, letters[::-2], letters + () is letters, letters * 1 is letters)
nested = ((), ((),), ((), ((),)))
print(nested, sorted(nested, reverse=True), max(nested), hash(nested) == hash(((), ((),), ((), ((),)))))
