# tuple: construction, one-element forms, indexing, comparison, hashing, concatenation, methods, immutability.
t = 1, 2, 3
print((), (1,), 1, (t), (t,), tuple(), tuple("ab"), tuple([1, [2]]), tuple(t) is t, t + (4,), t * 2, 0 * t, t[::-1], t[1:], t[-1], (*t, *"x"))
print(len(t), 2 in t, t.index(2), t.count(1), (1, 2) < (1, 3), (1,) < (1, 0), () < (0,), (1, 2) == (1.0, 2), (1, [2]) == (1, [2]), (1, 2) == [1, 2], max(t), sum(t), sorted((3, 1)), hash((1, 2)) == hash((1.0, 2)), hash(()) == hash(()), {(1, 2): "k"}[1, 2], bool(()), bool((0,)), () is ())
inner = [1]
u = (inner, 2)
inner.append(9)
print(u, repr((1,)), repr(((),)), str((1, "a")), repr((u,)))
for expression in ("t[3]", "t['a']", "t + [1]", "t + 1", "t * 'a'", "t - t", "t < [1]", "t < 1", "hash(([],))", "t.index(9)", "t.index(1, 2)", "tuple(5)", "tuple(1, 2)", "t.append(1)", "t()", "t[1.5]", "t[2**70]", "t * 2**62", "(1, 'a') < (1, 2)", "t.x", "t.index()", "t.count()", "tuple.__new__(list)", "tuple.__new__()"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
for statement in ("t[0] = 1", "del t[0]", "t.x = 1", "t[0] += 1", "t[:] = []"):
    try:
        exec(statement)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
class Pair(tuple):
    def __new__(cls, *items): return super().__new__(cls, items)
    first = property(lambda self: self[0])
    def __add__(self, other): return "own add"
p = Pair(5, 6)
print(p, p.first, p + (1,), type(p[:]).__name__, type(p * 1).__name__, p == (5, 6), hash(p) == hash((5, 6)), len(p), isinstance(p, tuple), tuple(p), type(tuple(p)).__name__, {p: 1}[5, 6], "%s-%s" % p, [*p], p.__getnewargs__())
def multiple(): return 1, (2, 3)
a, (b, c) = multiple()
swap = (a, b)
a, b = b, a
print(a, b, c, swap)
self_holding = ([],)
self_holding[0].append(self_holding)
print(self_holding)
nested = ()
for _ in range(30): nested = (nested,)
print(repr(nested).count("("), nested == eval(repr(nested)))
total, keys = 0, {}
for i in range(300):
    key = (i % 3, i % 5, "x")
    keys[key] = keys.get(key, 0) + i
    total += key[0] + len(key) + (key < (1, 2, "y"))
print(total, len(keys), keys[1, 2, "x"], sorted(keys)[0])
