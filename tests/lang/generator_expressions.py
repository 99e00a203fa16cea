# Generator expressions: laziness, scope of the first iterable, several loops, as arguments, closing.
def noisy(n):
    for i in range(n):
        print("give", i, end="; ")
        yield i
g = (x * 10 for x in noisy(3) if x != 1)
print("made", type(g).__name__, g.__name__, g.__qualname__, g.gi_running)
print(next(g), list(g), list(g))

# The first iterable is evaluated and iter() called at once; the rest when run.
try:
    (x for x in 5)
except TypeError as error:
    print(error)
late = (y for x in [1] for y in 5)
try:
    next(late)
except TypeError as error:
    print(error)
try:
    (x for x in undefined)
except NameError as error:
    print(error)
later = (undefined for x in [1])
print("not evaluated")

print(sum(i for i in range(5)), max((len(w), w) for w in ["a", "ccc", "bb"]), sorted(-x for x in [3, 1, 2]), dict((k, v) for k, v in zip("ab", [1, 2])))
print("-".join(str(i) for i in range(4)), list(map(next, [iter([1]), (q for q in "z")])), tuple(a + b for a in "xy" for b in "12" if a + b != "x2"))
print(any(x > 2 for x in [1, 2, 3]), all(x for x in []), set(x % 3 for x in range(9)) == {0, 1, 2}, [*(i for i in "ab")], sum((1 for _ in "abc"), 10))
nested = ((r * c for c in range(3)) for r in range(3))
print([list(row) for row in nested])
# Variables are read when the generator runs.
factor = 2
scaled = (factor * n for n in [1, 2, 3])
print(next(scaled))
factor = 100
print(list(scaled))
generators = [(k for _ in range(1)) for k in range(3)]
print([list(g) for g in generators])
# close, throw and an exhausted one.
g = (i for i in range(10))
next(g)
g.close()
print(list(g))
g = (i for i in range(10))
try:
    g.throw(KeyError("thrown"))
except KeyError as error:
    print(error, list(g))
g = (1 / x for x in [1, 0, 2])
print(next(g))
try:
    next(g)
except ZeroDivisionError as error:
    print(error, list(g))
stop = (next(iter([])) for _ in range(2))
try:
    list(stop)
except RuntimeError as error:
    print(error, type(error.__cause__).__name__)
def function():
    return (yield_value for yield_value in (lambda: [1, 2])())
print(list(function()), (x for x in ()).send is not None)
try:
    g = (g2 for _ in [1])
    def reenter(): return next(me)
    me = (reenter() for _ in range(1))
    next(me)
except ValueError as error:
    print(error)
print(sum(x * y for x in range(30) for y in range(10)))
