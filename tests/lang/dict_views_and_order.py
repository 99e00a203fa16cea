# Dict views: set operations, liveness, size changes while iterating, reversal, comparison.
d = {"a": 1, "b": 2, "c": 3}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), "a" in keys, 2 in values, ("a", 1) in items, ("a", 2) in items, "ab" in items)
d["d"] = 4
del d["a"]
print(keys, list(values), items, list(reversed(keys)), list(reversed(values)), list(reversed(items)), keys.mapping["b"])
print(sorted(keys & {"b", "z"}), sorted(keys | ["z"]), sorted(keys - {"b"}), sorted(keys ^ {"b", "z"}), sorted({"b", "q"} & keys), sorted({"q"} | keys), sorted(items & [("b", 2)]), sorted(items - {("b", 2)}), keys == {"b", "c", "d"}, keys <= {"b", "c", "d", "e"}, keys > {"b"}, items == {("b", 2), ("c", 3), ("d", 4)}, keys.isdisjoint({"x"}), keys.isdisjoint("b"), values == values, values == d.values(), {"b": 1}.keys() == {"b": 9}.keys())
print(type(keys & keys).__name__, type(keys | []).__name__, isinstance(keys, type({}.keys())), set(items) == {("b", 2), ("c", 3), ("d", 4)}, sum(values), max(values), [*keys], dict(items) == d, list(zip(keys, values)))
for expression in ("keys[0]", "values & values", "keys | 5", "keys & 5", "keys + keys", "keys < 5", "hash(keys)", "keys.x", "keys()", "{[]}", "items & 5", "len(keys())", "type(keys)()", "keys - None", "reversed(values)['x']", "values < values"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
def changing(change):
    m = {i: i for i in range(3)}
    seen = []
    try:
        for k in m:
            seen.append(k)
            change(m, k)
    except RuntimeError as error:
        return seen, str(error)
    return seen, m
print(changing(lambda m, k: m.__setitem__(k + 10, 0)))
print(changing(lambda m, k: m.pop(k)))
print(changing(lambda m, k: m.__setitem__(k, -1)))
print(changing(lambda m, k: (m.pop(k), m.__setitem__(k, 5))) [1])
print(changing(lambda m, k: m.clear()))
it = iter({1: 1, 2: 2})
next(it)
print(it.__length_hint__(), list(it), list(it), next(it, "done"))
m = {1: "a", 2: "b"}
it = iter(m.items())
m[3] = "c"
try: next(it)
except RuntimeError as error: print(error)
# Order: insertion; overwriting keeps, deleting and inserting moves to the end.
o = {}
for k in "hello world": o[k] = o.get(k, 0) + 1
print(o, list(o.items())[-1])
o["h"] = o.pop("h")
print(list(o)[-1], next(iter(o)), next(reversed(o)), {k: o[k] for k in sorted(o)} == o, list({**o, **{"e": 0}})[0])
total = 0
for i in range(200):
    for k, v in {"x": i, "y": -1, i: 2}.items(): total += v
    for k in {i: 0, i + 1: 1}: total += k
    for v in {1: i}.values(): total -= v
print(total)
