# _functools: reduce, partial, lru_cache wrapper, cmp_to_key.
from _functools import reduce, partial, cmp_to_key
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, range(1, 6), 10), reduce(max, [3, 9, 2]), reduce(lambda a, b: b, "x"), reduce(lambda a, b: 1 / 0, [], "start"), reduce(lambda a, b: a + [b], "abc", []))
for bad in (lambda: reduce(lambda a, b: a, []), lambda: reduce(5, [1, 2]), lambda: reduce(max, 5), lambda: reduce(max), lambda: reduce(lambda a: a, [1, 2])):
    try: print(bad())
    except TypeError as error: print(error)
def f(a, b=2, *args, c=3, **kw): return a, b, args, c, kw
p = partial(f, 1, c=30)
print(p(), p(5), p(5, 6, c=7, d=8), p.func is f, p.args, p.keywords, partial(p, 9)(10), partial(p, 9).args, partial(int, base=2)("101"), partial(print, end="!\n")("partial") is None)
q = partial(p, z=1)
q.attr = "set"
print(q.attr, q.keywords, repr(partial(int, "5"))[:30], isinstance(q, partial), partial(f, *[1, 2], **{"k": 1})())
for bad in (lambda: partial(), lambda: partial(5), lambda: partial(len)(), lambda: partial(len, 1)(), lambda: partial(f, a=1)(2)):
    try: print(bad())
    except TypeError as error: print(error)
class C:
    def method(self, x, y): return type(self).__name__, x, y
    bound_later = partial(lambda *a: a, "fixed")
c = C()
print(partial(c.method, 1)(2), partial(C.method, c)(3, 4), c.bound_later(5)[:1], list(map(partial(pow, 2), range(5))), sorted([3, 1, 2], key=partial(lambda s, v: s * v, -1)))
def compare(a, b): return (a % 10 > b % 10) - (a % 10 < b % 10)
print(sorted([31, 12, 53, 22, 41], key=cmp_to_key(compare)), max([19, 90], key=cmp_to_key(compare)), cmp_to_key(compare)(1) < cmp_to_key(compare)(2), cmp_to_key(compare)(5).obj)
compose = lambda *fs: reduce(lambda f, g: lambda x: f(g(x)), fs)
print(compose(str, abs, int)("-5"), sum(partial(lambda a, b: a - b, i)(1) for i in range(200)))
