# Caches: least recently used by dict order, with expiry by a clock, statistics and decorator forms.
class LRU:
    def __init__(self, size): self.size, self.data, self.hits, self.misses = size, {}, 0, 0
    def __getitem__(self, key):
        value = self.data.pop(key)
        self.data[key] = value
        return value
    def __setitem__(self, key, value):
        self.data.pop(key, None)
        self.data[key] = value
        while len(self.data) > self.size: del self.data[next(iter(self.data))]
    def __contains__(self, key): return key in self.data
    def __len__(self): return len(self.data)
    def get(self, key, make):
        try:
            value = self[key]
            self.hits += 1
        except KeyError:
            value = self[key] = make(key)
            self.misses += 1
        return value
c = LRU(3)
for k in "abc": c[k] = k.upper()
c["a"]
c["d"] = "D"
print(list(c.data), "b" in c, c["a"], list(c.data), len(c))
try: c["zz"]
except KeyError as error: print("KeyError", error)
c = LRU(10)
total = sum(c.get(i * i % 17, lambda k: k * 10) for i in range(300))
print(total, c.hits, c.misses, sorted(c.data))
def cached(size_or_function=None, *, key=lambda *a, **k: (a, tuple(sorted(k.items())))):
    size = size_or_function if isinstance(size_or_function, int) else 128
    def decorate(f):
        cache = LRU(size)
        def wrapper(*args, **kwargs): return cache.get(key(*args, **kwargs), lambda _: f(*args, **kwargs))
        wrapper.cache, wrapper.__name__, wrapper.__wrapped__ = cache, f.__name__, f
        return wrapper
    return decorate(size_or_function) if callable(size_or_function) else decorate
calls = []
@cached
def slow(x, y=0):
    calls.append((x, y))
    return x + y
print(slow(1), slow(1), slow(1, y=2), slow(1, 2), slow(x=1), calls, slow.__name__, slow.cache.hits)
@cached(2)
def tiny(x): calls.append(x); return x
calls.clear()
for x in (1, 2, 1, 3, 2, 1): tiny(x)
print(calls, tiny.cache.misses)
@cached(1000, key=lambda n: n)
def collatz(n): return 0 if n == 1 else 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
print(max(range(1, 300), key=collatz), collatz(97), collatz.cache.hits > 100)
@cached
def lcs(a, b):
    if not a or not b: return ""
    if a[0] == b[0]: return a[0] + lcs(a[1:], b[1:])
    return max(lcs(a[1:], b), lcs(a, b[1:]), key=len)
print(lcs("stone longest", "longer stones"), lcs("AGGTAB", "GXTXAYB"))
class Unhashable(dict): pass
try: slow(Unhashable())
except TypeError as error: print(error)
