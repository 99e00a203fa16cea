# Sorting written by hand against sorted(): insertion, merge, quick, heap, counting, radix; stability.
def insertion(items, key=lambda v: v):
    items = list(items)
    for i in range(1, len(items)):
        x, j = items[i], i
        while j and key(items[j - 1]) > key(x): items[j] = items[j - 1]; j -= 1
        items[j] = x
    return items
def merge(items, key=lambda v: v):
    if len(items) < 2: return list(items)
    left, right, out = merge(items[:len(items) // 2], key), merge(items[len(items) // 2:], key), []
    i = j = 0
    while i < len(left) and j < len(right):
        if key(right[j]) < key(left[i]): out.append(right[j]); j += 1
        else: out.append(left[i]); i += 1
    return out + left[i:] + right[j:]
def quick(items):
    match list(items):
        case [] | [_] as done: return done
        case [pivot, *rest]: return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])
def heap(items):
    a = list(items)
    def sift(root, end):
        while (child := 2 * root + 1) < end:
            if child + 1 < end and a[child] < a[child + 1]: child += 1
            if a[root] >= a[child]: return
            a[root], a[child] = a[child], a[root]
            root = child
    for root in reversed(range(len(a) // 2)): sift(root, len(a))
    for end in reversed(range(1, len(a))):
        a[0], a[end] = a[end], a[0]
        sift(0, end)
    return a
def counting(items):
    low, counts = min(items), [0] * (max(items) - min(items) + 1)
    for x in items: counts[x - low] += 1
    return [i + low for i, n in enumerate(counts) for _ in range(n)]
def radix(items):
    items, shift = list(items), 0
    while any(x >> shift for x in items):
        buckets = [[] for _ in range(16)]
        for x in items: buckets[x >> shift & 15].append(x)
        items, shift = [x for b in buckets for x in b], shift + 4
    return items
seed = 12345
def random():
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return seed >> 8
data = [random() % 500 for _ in range(120)]
expected = sorted(data)
for function in (insertion, merge, quick, heap, counting, radix): print(function.__name__, function(data) == expected, function([5]) == [5], function([3, 1, 2, 3]))
words = ["pear", "fig", "apple", "kiwi", "plum", "date", "nut"]
print(insertion(words, len) == sorted(words, key=len) == merge(words, len), quick(words), heap(words), merge([1.5, -2, 10**20, True, 0]))
records = [(random() % 5, i) for i in range(100)]
print(merge(records, lambda r: r[0]) == sorted(records, key=lambda r: r[0]), [r[1] for r in sorted(records, key=lambda r: r[0], reverse=True) if r[0] == 4] == [r[1] for r in records if r[0] == 4])
compared = []
class Spy:
    def __init__(self, v): self.v = v
    def __lt__(self, other):
        compared.append(1)
        return self.v < other.v
print([s.v for s in sorted(map(Spy, range(50)))] == list(range(50)), len(compared), [s.v for s in sorted(map(Spy, range(50, 0, -1)))][:3])
try: quick([1, "a"])
except TypeError as error: print(error)
print(sorted(sorted(records, key=lambda r: -r[1]), key=lambda r: r[0])[:3], min(records), max(records, key=lambda r: (r[0], -r[1])))
