# _operator: every function against the operator it stands for, and itemgetter, attrgetter, methodcaller.
import _operator as o
print(o.add(1, 2), o.sub(5, 3), o.mul("a", 3), o.truediv(7, 2), o.floordiv(-7, 2), o.mod(-7, 3), o.pow(2, 10), o.neg(5), o.pos(-5), o.abs(-5), o.invert(5), o.lshift(1, 4), o.rshift(16, 2), o.and_(6, 3), o.or_(6, 3), o.xor(6, 3), o.not_([]), o.truth("x"), o.is_(None, None), o.is_not(1, None), o.index(True))
print(o.lt(1, 2), o.le(2, 2), o.eq("a", "a"), o.ne(1, 1.0), o.gt([2], [1, 9]), o.ge((), ()), o.contains([1], 1), o.concat([1], [2]), o.countOf([1, 2, 1], 1), o.indexOf("abc", "c"), o.getitem({"k": 5}, "k"), o.getitem([1, 2, 3], slice(1, None)), o.length_hint([1, 2]), o.length_hint(iter("abc")), o.length_hint(int, 7))
x = [1, 2]
o.setitem(x, 0, 9); o.delitem(x, 1); y = o.iadd(x, [5]); z = o.imul(3, 4)
print(x, y is x, z, o.ior({1}, {2}), o.isub(5, 2), o.iconcat([1], (2,)))
from _operator import itemgetter, attrgetter, methodcaller
rows = [{"n": "b", "v": 2}, {"n": "a", "v": 3}]
class P:
    def __init__(self, **kw): self.__dict__.update(kw)
    def m(self, *a, **k): return a, k
p = P(a=1, b=P(c=P(d=4)))
print(sorted(rows, key=itemgetter("n")), itemgetter(1, 0)("xy"), itemgetter(slice(1))("abc"), attrgetter("a")(p), attrgetter("b.c.d")(p), attrgetter("a", "b.c.d")(p), methodcaller("upper")("x"), methodcaller("m", 1, k=2)(p), methodcaller("split", ",")("a,b"))
print(repr(itemgetter(1, "a")), repr(attrgetter("a.b")), repr(methodcaller("f", 1, k=2)))
for bad in (lambda: itemgetter(), lambda: itemgetter("k")({}), lambda: attrgetter(), lambda: attrgetter(5), lambda: attrgetter("a.zz")(p), lambda: methodcaller(), lambda: methodcaller(5), lambda: methodcaller("nope")(p), lambda: o.add(1), lambda: o.add(1, "a"), lambda: o.index(1.5), lambda: o.indexOf([1], 2), lambda: o.concat(1, 2), lambda: o.truediv(1, 0), lambda: o.contains(5, 1), lambda: itemgetter(0)(5), lambda: o.length_hint([], "x"), lambda: o.getitem([], 0)):
    try: print(bad())
    except Exception as error: print(type(error).__name__, error)
print(sum(map(o.mul, range(100), range(100))), list(map(o.neg, [1, -2])), max([(1, "b"), (2, "a")], key=itemgetter(1)), sum(itemgetter(1)((0, i)) for i in range(200)))
