# list: append, extend, insert, pop, remove, clear, reverse, sort, with changes during the work.
x = [3, 1, 2]
print(x.append(4), x.extend("ab"), x.insert(0, "first"), x.insert(100, "last"), x.insert(-1, "before last"), x)
print(x.pop(), x.pop(0), x.pop(-2), x.remove("a"), x.reverse(), x, x.clear(), x)
x = [1, 2, 3, 2]
x.remove(2)
x.extend(x)
x += x[:1]
x.extend({"k": 1})
x.extend(i for i in range(2))
print(x, x.index(2), x.index(1, 1), x.index(3, 2, 9), x.count(1), x.index(1, -100), x.index(0, -2, -1))
words = ["pear", "fig", "apple", "kiwi"]
words.sort()
print(words, words.sort(key=len), words, words.sort(key=len, reverse=True), words, words.sort(key=lambda w: w[-1]), words)
pairs = [(1, "b"), (0, "a"), (1, "a"), (0, "b")]
print(sorted(pairs), sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True), sorted("bca", key=str.upper), sorted({3: 1, 1: 2}), sorted([True, 0, 2.5, -1]), sorted([[2], [1, 5], []]))
class Weird:
    def __init__(self, v): self.v = v
    def __lt__(self, other):
        if self.v == 13: raise ValueError("unlucky")
        return self.v < other.v
    def __repr__(self): return f"W{self.v}"
ws = [Weird(v) for v in (3, 13, 1)]
for call in (lambda: ws.sort(), lambda: [1, "a"].sort(), lambda: [1, 2].sort(key=5), lambda: [1].sort(lambda v: v), lambda: [1, 2].sort(reverse="x"), lambda: [3, 1].sort(key=lambda v: 1 / 0), lambda: [1, None].sort(), lambda: [1j, 2j].sort(), lambda: [1, 2].sort(cmp=1), lambda: sorted(5)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
print(sorted(ws, key=lambda w: w.v))
# The list is empty while it is sorted; changing it is noticed.
data = [3, 1, 2]
seen = []
def key(v):
    seen.append(len(data))
    return v
data.sort(key=key)
print(data, seen)
def spoil(v):
    data.append(v)
    return v
try:
    data.sort(key=spoil)
except ValueError as error:
    print(error, data)
# Comparisons that change the list while it is searched.
class Clears:
    def __eq__(self, other):
        victim.clear()
        return False
victim = [Clears(), 2, 3]
print(victim.count(1), victim)
victim = [1, 2, 3]
try:
    victim.remove(Clears())
except ValueError as error:
    print(error, victim)
stack, queue = [], []
for i in range(300):
    stack.append(i)
    queue.insert(0, i)
    if i % 3 == 0:
        stack.pop()
        queue.pop()
print(len(stack), stack[-1], len(queue), queue[0], queue[-1])
