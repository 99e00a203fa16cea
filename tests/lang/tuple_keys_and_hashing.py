# Hash contracts in dictionaries and sets: tuples, frozensets, equal keys of other types, mutation, collisions.
d = {(1, 2): "tuple", (1.0, 2): "same key", frozenset([1, 2]): "fs", "1": "str", 1: "int", (): "empty", None: "none", ((1,), (2,)): "nested"}
print(len(d), d[1, 2], d[True, 2.0], d[frozenset({2, 1})], d[()], d[None], d[((1,), (2,))], (1, 2, 3) in d, d.get((1,)), d[1.0], list(d)[0])
class Key:
    def __init__(self, v, h=None): self.v, self.h = v, h
    def __hash__(self):
        asked.append("hash")
        return hash(self.v) if self.h is None else self.h
    def __eq__(self, o):
        asked.append("eq")
        return isinstance(o, Key) and self.v == o.v
asked = []
k = Key(1)
table = {k: "a"}
table[k]; table[Key(1)]; table.get(Key(2)); Key(1) in table
print(asked, len(table)); asked.clear()
table[Key(1)] = "b"
print(len(table), table[k], next(iter(table)) is k)
same = {Key(i, 42): i for i in range(20)}
print(len(same), same[Key(7, 42)], sum(same.values()), Key(99, 42) in same)
for i in range(0, 20, 2): del same[Key(i, 42)]
print(len(same), sorted(same.values()), same.get(Key(4, 42)), same[Key(5, 42)])
m = Key([1], 1)
holder = {m: "mutable inside"}
m.v.append(2)
print(holder[m], Key([1], 1) in holder, Key([1, 2], 1) in holder)
m.h = 2
print(m in holder, any(x is m for x in holder), len(holder))
for bad in (lambda: {[]: 1}, lambda: {(1, []): 1}, lambda: {Key(1, "x"): 1}, lambda: d[[]], lambda: {{}: 1}, lambda: set([[]]), lambda: hash((1, {})), lambda: {Key(1, 1.5)}, lambda: frozenset([set()]), lambda: dict.fromkeys([[]]), lambda: {1: 1}.get({}), lambda: [] in {1}, lambda: {}.setdefault([], 1)):
    try: print(bad())
    except TypeError as error: print(error)
class Raises:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError("no comparison")
r = Raises()
t = {r: 1}
print(t[r])
try: t[Raises()]
except ValueError as error: print(error)
try: t[1]
except ValueError as error: print(error)
print({1: "a", True: "b", 1.0: "c", 1 + 0j: "d"}, {0.0, -0.0, 0, False} == {0}, {2**61 - 1: "x", 0: "y"}, len({float("inf"), 10**400, float("-inf")}), {"a": 1, b"a": 2} == {b"a": 2, "a": 1}, hash(-1) == hash(-2), {-1: "m1", -2: "m2"})
class S(str):
    def __hash__(self): return 5
    def __eq__(self, o): return str.__eq__(self, o)
print({"x": 1}.get(S("x")), {S("x"): 1}.get("x"), S("x") == "x")
grid = {(x, y): x * y for x in range(20) for y in range(20)}
print(sum(grid[x, x] for x in range(20)), len({(x % 3, y % 4) for x, y in grid}), max(grid, key=grid.get), [k for k in grid if sum(k) == 37])
