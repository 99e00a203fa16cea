# A lazy pipeline with operator syntax over generators: map, filter, group, window, join, statistics.
class P:
    def __init__(self, source): self.source = source
    def __iter__(self): return iter(self.source() if callable(self.source) else self.source)
    def __or__(self, stage): return P(lambda: stage(iter(self)))
    def __ror__(self, source): return P(source)
    def __getitem__(self, key):
        if isinstance(key, slice): return self | (lambda it: (x for i, x in enumerate(it) if i in range(*key.indices(10**6))))
        return next(x for i, x in enumerate(self) if i == key)
    def __rshift__(self, sink): return sink(self)
def map_(f): return lambda it: (f(x) for x in it)
def where(f): return lambda it: (x for x in it if f(x))
def take(n):
    def stage(it):
        for _ in range(n):
            try: yield next(it)
            except StopIteration: return
    return stage
def window(n):
    def stage(it):
        buffer = []
        for x in it:
            buffer = (buffer + [x])[-n:]
            if len(buffer) == n: yield tuple(buffer)
    return stage
def group(key):
    def stage(it):
        groups = {}
        for x in it: groups.setdefault(key(x), []).append(x)
        yield from groups.items()
    return stage
def flat(it):
    for x in it: yield from x
def distinct(it):
    seen = set()
    for x in it:
        if x not in seen:
            seen.add(x)
            yield x
def tee(log): return map_(lambda x: (log.append(x), x)[1])
def count(start=0):
    while True:
        yield start
        start += 1
numbers = P(lambda: count(1))
log = []
evens = numbers | tee(log) | where(lambda n: n % 2 == 0) | map_(lambda n: n * n)
print(list(evens | take(4)), log, (evens | take(3)) >> sum, (evens | take(3)) >> sorted, evens[2])
print(list(P("abcdef") | window(3)), list(P([1, 2, 3, 4, 5, 6]) | group(lambda n: n % 3)), list(P(["ab", "c"]) | (lambda it: flat(it)) | map_(str.upper)), list(P("mississippi") | (lambda it: distinct(it))), "".join(P("hello")[1:4]), list([3, 1] | P([])) if False else list(P([3, 1])))
words = "the quick brown fox jumps over the lazy dog the end".split()
print(P(words) | group(len) | map_(lambda g: (g[0], len(g[1]))) >> sorted if False else sorted(P(words) | group(len) | map_(lambda g: (g[0], len(g[1])))))
def running():
    total = n = 0
    mean = None
    while True:
        x = yield mean
        total, n = total + x, n + 1
        mean = total / n
def statistics(it):
    r = running()
    next(r)
    for x in it: yield x, r.send(x)
print(list(P([2, 4, 9]) | statistics))
def join(left, right, key):
    index = {}
    for r in right: index.setdefault(key(r), []).append(r)
    return ((l, r) for l in left for r in index.get(key(l), ()))
print(list(join([(1, "a"), (2, "b"), (3, "c")], [(1, "x"), (3, "y"), (1, "z")], lambda t: t[0])))
def csv(lines):
    header, *rows = (line.split(",") for line in lines)
    for row in rows: yield dict(zip(header, row, strict=True))
table = list(csv(["name,age", "ann,30", "bob,25"]))
print(table, max(table, key=lambda r: int(r["age"]))["name"])
try: list(csv(["a,b", "1"]))
except ValueError as error: print(error)
lazy = P([1, 0, 2]) | map_(lambda n: 10 // n)
it = iter(lazy)
print(next(it))
try: next(it)
except ZeroDivisionError: print("fails when it gets there", list(it))
primes = numbers | where(lambda n: n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1)))
print(primes | take(15) >> list if False else list(primes | take(15)), (primes | window(2) | where(lambda p: p[1] - p[0] == 2) | take(8)) >> list, (numbers | take(300) | map_(lambda n: n % 7) | group(lambda n: n)) >> (lambda p: [(k, len(v)) for k, v in p]))
