# Nested lists and dicts: paths, merging, flattening, comparison, copies shallow and deep, cycles.
data = {"users": [{"name": "ann", "tags": ["a", "b"], "pos": (1, 2)}, {"name": "bob", "tags": [], "pos": (3, 4)}], "meta": {"n": 2, "deep": {"er": [[1], [2, [3]]]}}}
def get(obj, path, default=None):
    for part in path.split("."):
        try: obj = obj[int(part) if part.lstrip("-").isdigit() else part]
        except (KeyError, IndexError, TypeError): return default
    return obj
print(get(data, "users.0.name"), get(data, "users.-1.pos.1"), get(data, "meta.deep.er.1.1.0"), get(data, "users.9.name", "none"), get(data, "meta.n.x"))
def flatten(obj, prefix=""):
    match obj:
        case dict(): pairs = obj.items()
        case list() | tuple(): pairs = enumerate(obj)
        case _:
            yield prefix[1:], obj
            return
    for k, v in pairs: yield from flatten(v, f"{prefix}.{k}")
flat = dict(flatten(data))
print(flat)
def merge(a, b):
    out = dict(a)
    for k, v in b.items(): out[k] = merge(out[k], v) if isinstance(v, dict) and isinstance(out.get(k), dict) else out[k] + v if isinstance(v, list) and isinstance(out.get(k), list) else v
    return out
print(merge({"a": {"x": 1, "l": [1]}, "b": 1}, {"a": {"y": 2, "l": [2]}, "b": {"z": 3}, "c": []}))
def deepcopy(obj, memo=None):
    memo = {} if memo is None else memo
    if id(obj) in memo: return memo[id(obj)]
    match obj:
        case list():
            copy = memo[id(obj)] = []
            copy.extend(deepcopy(v, memo) for v in obj)
        case dict():
            copy = memo[id(obj)] = {}
            copy.update((k, deepcopy(v, memo)) for k, v in obj.items())
        case tuple(): copy = tuple(deepcopy(v, memo) for v in obj)
        case _: copy = obj
    return copy
shallow, deep = dict(data), deepcopy(data)
data["users"][0]["tags"].append("c")
print(shallow["users"][0]["tags"], deep["users"][0]["tags"], deep == data, deep["meta"] == data["meta"], deep["meta"] is data["meta"])
loop = [1]
loop.append({"self": loop})
copy = deepcopy(loop)
print(copy, copy[1]["self"] is copy, copy is not loop)
def diff(a, b, path=""):
    if type(a) is not type(b): yield f"{path}: {a!r} != {b!r}"
    elif isinstance(a, dict):
        for k in a.keys() | b.keys() if False else sorted({*a, *b}):
            if k not in a: yield f"{path}.{k} added"
            elif k not in b: yield f"{path}.{k} removed"
            else: yield from diff(a[k], b[k], f"{path}.{k}")
    elif isinstance(a, list):
        for i in range(max(len(a), len(b))):
            if i >= len(a) or i >= len(b): yield f"{path}[{i}] length"
            else: yield from diff(a[i], b[i], f"{path}[{i}]")
    elif a != b: yield f"{path}: {a!r} != {b!r}"
deep["meta"]["n"] = 3
deep["new"] = 1
print(list(diff(data, deep)))
inverted = {}
for user in data["users"] * 30: inverted.setdefault(tuple(user["tags"]), []).append(user["name"])
print({k: len(v) for k, v in inverted.items()}, max(map(len, flat)), sum(isinstance(v, int) for v in flat.values()))
transpose = [list(r) for r in zip(*[[1, 2, 3], [4, 5, 6]])]
table = {r: {c: r * c for c in range(1, 4)} for r in range(1, 4)}
print(transpose, table[2][3], [[table[r][c] for c in table[r]] for r in table], {c: [table[r][c] for r in table] for c in table[1]})
