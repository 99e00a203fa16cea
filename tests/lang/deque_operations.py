# _collections.deque: both ends, bounds, rotation, indexing, changes during iteration, errors.
from _collections import deque
d = deque([1, 2, 3])
d.append(4); d.appendleft(0); d.extend([5, 6]); d.extendleft([-1, -2])
print(d, d.pop(), d.popleft(), d[0], d[-1], len(d), 3 in d, d.index(3), d.count(2), list(reversed(d)))
d.rotate(2); print(d); d.rotate(-3); print(d); d.insert(2, "x"); d.remove("x"); d.reverse(); print(d, d.copy() == d, d.maxlen)
b = deque("abcdef", maxlen=3)
b.append("g"); b.appendleft("z")
print(b, b.maxlen, deque(maxlen=0), deque([1], 5) + deque([2]), deque([1]) * 3, deque([1, 2]) < deque([1, 3]), deque([1]) == [1], bool(deque()))
b[0], b[-1] = "first", "last"
del b[1]
print(b, repr(deque([deque()])))
for call in (lambda: deque().pop(), lambda: deque().popleft(), lambda: d[99], lambda: d.index("no"), lambda: d.remove("no"), lambda: deque(5), lambda: deque([], -1), lambda: deque([], "a"), lambda: hash(d), lambda: b.insert(0, 1) or b.insert(0, 2), lambda: d["a"], lambda: d[0:2], lambda: deque([1]) + [2]):
    try: print(call())
    except Exception as error: print(type(error).__name__, error)
try:
    for x in d: d.append(x)
except RuntimeError as error: print(error)
window, sums = deque(maxlen=5), []
for i in range(100):
    window.append(i)
    sums.append(sum(window))
print(sums[-1], sums[:6], list(window))
queue, seen = deque([(0, 0)]), {0}
while queue:
    n, depth = queue.popleft()
    for m in (n * 2 + 1, n + 7):
        if m < 500 and m not in seen: seen.add(m); queue.append((m, depth + 1))
print(len(seen), depth)
d.clear()
print(d, d.copy())
