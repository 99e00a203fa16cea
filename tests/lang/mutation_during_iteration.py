# Changing what is iterated: lists, dicts, sets, deques, generators over them, enumerate, zip and comprehensions.
def collect(iterable, change, limit=10):
    seen = []
    try:
        for x in iterable:
            seen.append(x)
            change(x)
            if len(seen) >= limit: seen.append("..."); break
    except RuntimeError as error: return seen, str(error)
    return seen
x = [1, 2, 3]
print(collect(x, x.append), len(x))
x = [1, 2, 3, 4]
print(collect(x, x.remove), x)
x = [1, 2, 3]
print(collect(x, lambda v: x.insert(0, v)), x[:3])
x = [1, 2, 3, 4]
print(collect(x, lambda v: x.clear()), collect(reversed(y := [1, 2, 3]), lambda v: y.append(v)), collect(reversed(z := [1, 2, 3]), lambda v: z.pop()))
d = {1: "a", 2: "b"}
print(collect(d, lambda k: d.update({k + 10: 0})), collect({**d}, lambda k: d.pop(k, None)), d)
d = {1: "a", 2: "b"}
print(collect(d, lambda k: d.__setitem__(k, "new")), collect(d.items(), lambda p: d.pop(p[0])), collect(d.values(), lambda v: d.clear()), collect(list(d), lambda k: d.clear()))
s = {1}
print(collect(s, lambda v: s.add(v + 1)), collect(set(s), lambda v: s.discard(v)), s)
from _collections import deque
q = deque([1, 2])
print(collect(q, q.append), collect(list(q), lambda v: q.popleft()), q)
x = [1, 2, 3]
print(collect(enumerate(x), lambda p: x.append(0) if p[0] < 2 else None), collect(zip(x, x), lambda p: x.pop()), x, collect((v * 2 for v in x), lambda v: x.append(1) if len(x) < 6 else None))
x = [3, 1, 2]
y = [1, 2, 3]
print([x.pop() for _ in range(3)], x, [v for v in y if not y.remove(v)], y)
b = bytearray(b"ab")
print(collect(b, lambda v: b.append(v + 1) if len(b) < 5 else None), b)
class Grows:
    def __init__(self): self.n = 2
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError
        if self.n < 6: self.n += 1
        return i
print(list(Grows()), list(reversed(Grows())), [v for v in Grows()])
total = 0
for i in range(100):
    work = [i, i + 1]
    for v in work:
        total += v
        if v % 2 and len(work) < 4: work.append(v // 2)
print(total)
