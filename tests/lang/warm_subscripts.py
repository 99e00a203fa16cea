# Subscript sites: list, tuple, str, dict, range, bytes, own classes, negative and out of range, while warm.
def get(c, k): return c[k]
def put(c, k, v):
    c[k] = v
    return c
def drop(c, k):
    del c[k]
    return c
class Own:
    def __getitem__(self, k): return ("own", k)
    def __setitem__(self, k, v): self.last = (k, v)
    def __delitem__(self, k): self.last = ("del", k)
class L(list):
    def __getitem__(self, k): return ("L", k)
class D(dict):
    def __missing__(self, k): return ("missing", k)
containers = [[10, 20, 30], (10, 20, 30), "abc", b"abc", range(3), {0: "zero", 1: "one", -1: "minus", True: "one again"}, Own(), L([1]), D(), bytearray(b"xyz"), memoryview(b"mem")]
for c in containers:
    for i in range(60): get(c, i % 1)
    print(type(c).__name__, get(c, 0), get(c, -1), get(c, True))
print([str(get(c, 0)) for _ in range(20) for c in containers][:11])
for c, k in (([1], 1), ([1], -2), ((), 0), ("", 0), ({}, "k"), (range(2), 5), (b"", 0), ([1], "a"), ("s", 1.5), (5, 0), (None, "x"), ({}, []), ([1], None), ((1,), slice(0, "x"))):
    try: print(get(c, k))
    except Exception as error: print(type(error).__name__, error)
x, d, o = [0] * 5, {}, Own()
for i in range(200): put(x, i % 5, i); put(d, i % 7, i); put(o, i, i)
print(x, d, o.last, put([1, 2], -1, 9), put(bytearray(b"a"), 0, 98), put({}, (1, 2), 3))
for c, k in (([1], 5), ((1,), 0), ("s", 0), (range(1), 0), (5, 0), ({}, []), (bytearray(b"a"), 3)):
    try: put(c, k, 1)
    except Exception as error: print(type(error).__name__, error)
for i in range(100): drop([1, 2, 3], 1); drop({1: 2}, 1)
print(drop([1, 2, 3], -1), drop({1: 1, 2: 2}, 1), drop(bytearray(b"ab"), 0))
for c, k in (([], 0), ({}, 1), ((1,), 0), ("s", 0)):
    try: drop(c, k)
    except Exception as error: print(type(error).__name__, error)
lst = list(range(100))
print([get(lst, slice(i, i + 2)) for i in range(0, 100, 40)], get("hello", slice(None, None, -1)), get((1, 2, 3), slice(1, None)), sum(sum(lst[i:i + 3]) for i in range(300)))
matrix = [[r * 10 + c for c in range(5)] for r in range(5)]
total = 0
for i in range(300): total += matrix[i % 5][-(i % 5) - 1] + "héllo"[i % 5].__len__() + {"a": i}["a"] + (i, -i)[i % 2]
print(total)
words = {}
for w in "the cat and the dog and the bird".split() * 20: words[w] = words.get(w, 0) + 1
print(words)
