# tuple, range and slice.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

t = (1, 2, 3)
print(t + (4,), t * 2, 2 * t, t * 0, t.count(2), t.index(3), 2 in t, 9 in t, t[::-1], t[1:], t < (1, 2, 4), t == (1, 2, 3))
print((), (1,), tuple('ab'), tuple([1, 2]), hash((1, 2)) == hash((1, 2)), () + (), (1,) + ())
attempt(lambda: t.index(9))
attempt(lambda: t + [1])
attempt(lambda: t[5])
attempt(lambda: t['a'])
attempt(lambda: tuple(1))
class T(tuple): pass
x = T((1, 2)); print(x, type(x + (3,)).__name__, x[0])

r = range(10)
print(r, range(1, 10, 2), list(range(1, 10, 3)), list(range(5, 0, -2)), len(range(0, 100, 7)), len(range(10, 0)))
print(r[3], r[-1], r[2:5], r[::-1], r[::3], range(0, 20, 3)[1:4], list(range(10)[8:2:-2]))
print(5 in r, 10 in r, 4 in range(1, 10, 2), 4.0 in range(5), 'a' in r, r.index(7), r.count(3), r.count(30), True in r)
print(range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), range(3) == range(4), hash(range(0, 3, 2)) == hash(range(0, 4, 2)))
print(list(reversed(range(5))), list(reversed(range(1, 10, 4))), list(reversed(range(0))))
print(r.start, r.stop, r.step, bool(range(0)), bool(range(1)))
big = range(2 ** 70, 2 ** 70 + 3)
print(list(big), big[1], len(big), 2 ** 70 + 2 in big, list(reversed(big)), big[::-1], big.index(2 ** 70 + 1))
attempt(lambda: len(range(2 ** 70)))
attempt(lambda: range(1, 2, 0))
attempt(lambda: range(1.0))
attempt(lambda: range())
attempt(lambda: range(1, 2, 3, 4))
attempt(lambda: r[20])
attempt(lambda: r['a'])
attempt(lambda: r.index(70))
attempt(lambda: range(5).index('a'))

s = slice(1, 10, 2)
print(s, slice(3), slice(None), s.start, s.stop, s.step, s.indices(6), slice(None, None, -1).indices(5), slice(-3, None).indices(10))
print(s == slice(1, 10, 2), s != slice(1), slice(1) < slice(2), hash(s) == hash(slice(1, 10, 2)), slice(2 ** 70).indices(2 ** 71))
attempt(lambda: slice(1, 2, 0).indices(5))
attempt(lambda: slice(1).indices(-1))
attempt(lambda: slice('a').indices(5))
attempt(lambda: slice())
