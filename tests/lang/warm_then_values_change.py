# Code whose caches are warm for one kind of value gets others; containers change while they are iterated.
def warm(function, *args):
    for _ in range(100):
        result = function(*args)
    return result


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print("-- integers that leave the machine word")
def add(a, b): return a + b
def subtract(a, b): return a - b
def multiply(a, b): return a * b
for function in (add, subtract, multiply):
    print(warm(function, 3, 4))
    for bits in (30, 31, 32, 60, 61, 62, 63, 64):
        top = 1 << bits
        print(function(top, top), function(-top, top), function(top, -top), function(top - 1, 1),
              function(-top, -1), function(-top - 1, 1), function(0, top), function(top, 1))
def accumulate(values):
    total = 1
    for value in values: total *= value
    return total
print(warm(accumulate, range(1, 6)), accumulate(range(1, 30)))
def sums(values):
    total = 0
    for value in values: total += value
    return total
print(warm(sums, range(10)), sums([2 ** 61] * 8), sums([-(2 ** 61)] * 8), sums([0.5] * 3), sums([True] * 3))
for start, stop, step in ((2 ** 61 - 2, 2 ** 61 + 2, 1), (2 ** 63 - 2, 2 ** 63 + 2, 1), (-(2 ** 62) - 2, -(2 ** 62) + 2, 1),
                          (2 ** 62, 2 ** 62 - 3, -1), (2 ** 70, 2 ** 70 + 3, 2), (0, 2 ** 64, 2 ** 62), (5, 0, 2 ** 65)):
    print([n for n in range(start, stop, step)])
def counting(limit):
    n = 2 ** 62 - 3
    seen = 0
    while n < limit: n += 1; seen += 1
    return n, seen
print(counting(2 ** 62 + 3))
def bits(a, b): return a & b, a | b, a ^ b, a << 3, a >> 1, a // 3, a % 3, -a, ~a
print(warm(bits, 12, 10), bits(2 ** 61, 2 ** 61 - 1), bits(-(2 ** 62), 2 ** 62), bits(2 ** 80, -1))

print("-- other operands at warm sites")
for a, b in ((1.5, 2), (2, 1.5), ("a", "b"), ([1], [2]), ((1,), (2,)), (True, True), (1j, 1), (1e308, 1e308)):
    print(add(a, b), end=" ")
print(attempt(add, 1, "a"), attempt(subtract, "a", "b"), multiply("ab", 2), multiply(3, [1]), attempt(multiply, "a", "b"))
def compare(a, b): return a < b, a == b, a != b, a >= b
nan = float("nan")
print(warm(compare, 1, 2))
for a, b in ((1.0, 2), (2, 1.0), ("a", "b"), (nan, nan), (2 ** 70, 2 ** 70), (2 ** 53 + 1, float(2 ** 53)), ([1], [2]), (True, 1)):
    print(compare(a, b), end=" ")
print(attempt(compare, 1, "a"))
def truth(x): return "yes" if x else "no"
for value in [True] * 60 + [0, 1, "", "a", [], [0], None, 0.0, 2 ** 70, {}, (0,), b""]: last = truth(value)
print(last, [truth(v) for v in (0, 1, "", "a", [], [0], None, 0.0, 2 ** 70, {}, (0,), b"")])
class Refuses:
    def __bool__(self): raise ValueError("no truth")
print(attempt(truth, Refuses()))
def contains(a, b): return a in b
print(warm(contains, 1, [1]), contains(1, (2,)), contains("a", "cat"), contains(1, {1: 2}), contains(1, {2}), attempt(contains, 1, "a"), attempt(contains, 1, 5), attempt(contains, [], {}))
def item(c, i): return c[i]
print(warm(item, [1, 2, 3], 1), [attempt(item, c, i) for c, i in (([1], -1), ([1], 1), ([1], -2), ((1, 2), 0), ("ab", -1), ("aé", 1), ({1: 2}, 1), ({}, 1), ([1], True), ([1], 2 ** 70), ([1], 1.0), ([1, 2], slice(1)), (b"a", 0), (range(5), 2), (5, 0))])
def store(c, i, v): c[i] = v; return c
print(warm(store, [1, 2], 0, 5), [attempt(store, c, i, 9) for c, i in (([1], -1), ([1], 1), ({}, 1), ((1,), 0), ("a", 0), (bytearray(b"a"), 0))])
def unpack(x):
    a, b = x
    return b, a
