# Containers of one's own: __getitem__, __setitem__, __delitem__, __contains__, __missing__, slices as keys.
class Grid:
    def __init__(self):
        self.cells = {}
    def __getitem__(self, key):
        print("get", key)
        return self.cells.get(key, 0)
    def __setitem__(self, key, value):
        print("set", key, value)
        self.cells[key] = value
    def __delitem__(self, key):
        print("del", key)
        del self.cells[key]
    def __contains__(self, key):
        print("in", key)
        return "truthy" if key in self.cells else ""
    def __len__(self):
        return len(self.cells)
g = Grid()
g[1, 2] = "x"
g[...] = "dots"
g[1:2] = "slice"
g[1:2, ::3] = "two slices"
g[()] = "empty"
g["k"] += 5
print(g[1, 2], g[None], (1, 2) in g, 9 in g, 9 not in g, len(g))
del g[1, 2], g["k"]
print(sorted(map(str, g.cells)))
print(g[lambda: 0 and 1 : 2] if False else g[-1:])

# Without __contains__: iterate; without __iter__: index from 0 until IndexError.
class Iterated:
    def __iter__(self):
        print("iter")
        return iter([1, 2, 3])
class Indexed:
    def __getitem__(self, index):
        if index >= 3:
            raise IndexError
        return index * 10
print(2 in Iterated(), 9 in Iterated(), 20 in Indexed(), 25 in Indexed(), list(Indexed()), list(reversed([1, 2])))
a, b, c = Indexed()
print(a, b, c, max(Indexed()), sum(Indexed()), dict(enumerate(Indexed())))

# dict subclasses: __missing__.
class Default(dict):
    def __missing__(self, key):
        self[key] = value = f"made {key}"
        return value
d = Default(a=1)
print(d["a"], d["b"], d.get("c"), "c" in d, dict(d))

def attempt(statement, **names):
    try:
        exec(statement, names)
    except Exception as error:
        print(type(error).__name__, error)
class Nothing: pass
attempt("x[0]", x=Nothing())
attempt("x[0] = 1", x=Nothing())
attempt("del x[0]", x=Nothing())
attempt("1 in x", x=Nothing())
attempt("len(x)", x=Nothing())
attempt("iter(x)", x=Nothing())
attempt("reversed(x)", x=Nothing())
attempt("x[0]", x=5)
attempt("x[0]", x=None)
attempt("x['a']", x=[1])
attempt("x[1, 2]", x=[1])
attempt("x['a'] = 1", x=[1])
attempt("x[5] = 1", x=[1])
attempt("del x[5]", x=[1])
attempt("x[0] = 1", x="str")
attempt("x[0] = 1", x=(1,))
attempt("del x[0]", x=(1,))
attempt("x[7]", x=(1,))
attempt("x['q']", x={})
attempt("x[2]", x="ab")
attempt("x['a']", x="ab")
attempt("x[1.0]", x=b"ab")
attempt("1 in 'abc'")
attempt("1 in 5")
attempt("'a' in b'abc'")
attempt("300 in b'abc'")
class NoContains:
    __contains__ = None
    def __iter__(self): return iter([1])
attempt("1 in x", x=NoContains())
class NoIter:
    __iter__ = None
    def __getitem__(self, i): return 1
attempt("iter(x)", x=NoIter())
attempt("a, b = x", x=NoIter())
