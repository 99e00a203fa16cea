# range: arguments, length, indexing, slicing, membership, equality, hashing, iteration, huge ranges.
print(range(5), range(1, 5), range(0, 10, 3), range(5, 0, -2), list(range(0)), list(range(5, 0)), list(range(0, -5, -2)), range(True), range(3)[1], range(10)[-1], range(10)[2:8:2], range(10)[::-1], range(5)[10:], range(0, 10, 3)[1:])
r = range(2, 20, 3)
print(r.start, r.stop, r.step, len(r), r[0], r[-1], list(r), 5 in r, 6 in r, 5.0 in r, 5.5 in r, "5" in r, None in r, True in range(3), r.index(5), r.count(5), r.count(6), list(reversed(r)), bool(range(0)), bool(r), max(r), min(r), sum(r))
print(range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], range(1) == range(0, 1, 5), hash(range(3)) == hash(range(0, 3, 1)), hash(range(0)) == hash(range(5, 5)), range(3) != range(4), {range(2): 1}[range(2)], repr(range(0, 3, 1)), repr(range(1, 2, 3)))
big = range(10**20, 10**20 + 10, 3)
print(len(big), big[1], big[-1], 10**20 + 3 in big, list(big), big.index(10**20 + 6), range(2**63, 0, -2**62)[1], range(-2**70, 2**70, 2**69)[2], list(range(2**64, 2**64 + 2)), 5 in range(10**30), range(10**30)[10**29], range(10**30).index(7))
for expression in ("range()", "range(1, 2, 3, 4)", "range('a')", "range(1.0)", "range(1, 2, 0)", "range(None)", "r[100]", "r['a']", "r[1.0]", "r.index(6)", "r.index('a')", "len(range(10**20))", "r < r", "r + r", "r * 2", "range(5).x", "range(1, step=2)", "range([])", "type('R', (range,), {})", "range(5)[::0]", "range(10)[10**30]", "iter(range(3)).x", "r()"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
for statement in ("r.start = 1", "r[0] = 1", "del r[0]", "r.x = 1"):
    try:
        exec(statement)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
class Index:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
print(list(range(Index(2), Index(8), Index(3))), range(10)[Index(3)], Index(3) in range(5), range(Index(True)))
it = iter(range(3))
print(next(it), it.__length_hint__(), list(it), next(it, "end"), iter(it) is it)
i = 99
for i in range(0): pass
print(i)
for i in range(3): i = 100
print(i, [i for i in range(2)], i)
for a in range(3):
    for b in range(a): print(a, b, end="; ")
print()
total = 0
for i in range(100, 0, -7): total += i
for i in range(-3, 300): total += i in range(0, 100, 3)
for i in range(2**31 - 2, 2**31 + 2): total += i
for i in range(2**62 - 1, 2**62 + 2): total -= i
print(total)
