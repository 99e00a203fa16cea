# Sorting: keys, several passes, reverse and stability, mixed types, None last, natural order, own comparisons.
people = [("ann", 30, 1.6), ("bob", 25, 1.8), ("cy", 30, 1.7), ("di", 25, 1.6), ("ed", 30, 1.6)]
print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: p[1], reverse=True), sorted(people, key=lambda p: (p[1], -p[2], p[0])), sep="\n")
rows = list(people)
rows.sort(key=lambda p: p[0], reverse=True)
rows.sort(key=lambda p: p[2])
rows.sort(key=lambda p: p[1])
print(rows == sorted(people, key=lambda p: (p[1], p[2], [-ord(c) for c in p[0]])), [r[0] for r in rows])
items = [(i % 4, i) for i in range(40)]
print([i for _, i in sorted(items, key=lambda p: p[0])] == [i for k in range(4) for i in range(k, 40, 4)], [i for _, i in sorted(items, key=lambda p: p[0], reverse=True)] == [i for k in (3, 2, 1, 0) for i in range(k, 40, 4)])
print(sorted([3, None, 1, None, 2], key=lambda v: (v is None, v or 0)), sorted(["b", "A", "a", "B"]), sorted(["b", "A", "a", "B"], key=str.lower), sorted("Hello World"), sorted([True, 2, 0.5, False]), sorted([[2], [1, 9], []]), sorted({"b": 1, "a": 2}.items()), sorted("bca", reverse=True), sorted(range(5), key=lambda v: -v % 3))
def natural(s):
    out, digits = [], ""
    for c in s + "\0":
        if c.isdigit(): digits += c
        else:
            if digits: out.append((0, int(digits), "")); digits = ""
            out.append((1, 0, c))
    return out
print(sorted(["f10", "f9", "f1", "g2", "f10a", "f2"], key=natural))
class Version:
    def __init__(self, text): self.parts = tuple(map(int, text.split(".")))
    def __lt__(self, o):
        asked.append(1)
        return self.parts < o.parts
    def __repr__(self): return ".".join(map(str, self.parts))
asked = []
print(sorted(map(Version, ["1.10", "1.2", "1.2.1", "0.9"])), max(map(Version, ["1.9", "1.11"])), len(asked) > 3)
calls = []
sorted([3, 1, 2], key=lambda v: calls.append(v) or v)
print(calls)
for bad in (lambda: sorted([1, "a"]), lambda: sorted([None, None]), lambda: sorted([1j, 2j]), lambda: sorted([1], key=1), lambda: [3, 1].sort(key=lambda: 0), lambda: sorted([{}, {}]), lambda: sorted([1, 2], reverse=[]) , lambda: min([1, "a"]), lambda: [object(), object()].sort()):
    try: print(bad())
    except TypeError as error: print(error)
def is_sorted(l): return all(a <= b for a, b in zip(l, l[1:]))
patterns = [list(range(200)), list(range(200, 0, -1)), [i % 7 for i in range(200)], [0] * 200, [i ^ 85 for i in range(200)], list(range(100)) + list(range(50)), [(i * 7919) % 1000 / 7 for i in range(300)], [str(i) for i in range(200)], [2**70 - i for i in range(100)], [(i % 3, -i) for i in range(150)]]
print([is_sorted(sorted(p)) for p in patterns], all(sorted(p, reverse=True) == sorted(p)[::-1] for p in patterns if len(set(p)) == len(p)), [sorted(p)[len(p) // 2] for p in patterns[:3]])
