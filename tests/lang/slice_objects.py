# slice: attributes, equality, hashing, indices(), as dictionary keys, in classes of one's own.
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(1, 2), slice(None), slice("a", [], {}), s == slice(1, 10, 2), s == slice(1, 10), s != 5, repr(slice(None, None, -1)))
print(s.indices(5), slice(None).indices(5), slice(-3, None).indices(5), slice(None, None, -1).indices(5), slice(10, -10, -3).indices(5), slice(0, 0).indices(0), slice(-100, 100).indices(3), slice(2**70).indices(2**65), slice(5, 1).indices(10), slice(True, 3).indices(5))
print({slice(1, 2): "hashable"}[slice(1, 2)], hash(s) == hash(slice(1, 10, 2)), slice(1) < slice(2), slice(1, 2, 3) <= slice(1, 2, 3), slice(1, 5) > slice(1, 4), slice("a") < slice("b"))
for expression in ("slice()", "slice(1, 2, 3, 4)", "slice(1, 2, 0).indices(5)", "slice('a').indices(5)", "slice(1).indices(-1)", "slice(1).indices('x')", "slice(1.5).indices(3)", "slice(1) < 5", "slice(1) < slice('a')", "hash(slice([]))", "slice(1)[0]", "slice(1)()", "len(slice(1))", "iter(slice(1))", "slice(1) + slice(2)", "slice(start=1)", "[1, 2][slice('a')]", "type('S', (slice,), {})", "slice(1).x", "slice(1).indices()"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
class Seq:
    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self[i] for i in range(*key.indices(10))]
        return key * key
seq = Seq()
print(seq[2:5], seq[::3], seq[-3:], seq[::-4], seq[4], seq[20:])
class Matrix:
    def __init__(self, rows): self.rows = rows
    def __getitem__(self, key):
        r, c = key
        rows = self.rows[r] if isinstance(r, slice) else [self.rows[r]]
        return [row[c] for row in rows]
m = Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
print(m[:, 0], m[1, :], m[::2, 1:], m[-1, -1])
class Index:
    def __init__(self, v): self.v = v
    def __index__(self):
        calls.append(self.v)
        return self.v
calls = []
print([0, 1, 2, 3, 4][Index(1):Index(4):Index(2)], calls, "abcdef"[slice(Index(2), None)], slice(Index(1), Index(2)).start.v)
part = slice(1, 3)
x = list(range(5))
x[part] = "ab"
print(x, x[part], tuple(x)[part], "hello"[part], b"hello"[part], range(9)[part])
del x[part]
print(x, x.__getitem__(slice(0, 1)), x.__setitem__(slice(0, 0), [7]), x.__delitem__(slice(1, None)), x)
match s:
    case slice(start=a, stop=b, step=c): print(a, b, c)
total = 0
data = list(range(40))
for i in range(300):
    cut = slice(i % 10, i % 40, i % 3 + 1)
    total += sum(data[cut]) + len(data[i % 9:]) + cut.indices(20)[1]
print(total)
