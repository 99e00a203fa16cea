# Parameters and arguments: defaults, keyword-only, positional-only, star arguments, errors.
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6))
def g(p, /, q, *, r): return p, q, r
print(g(1, 2, r=3), g(1, q=2, r=3))
def attempt(fn, *a, **k):
    try:
        print(fn(*a, **k))
    except TypeError as e:
        print(e)
attempt(g, 1)
attempt(g, 1, 2, 3)
attempt(g, p=1, q=2, r=3)
attempt(g, 1, 2)
attempt(f, 1)
attempt(f)
attempt(g, 1, 2, r=3, z=4)
attempt(lambda: 0, 1)
attempt(lambda a: a, 1, a=2)
def h(*, k): return k
attempt(h, 1)
attempt(h)
def many(a, b, c): pass
attempt(many)
attempt(many, 1)
args, kw = (1, 2), {"c": 3}
print(f(*args, **kw), f(*[1], *[2, 3], **{"c": 1}, **{"z": 2}))
attempt(f, 1, **{"c": 1}, **{"x": 1})
def mutable(x, acc=[]):
    acc.append(x)
    return acc
print(mutable(1), mutable(2), mutable.__defaults__)
print((lambda *a, **k: (a, k))(1, b=2))
def ann(a: int, b: str = "x") -> bool: ...
print(ann.__annotations__)
print(max(3, 1, 2), max([1, 5], key=lambda v: -v), min((), default="d"), sum([1, 2], 10))
