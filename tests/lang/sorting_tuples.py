# Tuples that compare without running Python, those that do not, and what is made of sequences in one go.

def attempt(function, *args, **keywords):
    try:
        return function(*args, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


rows = [(n % 3 == 0, n % 2 == 0, n * 7 % 5, n) for n in range(40)]
expected = sorted(rows, key=lambda row: int(row[0]) * 10**6 + int(row[1]) * 10**5 + row[2] * 1000 + row[3])
print(sorted(rows) == expected, sorted(rows, reverse=True) == expected[::-1], sorted(rows)[:3])
print(sorted([(2, "b"), (1, "z"), (2, "a"), (1,), (), (1, "z", 0)]))
print(sorted([((1, 2), "x"), ((1,), "y"), ((1, 2), "a")]), sorted([(1.5, 2), (1, 3), (True, 0), (-0.0, 1), (0, 0)]))
print(sorted([("é", 1), ("z", 2), ("", 3)]), sorted([(1 << 70, 1), (1 << 65, 2), (3, 3)]))
print(attempt(sorted, [(1, 2), (1, "x"), (0, 5)]), attempt(sorted, [(1, None), (1, None), (0, None)]))
print(attempt(sorted, [(1, 2), (1, None)]), attempt(sorted, [(1, {}), (2, {})]), attempt(sorted, [(1, {}), (1, [])]))
nan = float("nan")
print(sorted([(nan, 1), (nan, 0)]) == [(nan, 0), (nan, 1)], len(sorted([(float("nan"), n) for n in range(5)])))


class Backwards:
    log = 0

    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        Backwards.log += 1
        return self.n == other.n

    def __lt__(self, other):
        Backwards.log += 1
        return self.n > other.n

    def __repr__(self):
        return f"B{self.n}"


print(sorted([(0, Backwards(n)) for n in (3, 1, 2)]), Backwards.log > 0)
mixed = [(n % 4, n) for n in range(60)] + [(2, Backwards(1))]
print(attempt(sorted, mixed))
late = [(n % 4, "same") for n in range(60)] + [(5, Backwards(1)), (5, Backwards(2))]
print(sorted(late)[-3:], [n for n, _ in sorted(late)][:20])
pairs = [((n % 3, "k"), n) for n in range(20)]
print([n for _, n in sorted(pairs, key=lambda pair: pair[0])], [n for _, n in sorted(pairs, key=lambda pair: pair[0], reverse=True)])
deep = ()
for _ in range(40):
    deep = (deep,)
print(sorted([(deep, 2), (deep, 1)])[0][1])


class Pair(tuple):
    def __lt__(self, other):
        return tuple.__gt__(self, other)


print(sorted([Pair((1, 2)), Pair((3, 4))]), sorted([(1, 2), Pair((3, 4))]))

# Of lists, and of what grows while it is read.
items = [1, 2, 3]
print(tuple(items), tuple([]) is tuple(()), type(Pair(items)).__name__, Pair(items), tuple(items) == (1, 2, 3))


class Items(list):
    def __iter__(self):
        return iter("own")


print(tuple(Items(items)), set(Items(items)) == set("own"), list(Items(items)))
print(len(set(list(range(50)) * 3)), set([1, True, 1.0]), set((1, 2, 1)), attempt(set, [1, []]), frozenset([3, 3]))
print([1, 2] + [3], [] + [], [1, 2] * 3, 2 * [7], [0] * 3, [1] * -1, (1, 2) * 2, 3 * (5,), attempt(lambda: [1, 2] * (1 << 62)))
print(attempt(lambda: (1, 2) * (1 << 61)), attempt(lambda: [1] + (2,)), attempt(lambda: [1] * "x"), attempt(lambda: (1,) + [2]))
big = [1, 2]
big *= 3
big += (4,)
print(big)
print(min([3, 1, 2]), max([3, 1, 2]), min(3, 1.5, 2), max([1, 1.0, True]), min([1 << 70, 5]), max("abc"), attempt(min, []), attempt(max, [1, "x"]))

# Sets that are compared element by element.
one, two = set(range(30)), set(range(0, 30, 3))
print(two <= one, one.issuperset(two), one.isdisjoint({40, 50}), {1, 40} <= one, {1.0, 2} <= one, {"a"} <= one, two < two, one.issuperset({True}))


class Equal:
    def __hash__(self):
        return 3

    def __eq__(self, other):
        return other == 3


print({Equal()} <= one, {3} <= {Equal()}, {3, 4}.isdisjoint({Equal()}))
walked = set(range(10))
walked -= {0, 4, 9}
iterator = iter(walked)
print(sorted(walked), next(iterator) in walked)
walked.add(100)
print(attempt(next, iterator), attempt(next, iterator))

# Calls of classes.
print(type(5), attempt(type, 1, 2), attempt(tuple, 1, 2), attempt(tuple, 5), attempt(object, 1), attempt(set, 1, 2), attempt(type(None)), attempt(type(iter(""))))
print(str(5), int("7"), float("1.5"), bool([]), list("ab"), dict(a=1), frozenset("a"), bytes(2), attempt(tuple, iterable=[1]), attempt(bool, 1, 2))


class Named(tuple):
    def __init__(self, values):
        print("init", values)


class Other(int):
    def __new__(cls, value):
        return value


print(Named([1]), Other("not an int"), Other(5))


class Meta(type):
    def __call__(cls, *args):
        return ("meta", args)


class Made(metaclass=Meta):
    pass


print(Made(1, 2))