print(warm(unpack, (1, 2)), unpack([1, 2]), unpack("ab"), unpack({1: 0, 2: 0}), unpack(n for n in (1, 2)), [attempt(unpack, x) for x in ((1,), (1, 2, 3), [1], [1, 2, 3], "a", 5, iter([1]))])
def concatenate(a, b):
    kept = a
    a += b
    return a, kept
print(warm(concatenate, "x", "y"), concatenate([1], [2]), concatenate((1,), (2,)), concatenate(1, 2), attempt(concatenate, "x", 1))

print("-- lists changed while they are iterated, at one site")
def walk(items, change, limit=12):
    seen = []
    for x in items:
        seen.append(x)
        change(x)
        if len(seen) == limit: break
    return seen
nothing = lambda x: None
print(warm(walk, [1, 2, 3], nothing))
x = [1, 2, 3]
print(walk(x, lambda v: x.append(v * 10)))
x = [1, 2, 3, 4, 5]
print(walk(x, lambda v: x.pop()), x)
x = [1, 2, 3, 4, 5]
print(walk(x, lambda v: x.clear()), x)
x = [1, 2, 3, 4, 5]
print(walk(x, lambda v: x.remove(v)), x)
x = [1, 2, 3]
print(walk(x, lambda v: x.insert(0, 0), 5), x)
x = [1, 2, 3]
print(walk(x, lambda v: x.__setitem__(slice(None), "abc")), x)
x = [3, 1, 2]
print(walk(x, lambda v: x.sort()), x)
x = [1, 2, 3]
print(walk(x, lambda v: x.extend(x[:1]) if len(x) < 5 else x.__delitem__(slice(1, None))), x)
it = iter(x := [1, 2])
print(list(it), x.append(3), list(it), next(it, "ended"))
it = iter(x := [1, 2, 3])
next(it)
x.clear()
print(next(it, "ended"), x.extend([7, 8, 9]), next(it, "still ended"))

print("-- dicts and sets changed while they are iterated")
for view in (lambda d: d, dict.keys, dict.values, dict.items):
    d = {1: "a", 2: "b", 3: "c"}
    print(warm(walk, view(d), nothing))
    print(attempt(walk, view(d), lambda v: d.update({len(d) + 10: 0})), len(d))
    d = {1: "a", 2: "b", 3: "c"}
    print(attempt(walk, view(d), lambda v: d.popitem()), len(d))
    d = {1: "a", 2: "b", 3: "c"}
    print(attempt(walk, view(d), lambda v: d.clear()), len(d))
    d = {1: "a", 2: "b", 3: "c"}
    def swap(v):
        if 3 in d: d[30] = d.pop(3)
    print(attempt(walk, view(d), swap), d)
    d = {1: "a", 2: "b", 3: "c"}
    print(attempt(walk, view(d), lambda v: d.update({1: "x", 2: "y"})), d)
s = {1, 2, 3}
print(attempt(walk, s, lambda v: s.add(v + 100)), attempt(walk, s, lambda v: s.discard(v)))

print("-- generators: closed, thrown into, and entered again inside their loops")
def numbers(n):
    try:
        for i in range(n): yield i
    except ValueError as error:
        yield f"caught {error}"
    finally:
        print("closed", end=" ")
print(warm(walk, [1], nothing), walk(numbers(3), nothing))
g = numbers(5)
print(walk(g, lambda v: g.close() if v == 2 else None))
g = numbers(5)
print(walk(g, lambda v: print(g.throw(ValueError("thrown")), end=" ") if v == 1 else None))
g = numbers(6)
print(walk(g, lambda v: next(g, None)))
g = numbers(3)
print(attempt(walk, g, lambda v: g.throw(KeyError("out"))))
g = numbers(9)
print(walk(g, nothing, 2), next(g), g.close(), list(g))
def recursive():
    try: next(me)
    except ValueError as error: yield str(error)
me = recursive()
print(walk(me, nothing))

print("-- kinds of iterables at one site")
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
class Old:
    def __getitem__(self, i):
        if i == 3: raise IndexError
        return i
for make in (lambda: [1, 2], lambda: (1, 2), lambda: range(2), lambda: "ab", lambda: {1: 2}, lambda: {1}, lambda: iter([1]), lambda: Countdown(2), Old, lambda: zip([1], [2]), lambda: enumerate("a"), lambda: map(abs, [-1]), lambda: reversed([1, 2]), lambda: (n for n in [1, 2]), lambda: b"a", lambda: 5, lambda: None):
    print(attempt(walk, make(), nothing), end=" ")
print()
countdown = Countdown(3)
print(walk(countdown, lambda v: setattr(countdown, "n", 0)))
Countdown.__next__ = lambda self: "new"
print(walk(Countdown(1), nothing, 2))
