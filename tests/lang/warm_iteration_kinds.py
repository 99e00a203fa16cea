# for loops over every kind of iterable at one warm site, and iterables that change type.
def consume(iterable):
    total = 0
    for x in iterable: total += x if isinstance(x, int) else len(x)
    return total
def gen(n):
    for i in range(n): yield i
class Own:
    def __init__(self, n): self.n = n
    def __iter__(self): return iter(range(self.n))
class OwnNext:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
class ByIndex:
    def __getitem__(self, i):
        if i > 4: raise IndexError
        return i
class SubList(list):
    def __iter__(self): return iter([100])
makers = [lambda: range(5), lambda: [1, 2, 3], lambda: (4, 5), lambda: "abc", lambda: {1: "a", 2: "b"}, lambda: {1: "a"}.items(), lambda: {3: 1}.values(), lambda: gen(4), lambda: Own(3), lambda: OwnNext(3), lambda: ByIndex(), lambda: SubList([1, 2]), lambda: b"ab", lambda: zip([1], [2]), lambda: enumerate("ab"), lambda: map(abs, [-1, -2]), lambda: filter(None, [0, 5]), lambda: reversed([1, 2]), lambda: iter([7]), lambda: frozenset([9]), lambda: (x * 2 for x in range(3)), lambda: range(2**62, 2**62 + 2), lambda: range(5, 0, -2), lambda: [], lambda: iter(()), lambda: memoryview(b"\x01\x02")]
for _ in range(60): consume(range(3))
print([consume(make()) for make in makers])
for _ in range(60): consume([1, 2])
print([consume(make()) for make in reversed(makers)][::-1] == [consume(make()) for make in makers])
print(sum(consume(make()) for _ in range(20) for make in makers if make is not makers[21]))
for bad in (5, None, object(), 1.5):
    try: consume(bad)
    except TypeError as error: print(error)
def nested():
    out = 0
    for i in range(10):
        for j in [i, i + 1]:
            for k in (j, -j):
                for c in "xy": out += k * (1 if c == "x" else 2)
    return out
print(nested(), nested())
def unpacking():
    total = 0
    for a, b in [(1, 2), [3, 4], "56", {7: 0, 8: 0}, gen(2), zip("9", "0").__next__()]: total += int(a) + int(b)
    for i, (x, y) in enumerate([(1, 2), (3, 4)]): total += i * x * y
    for head, *tail in ([1], (2, 3), "456"): total += len(tail)
    return total
for _ in range(50): r = unpacking()
print(r)
def early():
    for i in range(100):
        for j in gen(100):
            if j > i: break
        else: return "no break"
        if i == 50: return i, j
print(early())
growing = [1]
for x in growing:
    if len(growing) < 300: growing.append(x + 1)
print(len(growing), growing[-1])
total = 0
it = iter(range(1000))
for x in it:
    total += x
    for y in it:
        total -= 1
        if y % 10 == 0: break
print(total)
