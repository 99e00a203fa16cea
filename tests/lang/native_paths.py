# What natives and containers do by quick paths, at the edges of those paths.
import array


# Keys that compare without Python, and those that do not.
class Point(tuple):
    def __new__(cls, x, y):
        return tuple.__new__(cls, (x, y))


class Odd(tuple):
    def __eq__(self, other):
        return len(self) == len(other)

    __hash__ = tuple.__hash__


class Even(tuple):
    pass


d = {Point(1, 2): "point", (3, (4, (5, 6.0))): "deep", 1.5: "float", None: "none", True: "true"}
print(d[(1, 2)], d[Point(3, (4, Point(5, 6)))], d[1.5], d[None], d[1], d[1.0])
print((1, 2) in d, (2, 1) in d, Even((1, 2)) in d, (3, (4, (5, 6))) in d)
print(Odd((1, 2)) == (7, 8), (7, 8) == Odd((1, 2)), [Odd((1, 2))] == [(7, 8)], [(7, 8)] == [Odd((1, 2))])
print(Odd((1, 2)) in {(1, 2)}, [(1, Odd((1, 2)))] == [(1, (9, 9))], [(1, Even((1, 2)))] == [(1, (9, 9))])
Even.__eq__ = lambda self, other: True
print([(1, Even((1, 2)))] == [(1, (9, 9))], [Even((1,))] == [(9, 9)])
del Even.__eq__
print([(1, Even((1, 2)))] == [(1, (9, 9))], [Even((9, 9))] == [(9, 9)])
Even.__ne__ = lambda self, other: "ne"
print(Even((1,)) != (1,), [Even((1,))] == [(1,)])
nan = float("nan")
print([nan] == [nan], (nan, 1) == (nan, 1), [0.0] == [-0.0], [1] == [1.0], [True] == [1.0])
print([None] == [0], [False] == [None], [True] == [False], [...] == [None], ["a"] == [("a",)], [("a",)] == [1])
print([2**62] == [2.0**62], [2**53 + 1] == [2.0**53], [1 << 70] == [1 << 70], ["1"] == [1])
deep = ()
other = ()
for i in range(60):
    deep, other = (deep, i), (other, i)
print(deep == other, [deep] == [other], {deep: 1}[other], (deep, 1) == (other, 2))


class Collides:
    def __init__(self, hash, equal):
        self.hash, self.equal = hash, equal

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        print("eq", other)
        return self.equal


for key in (5, (5,), 5.25):
    print({Collides(hash(key), False): 1, key: 2}[key], {Collides(hash(key), True): 1}[key])

# Sets, in parts by quick search and in parts by comparison.
plain, mixed = {1, 2, 3, "a", (1, 2)}, {3, "a", Collides(hash("b"), True), 9}
print(sorted(map(str, plain & {3, "a", 9})), sorted(map(str, plain - {3, "a"})), plain - {3, "a", 1, 2, (1, 2), 8, 9, 10})
print("b" in mixed, {3, "b"} <= mixed, {3, "b"} & mixed == {3, "b"}, {3, "b", "c"} - mixed, {"b"}.isdisjoint(mixed))
print({"c", "d"}.isdisjoint(mixed), plain.isdisjoint({7, 8}), plain.isdisjoint(x for x in (7, 1)), plain <= plain)
print(sorted({1, 2}.union({2, 3}, {4: 5}, [6])), sorted({1, 2} | {5}), {1}.union({1}), set() | {1})
same = {1, 2, 3}
same |= same
same.update(same)
print(same, same - same, same & same, same ^ same, frozenset(same) - same, type(frozenset(same) & same))
print({1, 2, 3}.difference({1}, [2]), {1, 2, 3}.difference(), {1, 2, 3}.intersection([1, 2], {2, 9}), set().difference({1}))
order = set()
for i in range(2000):
    order.add(i * 7919 % 2003)
for i in range(0, 2003, 3):
    order.discard(i)
print(len(order), len(order - set(range(1000))), len(order & set(range(1000))), order >= {1, 2, 4}, order >= {1, 2, 3})
table = {}
for i in range(50000):
    table[i * 31] = i
for i in range(0, 50000, 2):
    del table[i * 31]
print(len(table), all(table[i * 31] == i for i in range(1, 50000, 2)), 62 in table, 31 in table)

# Pairs that are given again are new as soon as somebody keeps them.
for make in (lambda: zip("abc", (1, 2, 3)), lambda: enumerate("abc"), lambda: {"a": 1, "b": 2, "c": 3}.items().__iter__()):
    kept = list(make())
    pairs = make()
    first, second = next(pairs), next(pairs)
    print(kept, first, second, first is second, hash(next(make())) == hash(kept[0]))
    print({pair for pair in make()} == set(kept), [hash(pair) for pair in make()] == [hash(pair) for pair in kept])
print(list(reversed({"a": 1, "b": 2}.items())), list(reversed({1: 2, 3: 4})), [*zip()], [*zip([1])], [*zip([1, 2], "a", [3])])
growing = {1: 1}
pairs = iter(growing.items())
try:
    for pair in pairs:
        growing[len(growing) + 5] = 1
except RuntimeError as error:
    print(error)
holes = dict.fromkeys(range(6))
for key in (0, 2, 5):
    del holes[key]
print(list(holes.items()), list(reversed(holes)), list(zip(holes, holes.values())))

