# Comparison sites: ints, floats, strings, mixed, own classes, results that are no bools, in branches.
def lt(a, b): return a < b
def eq(a, b): return a == b
def branch(a, b):
    if a > b: return "more"
    elif a == b: return "same"
    return "less or unordered"
class Own:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return [self.v, "<"]
    def __gt__(self, o): return ""
    def __eq__(self, o): return "equal!"
class Plain: pass
p = Plain()
nan = float("nan")
values = [(1, 2), (2, 1), (1, 1), (1.0, 2), (1, 1.0), (2**70, 1), ("a", "b"), ("a", "a"), ("é", "e"), ([1], [2]), ((1, 2), (1, 2)), (nan, nan), (nan, 1), (True, 1), (Own(1), 2), (2, Own(1)), (b"a", b"b"), ({1}, {1, 2}), (None, None), (p, p), (1, "1"), (1j, 1j)]
for function in (lt, eq, branch):
    for _ in range(100): function(3, 4)
    out = []
    for a, b in values:
        try: out.append(function(a, b))
        except TypeError: out.append("TypeError")
    print(out)
    for _ in range(100): function("x", "y")
    for _ in range(100): function(1.5, 2.5)
    print(function(1, 2), function("b", "a"), function(2.5, 1.5), function(2**64, 2**64))
count = [0, 0, 0]
for i in range(300):
    v = (i, float(i), str(i), (i,))[i % 4]
    w = (i + 1, i, str(i), [i])[i % 4]
    count[0] += v == w
    count[1] += v != w
    if i % 4 < 2 and v <= w: count[2] += 1
print(count)
class Ordered:
    log = 0
    def __init__(self, k): self.k = k
    def __lt__(self, o):
        Ordered.log += 1
        return self.k < o.k
items = sorted([Ordered(i * 7 % 31) for i in range(31)])
print([o.k for o in items][:5], Ordered.log > 30, min(items).k, max(items).k)
Ordered.__lt__ = lambda self, o: self.k > o.k
print([o.k for o in sorted(items)][:5])
class Flip:
    def __eq__(self, o): return True
    __hash__ = None
f = Flip()
hits = 0
for i in range(200):
    if i == 100: Flip.__eq__ = lambda self, o: False
    hits += f == i
print(hits, f in [1, 2], 3 == f)
identical = 0
objects = [object() for _ in range(3)] + [None, True, 1, "s", ()]
for i in range(200):
    a, b = objects[i % 8], objects[(i * 3) % 8]
    identical += (a is b) + (a is not None) + (a is b is not None)
print(identical)
