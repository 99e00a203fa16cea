# Merging dicts: |, |=, update in all forms, ** displays, setdefault chains, precedence and order of keys.
a, b = {"x": 1, "y": 2}, {"y": 20, "z": 30}
print(a | b, b | a, {**a, **b}, {**b, "y": "last", **a}, a | {} == a, (a | b) is a, list(b | a), a, b)
c = a
c |= b
print(c is a, a)
a |= [("p", 1), ("q", 2)]
a.update(p=9, r=3)
a.update([["s", 4]], t=5)
a.update({"x": "u"})
a.update()
print(a)
class Keys:
    def keys(self): return iter("mn")
    def __getitem__(self, k): return k * 2
class D(dict):
    def __or__(self, o): return "D or"
    def __ror__(self, o): return "D ror"
a.update(Keys())
print(a["m"], a["n"], {**Keys()}, D(a=1) | {}, {} | D(a=1), type({} | {}).__name__)
for bad in (lambda: {} | [(1, 2)], lambda: [(1, 2)] | {}, lambda: {} | None, lambda: {}.update(5), lambda: {}.update([1]), lambda: {}.update([(1, 2, 3)]), lambda: {}.update(["abc"]), lambda: {**[1]}, lambda: {}.update({}, {}), lambda: {}.__ior__(5), lambda: dict([(1, 2)], **{3: 4}), lambda: {}.update([([], 1)])):
    try: print(bad())
    except (TypeError, ValueError) as error: print(type(error).__name__, error)
counts = {}
for w in "a b a c b a".split(): counts[w] = counts.setdefault(w, 0) + 1
groups = {}
for i in range(10): groups.setdefault(i % 3, []).append(i)
print(counts, groups, counts.setdefault("z"), counts)
def deep(a, b): return {k: deep(a[k], b[k]) if k in a and k in b and isinstance(a[k], dict) and isinstance(b[k], dict) else b.get(k, a.get(k)) for k in {**a, **b}}
print(deep({"o": {"i": 1, "j": {"k": 2}}, "p": 1}, {"o": {"j": {"l": 3}}, "q": 4}))
layers = [{"a": 1}, {"b": 2, "a": 10}, {"c": 3}]
merged = {}
for layer in layers: merged |= layer
lookup = lambda k: next((l[k] for l in reversed(layers) if k in l), None)
print(merged, [lookup(k) for k in "abcd"], {v: k for k, v in merged.items()}, dict(sorted(merged.items(), key=lambda p: -p[1])), {k: v for d in layers for k, v in d.items() if v > 1})
total = {}
for i in range(300): total |= {i % 50: i}
print(len(total), total[0], list(total)[:3], sum(total.values()))