# Arguments: by place, by name, too few, too many, with a bound object before many.
print(min(3, 1, 2), max([3, 1], key=lambda x: -x), min((), default=4), max("a", "b", key=str.upper), min(*range(20, 5, -1)))
print("{} {} {} {} {} {} {} {} {}".format(*range(9)), "{}{a}".format(1, a=2), "a-b-c".split("-", maxsplit=1))
for call in (
    lambda: min(),
    lambda: min(1, 2, default=3),
    lambda: min(1),
    lambda: {}.get(),
    lambda: {}.get(1, 2, 3),
    lambda: dict.get([], 1),
    lambda: dict.get(),
    lambda: [].append(1, 2),
    lambda: [].append(x=1),
    lambda: "a".split(sep="b", key=1),
    lambda: "a".split("b", sep="c"),
    lambda: [].sort(1),
    lambda: list.sort(),
    lambda: list.append(5, 6),
    lambda: set.add(frozenset(), 1),
    lambda: frozenset.union({1}, {2}),
    lambda: isinstance(1),
    lambda: print(end=1),
    lambda: "a".join(),
    lambda: "a".replace("b"),
    lambda: [].insert(1),
    lambda: (1,).index(),
):
    try:
        print(call())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Listed(list):
    pass


print(list.__len__(Listed([1, 2])), dict.get(type("D", (dict,), {})(a=1), "a"), list.pop(Listed([1, 2])))

# Slices.
numbers = list(range(10))
print(numbers[7::-1], numbers[::-1], numbers[8:2:-1], numbers[2:8:-1], numbers[::3], numbers[::-4], numbers[5:5:-1])
print(numbers[-3::-2], numbers[100::-1], numbers[:-100:-1], [][::-1], (1, 2, 3)[::-1], array.array("d", [1, 2, 3])[::-1])
numbers[:4] = numbers[3::-1]
print(numbers)
numbers[2:5] = numbers[:3]
numbers[1:3] = numbers
print(numbers)
numbers[:] = numbers
numbers[3:5] = ["new"]
print(numbers)


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, len(held))


held = [Loud("a"), Loud("b"), 1]
held[:2] = [2, 3]
print(held)

# Texts of numbers.
print(f"{0}{-1}{7}{10}{123456789012}{-(2**61)}{2**61 - 1} {2**70} {1.5} {True} {None}{''}{'é'}{'\ud83d'!r}")
print(str(-10), repr(99), f"{5:03} {1e100} {1e16} {-0.0}", f"{'a'}{'é'}{3}")
print([hash(n) for n in (0, 1, -1, -2, 2**61 - 1, 2**61 - 2, 2**61, -(2**61) + 1, 2**62)])

# Arrays of every type.
for code in "bBhHiIlLqQfd":
    numbers = array.array(code, [1, 2, 100])
    numbers[1] = 50
    print(code, numbers[0], numbers[1], numbers[-1], numbers[1:], numbers.tolist(), end=" ")
    try:
        numbers[3]
    except IndexError as error:
        print(error)
text = array.array("w", "aé\U0001f600")
print(text[0], text[1], text[2], text.tolist(), array.array("Q", [2**64 - 1])[0], array.array("q", [-(2**63)])[0])


# Attributes that may be missing, and states.
class Hooked:
    def __getattr__(self, name):
        if name == "there":
            return 1
        raise (AttributeError if name == "gone" else ValueError)(name)


class Computed:
    @property
    def gone(self):
        raise AttributeError("inside")

    @property
    def broken(self):
        raise ValueError("inside")


class Slotted:
    __slots__ = ("a", "b")


print(getattr(Hooked(), "there", 2), getattr(Hooked(), "gone", 2), hasattr(Hooked(), "gone"), getattr(Computed(), "gone", 3))
print(hasattr(Computed(), "gone"), getattr(5, "real", 0), getattr(int, "nothing", 4), hasattr(array, "nothing"))
for call in (
    lambda: getattr(Hooked(), "other", 2),
    lambda: getattr(Computed(), "broken", 3),
    lambda: hasattr(Computed(), "broken"),
    lambda: getattr(1, 2, 3),
    lambda: hasattr(1, 2),
    lambda: getattr(Computed(), "nothing"),
):
    try:
        print(call())
    except (TypeError, ValueError, AttributeError) as error:
        print(type(error).__name__, error)
thing, slotted = Computed(), Slotted()
print(thing.__getstate__(), object.__getstate__(5), slotted.__getstate__())
thing.x, thing.y, slotted.b = 1, [2], 3
print(thing.__getstate__(), slotted.__getstate__(), thing.__dict__)
del thing.x
print(thing.__getstate__(), thing.__dict__)
print({1} in {frozenset({1})}, {1} in {2})
for call in (lambda: [] in {1}, lambda: {1: []} in set(), lambda: {1}.discard([]), lambda: set().remove([])):
    try:
        print(call())
    except TypeError as error:
        print(error)

# Slices of ranges, and tuples in order.
for r in (range(10), range(10, -10, -3), range(5, 5), range(2**61 - 3, 2**61 + 3), range(-(2**62), 2**62, 2**60)):
    print(r[2:5], r[:], r[::-1], r[5:2], r[-3:], r[::3], r[8:1:-2], r[::2**70], r[-(2**70) :], r[100:200])
try:
    range(5)[::0]
except ValueError as error:
    print(error)
pairs = [(2, "b"), (1, "b"), (2, "a"), (1,), (), (1, "b", 0), (2.5, None), (True, "c")]
print(sorted(pairs), max(pairs), (1, nan) < (1, nan), (1, 2) <= (1, 2), (1, 2) > (1,), Even((1, 2)) < (1, 3), (0, Even()) >= (0, ()))
try:
    print((1, None) < (1, "a"))
except TypeError as error:
    print(error)
