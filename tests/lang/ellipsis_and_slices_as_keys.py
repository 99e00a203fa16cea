# Ellipsis, slices, tuples and None as subscripts of one's own classes: a small array with several dimensions.
class Array:
    def __init__(self, shape, fill=lambda *i: 0):
        self.shape = shape
        size = 1
        for n in shape: size *= n
        self.data = [fill(*self.unravel(i)) for i in range(size)]
    def unravel(self, i):
        out = []
        for n in reversed(self.shape): i, r = divmod(i, n); out.append(r)
        return tuple(reversed(out))
    def ravel(self, index):
        at = 0
        for i, n in zip(index, self.shape, strict=True):
            if not -n <= i < n: raise IndexError(f"index {i} is out of range for size {n}")
            at = at * n + i % n
        return at
    def expand(self, key):
        key = key if isinstance(key, tuple) else (key,)
        if key.count(...) > 1: raise IndexError("only one ellipsis is allowed")
        if ... in key:
            at = key.index(...)
            key = key[:at] + (slice(None),) * (len(self.shape) - len(key) + 1) + key[at + 1:]
        if len(key) > len(self.shape): raise IndexError(f"too many subscripts: {len(key)}")
        return key + (slice(None),) * (len(self.shape) - len(key))
    def __getitem__(self, key):
        key = self.expand(key)
        if all(isinstance(k, int) for k in key): return self.data[self.ravel(key)]
        axes = [range(n)[k] if isinstance(k, slice) else k for k, n in zip(key, self.shape)]
        kept = [a for a in axes if isinstance(a, range)]
        def fill(*index):
            it = iter(index)
            return self.data[self.ravel([a[next(it)] if isinstance(a, range) else a for a in axes])]
        return Array(tuple(map(len, kept)), fill)
    def __setitem__(self, key, value):
        key = self.expand(key)
        for i in range(len(self.data)):
            index = self.unravel(i)
            if all(v in range(n)[k] if isinstance(k, slice) else v == k % n for v, k, n in zip(index, key, self.shape)): self.data[i] = value
    def tolist(self): return self.data if len(self.shape) == 1 else [self[i].tolist() for i in range(self.shape[0])]
a = Array((2, 3, 4), lambda i, j, k: i * 100 + j * 10 + k)
print(a[1, 2, 3], a[-1, -1, -1], a[0].tolist(), a[..., 0].tolist(), a[1, ..., ::2].tolist(), a[:, 1, 1:3].tolist(), a[...].shape, a[1][2][3], a[0, ::-1, -1].tolist())
a[0, :, 1:3] = -1
a[1, 2, 3] = 5
a[..., 3] = 0
print(a.tolist())
for bad in (lambda: a[2], lambda: a[0, 0, 9], lambda: a[0, 0, 0, 0], lambda: a[..., ...], lambda: a["x"], lambda: a[None]):
    try: print(bad())
    except (IndexError, TypeError, AttributeError, ValueError) as error: print(type(error).__name__, error)
print(sum(a[i % 2, i % 3, i % 4] for i in range(300)), Array((3,), lambda i: i).tolist())
