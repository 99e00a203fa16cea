# _collections.defaultdict: factories, missing keys, copies, merging, errors.
from _collections import defaultdict
d = defaultdict(list)
d["a"].append(1)
d["b"]
print(d, d.get("c"), "c" in d, d["a"], d.default_factory is list, len(d), dict(d))
words = defaultdict(int)
for w in "the cat the dog the end".split(): words[w] += 1
print(dict(words), words == {"the": 3, "cat": 1, "dog": 1, "end": 1}, sorted(words))
nested = defaultdict(lambda: defaultdict(int))
for i in range(20): nested[i % 2][i % 3] += i
print({k: dict(v) for k, v in nested.items()})
n = defaultdict(None, {"x": 1})
try: n["y"]
except KeyError as error: print("KeyError", error)
print(n, defaultdict(int, a=1), defaultdict(int, [("k", 2)], z=3), repr(defaultdict(int)).startswith("defaultdict(<class 'int'>"), defaultdict(list) | {"q": 1}, {"q": 1} | defaultdict(int, r=2))
d.default_factory = None
try: d["zzz"]
except KeyError as error: print("KeyError", error)
d.default_factory = lambda: "made"
print(d["zzz"], d.copy() is d, type(d.copy()).__name__, d.copy() == d, d.pop("zzz"), d.setdefault("s", 5), d["s"])
class Keyed(defaultdict):
    def __missing__(self, key):
        self[key] = value = f"for {key}"
        return value
k = Keyed(int)
print(k["x"], k, isinstance(k, dict))
for bad in (lambda: defaultdict(5), lambda: defaultdict(int)[[]], lambda: defaultdict(1, 2), lambda: defaultdict(lambda x: 1)["k"], lambda: defaultdict(int, 5)):
    try: bad()
    except TypeError as error: print(error)
groups = defaultdict(set)
for i in range(300): groups[i % 7].add(i % 11)
print({k: len(v) for k, v in sorted(groups.items())}, sum(map(len, groups.values())))
