# dict, its views, and mappingproxy.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

d = dict(a=1, b=2)
print(d, dict([('x', 1), ['y', 2]]), dict({1: 2}, z=3), dict(zip('ab', [1, 2])), {}, len(d))
d.update(c=3); d.update({'d': 4}, e=5); d.update([('f', 6)])
print(d, d.get('a'), d.get('q'), d.get('q', 0), d.setdefault('a', 9), d.setdefault('g', 7), d.setdefault('h'))
print(d.pop('a'), d.pop('zz', None), d.popitem(), 'a' in d, 'b' in d)
print(list(d.keys()), list(d.values()), list(d.items()), list(reversed(d)), list(reversed(d.items())), list(reversed(d.values())))
print(d.keys(), d.values(), d.items(), len(d.keys()))
print({1: 2} == {1: 2.0}, {1: 2} != {1: 3}, {1: 2} | {3: 4}, dict.fromkeys('ab'), dict.fromkeys([1, 2], 0))
e = {1: 1}; e |= {2: 2}; e |= [(3, 3)]; print(e, e.copy() is e, e.copy() == e)
e.clear(); print(e, bool(e))
r = {}; r['me'] = r; print(r)
k = {1: 'a', 2: 'b', 3: 'c'}
print(sorted(k.keys() & [1, 2, 9]), sorted(k.keys() | {7}), sorted(k.keys() - {1}), sorted(k.keys() ^ {1, 9}), k.keys() == {1, 2, 3}, k.keys() < {1, 2, 3, 4}, k.keys() >= {1})
print((1, 'a') in k.items(), (1, 'b') in k.items(), sorted(k.items() & {(1, 'a'), (5, 5)}), k.keys().isdisjoint([8]), k.keys().isdisjoint([1]), 'a' in k.values())
print(k.keys().mapping[1], type(k.keys().mapping).__name__)
def grow():
    for x in k:
        k[x + 10] = 1
attempt(grow)
def shrink():
    for x in list(k): del k[x]
shrink(); print(k)
class D(dict):
    def __missing__(self, key): return key * 2
m = D(a=1); print(m['a'], m['zz'], m.get('zz'), m, type(m.copy()).__name__)
attempt(lambda: {}['x'])
attempt(lambda: {}.popitem())
attempt(lambda: {}.pop(1))
attempt(lambda: dict([1]))
attempt(lambda: dict([(1,)]))
attempt(lambda: dict(1))
attempt(lambda: {[]: 1})
attempt(lambda: {}[[]])
attempt(lambda: [] in {})
attempt(lambda: {1: 2} < {1: 3})
attempt(lambda: {} | [])
attempt(lambda: dict.fromkeys(1))
attempt(lambda: {1: 1}.keys() & 1)
class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other): return isinstance(other, Key) and self.n == other.n
keys = {Key(i): i for i in range(20)}
print(keys[Key(7)], Key(20) in keys, len(keys)); del keys[Key(7)]; print(Key(7) in keys, len(keys), keys[Key(19)])
p = type.__dict__['__dict__'].__get__(int) if False else int.__dict__
print(type(p).__name__, 'bit_length' in p, p.get('nope', 5))
many = {i: i for i in range(1000)}
for i in range(0, 1000, 2): del many[i]
print(len(many), sum(many), next(iter(many)), many.popitem())
i = iter({1: 2, 3: 4}); print(i.__length_hint__(), next(i), i.__length_hint__(), list(i))
