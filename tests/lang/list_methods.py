# list: every method, slices, sorting and the errors.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

a = [3, 1, 2]
a.append(5); a.extend((7, 8)); a.extend(x * x for x in range(3)); a.insert(0, 'first'); a.insert(-1, 'last but one'); a.insert(100, 'end')
print(a, len(a))
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(7)
print(a.index(8), a.count(1), a.count(99), 8 in a, 9 in a)
a.reverse(); print(a)
b = a.copy(); b.clear(); print(b, a == a.copy(), a != b)
print(a[1:3], a[::-1], a[::2], a[-100:100], a[5:2], a[4:1:-2])
a[1:3] = 'xyz'; print(a)
a[::2] = range(len(a[::2])); print(a)
del a[0]; del a[1:3]; print(a)
c = list(range(10)); del c[::3]; print(c); del c[::-2]; print(c)
c[2:2] = [10, 11]; print(c)
c += (1, 2); c *= 2; print(c, c * 0, 2 * [1], [1] * -1, [[]] * 2)
print([1, 2] + [3], [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 5], [1, 2] == [1, 2])
r = [1]; r.append(r); print(r)
print(list(reversed([1, 2, 3])), [*reversed([])])
it = iter([1, 2, 3]); next(it); print(it.__length_hint__(), list(it), list(it))

print(sorted([3, 1, 2]), sorted('hello'), sorted([1.5, -2.0, 0.0]), sorted([3, 1.5, True]), sorted((2, 1), reverse=True))
words = ['bb', 'a', 'ccc', 'dd', 'e', 'fff']
print(sorted(words, key=len), sorted(words, key=len, reverse=True))
pairs = [(i % 7, i) for i in range(100)]
pairs.sort(key=lambda p: p[0])
print(pairs == sorted(pairs), [p[1] for p in pairs[:20]])
pairs.sort(key=lambda p: p[0], reverse=True)
print([p[1] for p in pairs[:20]])
class Item:
    def __init__(self, n): self.n = n
    def __lt__(self, other): return self.n < other.n
    def __repr__(self): return f'I{self.n}'
seed = 1
items = []
for i in range(200):
    seed = (seed * 1103515245 + 12345) % 2147483648
    items.append(Item(seed % 50))
items.sort(); print(items[:10], all(not items[i + 1] < items[i] for i in range(199)))
nan = float('nan')
print(len(sorted([3.0, nan, 1.0, nan, 2.0])))
def modify(x):
    broken.append(x)
    return x
broken = [3, 2, 1]
attempt(lambda: broken.sort(key=modify))
print(broken)
empty_during = []
probe = [2, 1]
probe.sort(key=lambda x: (empty_during.append(len(probe)), x)[1])
print(empty_during, probe)
half = [5, 'a', 3]
attempt(lambda: half.sort())
print(sorted(half, key=str))

attempt(lambda: [].pop())
attempt(lambda: [1].pop(3))
attempt(lambda: [].remove(1))
attempt(lambda: [].index(1))
attempt(lambda: [1, 2, 3].index(1, 1))
attempt(lambda: [1][2])
attempt(lambda: [1]['a'])
attempt(lambda: [1] + (2,))
attempt(lambda: [1] * 'a')
attempt(lambda: [1] * (2 ** 62))
attempt(lambda: list(5))
attempt(lambda: list(1, 2))
attempt(lambda: [1, 2] < 3)
attempt(lambda: hash([]))
def set_extended(): a = [1, 2, 3]; a[::2] = [1]
attempt(set_extended)
def set_scalar(): a = [1, 2, 3]; a[::2] = 1
attempt(set_scalar)
def delete(): a = []; del a[0]
attempt(delete)
def assign(): a = []; a[0] = 1
attempt(assign)
class L(list): pass
l = L([1, 2]); l.x = 1
print(l, l + [3], type(l + [3]).__name__, l.x, type(l.copy()).__name__)
