# enumerate, zip, map, filter, reversed, iter, next, all, any, sum, min, max, sorted: laziness, strictness, errors.
def noisy(name, items):
    for item in items:
        print(f"{name}{item}", end=" ")
        yield item
print(list(enumerate("ab")), list(enumerate("ab", 5)), list(enumerate("ab", start=-1)), list(enumerate([], 3)), next(enumerate("x", 10**20)))
print(list(zip("ab", [1, 2, 3])), list(zip()), list(zip("a")), list(zip("ab", "cd", "ef")), list(zip("ab", "cd", strict=True)), dict(zip("ab", range(2))), list(zip(*[(1, 2), (3, 4)])))
for lengths in ((2, 3), (3, 2), (2, 2, 1), (1, 2, 2)):
    try:
        print(list(zip(*map(range, lengths), strict=True)))
    except ValueError as error:
        print(error)
print(list(zip(noisy("a", [1, 2]), noisy("b", [3]))))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(map(None.__class__, [])), next(map(int, "5")), list(filter(None, [0, 1, "", "a"])), list(filter(lambda v: v > 1, [1, 2, 3])), list(filter(str.isalpha, "a1b")))
print(list(map(pow, [2, 3], [3, 2])), list(map(lambda *a: a, "ab", "cd", strict=True)), list(reversed([1, 2, 3])), list(reversed("ab")), list(reversed(range(3))), list(reversed({"k": 1, "l": 2})), list(reversed((1, 2))))
class Seq:
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10
class Rev:
    def __reversed__(self): return "anything"
class NoRev(Seq):
    __reversed__ = None
print(list(reversed(Seq())), reversed(Rev()))
counter = iter(lambda state=[0]: state.__setitem__(0, state[0] + 1) or state[0], 4)
print(list(counter), next(iter([]), "default"), next(iter([7]), "default"), list(iter("ab")))
print(all([]), any([]), all([1, 0, 1 / 1]), any([0, "x"]), all(noisy("c", [1, 0, 1])), any(noisy("d", [0, 2, 3])), sum([]), sum([1, 2], 10), sum([[1], [2]], []), sum((i for i in range(4)), start=0.5), sum([1.5, 2]), sum([True] * 3))
print(min(3, 1, 2), max("abc"), min([5], default=0), max([], default="none"), min("bca", key=ord), max([1, -5], key=abs), max([(1, "a"), (1, "b")]), max([1, 1.0]), min([True, 1]), max({"k": 1, "z": 0}), min([[2], [1, 9]]), max([], default=None), max(1, 2, key=lambda v: -v))
for expression in ("enumerate()", "enumerate(5)", "enumerate([], 'x')", "zip(5)", "zip([1], x=1)", "map()", "map(str)", "map(5, [1])", "next(map(5, [1]))", "map(str, 5)", "filter(None)", "filter(5, 5)", "next(filter(5, [1]))", "reversed(5)", "reversed({1})", "reversed(NoRev())", "reversed(iter([]))", "iter(5)", "iter(5, 1)", "next(5)", "next(iter([]))", "next([])", "all(5)", "any(None)", "sum('ab')", "sum(['a'], '')", "sum([b'a'], b'')", "sum([1, 'a'])", "sum(5)", "min()", "min(5)", "min([])", "min(1, 2, default=3)", "max(1, 'a')", "max([1], key=5)", "min([1], foo=2)", "sorted(5)", "sorted([1, 'a'])", "zip([1], [1, 2], strict=2).__next__()", "list(zip([1], [], strict=True))", "next(zip())", "list(map(lambda: 0, [1]))"):
    try:
        print(expression, "=", type(eval(expression)).__name__)
    except (Exception, StopIteration) as error:
        print(expression, "->", type(error).__name__, error)
total = 0
for i, (a, b) in enumerate(zip(range(300), map(lambda v: v * 2, filter(lambda v: v % 3, range(1000))))): total += i * a - b
print(total)
