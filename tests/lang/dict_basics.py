# dict: construction, access, order, views, equality, copying, iteration, errors.
d = {"a": 1, "b": 2}
print(dict(), dict(a=1), dict([("a", 1), ["b", 2]]), dict({"k": 1}, x=2), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), {**d, "c": 3}, dict(["ab", "cd"]), dict(d) is d)
print(d["a"], d.get("z"), d.get("z", 0), d.setdefault("a", 9), d.setdefault("c", 3), d.pop("c"), d.pop("zz", None), len(d), "a" in d, 1 in d, list(d), list(d.values()), list(d.items()), d == {"b": 2, "a": 1}, d != {}, bool({}), sorted(d, reverse=True))
d["c"] = 3
d["a"] = 10
del d["b"]
d["b"] = 20
print(d, list(reversed(d)), d.popitem(), d, d.update({"z": 0}, y=1), d, d.update([("q", 5)]), d.copy() == d, d.clear(), d)
for expression in ("{}['x']", "{1: 2}[1.5]", "{}.popitem()", "{}.pop('k')", "{[]: 1}", "{}.get([])", "[] in {}", "dict(5)", "dict([1])", "dict([(1, 2, 3)])", "dict(['abc'])", "dict(1, 2)", "{}.update(5)", "{}.update([1])", "{} + {}", "{} < {}", "{1: 1} | [2]", "{}.fromkeys(5)", "{}()", "{}.x", "hash({})", "{}[[]]", "{**5}", "dict(**{1: 2})", "{}.setdefault()", "{}.pop()", "{}.update(1, 2)", "dict.fromkeys()", "{} | 5", "iter({})['x']"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print({1: "a", True: "b", 1.0: "c"}, {"x": 1} | {"y": 2, "x": 3}, {"k": {"n": [1]}}, {1: 1, "1": 1, (1,): 1, None: 1, frozenset(): 1}, {} == dict())
e = {"x": 1}
e |= {"y": 2}
e |= [("z", 3)]
shallow = {"l": []}
clone = shallow.copy()
clone["l"].append(1)
clone["new"] = 1
print(e, shallow, clone)
class D(dict):
    def __missing__(self, key): return f"missing {key}"
    def __getitem__(self, key): return "own " + str(super().__getitem__(key))
m = D(a=1)
print(m["a"], m["q"], m.get("a"), m.get("q"), list(m.items()), {**m}, dict(m), m == {"a": 1}, type(m.copy()).__name__, type(m | {}).__name__, "%(a)s" % m, m.setdefault("b", 2), m)
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2): del big[i]
for i in range(0, 100, 2): big[i] = -i
print(len(big), list(big)[:3], list(big)[-2:], big[98], sum(big.values()))
loop = {}
loop["self"] = loop
print(loop, str({"k": loop["self"]})[:20])
count = 0
for i in range(300):
    count += len({i % 7: 1, "x": i, **({"y": 1} if i % 2 else {})}) + big.get(i, 0) % 3 + (i in big)
print(count)
