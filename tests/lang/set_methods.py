# set and frozenset.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

s = {3, 1, 2}
s.add(4); s.add(1); s.discard(9); s.discard(4); s.remove(3)
print(sorted(s), len(s), 1 in s, 9 in s, set(), frozenset(), {1}, frozenset([1]))
a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a == {3, 2, 1}, a != b, a < {1, 2, 3, 4}, a <= a, a > {1}, a >= b)
print(sorted(a.union([7], (8,))), sorted(a.intersection([1, 2], {2})), sorted(a.difference([1])), sorted(a.symmetric_difference([1, 9])))
print(a.issubset([1, 2, 3, 4]), a.issuperset([1]), a.isdisjoint([7]), a.isdisjoint({1}))
c = a.copy(); c |= {9}; c &= {1, 9, 10}; c -= {1}; c ^= {9, 5}; print(c)
c.update([1, 2], {3}); c.intersection_update([1, 2, 3]); c.difference_update([1]); c.symmetric_difference_update([2, 8]); print(sorted(c))
f = frozenset([1, 2]); print(hash(f) == hash(frozenset([2, 1])), f | {3} == {1, 2, 3}, type(f | {3}).__name__, type({3} | f).__name__, {f: 1}[frozenset((1, 2))], {1, 2} in {f})
print(f.copy() is f, frozenset(f) is f, f == {1, 2}, hash(frozenset()))
print(hash(frozenset([1, 2, 3])))
class S(set): pass
print(type(S([1]) | S([2])).__name__, S([1]), type(S([1]).copy()).__name__)
attempt(lambda: set().pop())
attempt(lambda: {1}.remove(2))
attempt(lambda: set([[]]))
attempt(lambda: {1} | [1])
attempt(lambda: {1} < 1)
attempt(lambda: set(1))
attempt(lambda: hash({1}))
attempt(lambda: set(1, 2))
def grow():
    for x in a: a.add(x + 100)
attempt(grow)
x = {1}; print(x.pop(), x, bool(x))
print(sorted(set('hello')), sorted({i % 3 for i in range(10)}), len({1, 1.0, True}))
