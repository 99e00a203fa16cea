# set and frozenset: construction, membership, mutation, errors (printed sorted: order is no promise).
s = {3, 1, 2}
show = lambda v: sorted(v, key=repr)
print(set(), frozenset(), show(set("hello")), show({*"ab", *[1]}), set([1, 1.0, True]), len({1, 2, 1}), frozenset([1]) == {1}, {1} == frozenset([1]), hash(frozenset([1, 2])) == hash(frozenset([2, 1])), repr({1}), repr(frozenset({1})), repr(set()), type(frozenset(frozenset())).__name__)
print(s.add(4), s.add(1), s.discard(9), s.discard(4), s.remove(3), show(s), s.update([5], "x"), show(s), s.pop() in {1, 2, 5, "x"}, len(s), s.clear(), s, 1 in s)
s = {1, 2, 3}
print(show(s | {4}), show(s & {1, 9}), show(s - {1}), show(s ^ {1, 4}), s <= {1, 2, 3}, s < {1, 2, 3}, s > {1}, s >= {4}, s.isdisjoint([9]), s.issubset(range(5)), s.issuperset([1]), show(s.union([4], [5])), show(s.intersection([1, 2], [2])), show(s.difference([1], [2])), show(s.symmetric_difference([3, 4])), s.union() == s, s.union() is s, s.copy() is s)
t = s.copy()
t |= {4}; t &= {1, 4, 5}; t -= {1}; t ^= {7}
print(show(t), t.intersection_update([7]), show(t), t.difference_update([7]), t, t.symmetric_difference_update([1, 1]), t, s.isdisjoint(t))
for expression in ("{[]}", "{1} + {2}", "{1} | [2]", "{1} & [1]", "{1} - 5", "{1} < [1]", "{1} <= 5", "{}.add", "set().remove(1)", "set().pop()", "set(5)", "set([[]])", "{1}[0]", "hash({1})", "{{1}}", "set(1, 2)", "frozenset().add(1)", "{1}.add()", "{1}.add([])", "{1}.union(5)", "{1}.issubset(5)", "{1}.update(5)", "[] in {1}", "{1} == 5", "{1}()", "set().remove([])", "{1}.discard({})", "frozenset([1]) | {2}", "{1} | frozenset([2])", "{1}.x", "set(x=1)", "frozenset(x=1)", "{1} > 'a'", "{1} ^ 'a'", "min(set())"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print({frozenset([1]): "k"}[frozenset([1])], {1} in {frozenset([1])}, frozenset([frozenset()]) , type({1} | frozenset([2])).__name__, type(frozenset([2]) | {1}).__name__, type(s - s).__name__)
class S(set):
    def __contains__(self, x): return "always"
    def __or__(self, other): return "own or"
x = S([1])
print(5 in x, x | {2}, type(x & {1}).__name__, type(x.copy()).__name__, x == {1}, x, S.__len__(x))
class F(frozenset): pass
print(type(F([1]) | F([2])).__name__, type(F([1]).copy()).__name__, hash(F([1])) == hash(frozenset([1])), F([1]), frozenset(F([1])) == F([1]))
class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other): return self.n == other.n
keys = {Key(i % 5) for i in range(50)}
print(len(keys), Key(3) in keys, Key(9) in keys, len(keys - {Key(1)}), len(keys & {Key(1), Key(8)}))
try:
    for v in s: s.add(v + 10)
except RuntimeError as error: print(error)
primes, sieve = [], set(range(2, 100))
while sieve:
    p = min(sieve)
    primes.append(p)
    sieve -= set(range(p, 100, p))
print(primes[-3:], len(primes))
