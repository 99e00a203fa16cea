# Objects made of __getattr__: proxies, namespaces, mocks, lazy modules, and what they must not answer.
class Namespace:
    def __init__(self, **kw): self.__dict__.update(kw)
    def __getattr__(self, name): return Namespace() if not name.startswith("__") else self.missing(name)
    def missing(self, name): raise AttributeError(f"no {name}")
    def __repr__(self): return f"Namespace({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
    def __bool__(self): return bool(vars(self))
n = Namespace(a=1)
print(n, n.a, n.b.c.d, bool(n.x), n.a or "none", hasattr(n, "anything"), hasattr(n, "__len__"))
class Proxy:
    def __init__(self, target): object.__setattr__(self, "_target", target); object.__setattr__(self, "_log", [])
    def __getattr__(self, name):
        self._log.append(name)
        return getattr(self._target, name)
    def __setattr__(self, name, value): setattr(self._target, name, value)
    def __delattr__(self, name): delattr(self._target, name)
    def __call__(self, *a, **k): return self._target(*a, **k)
    def __getitem__(self, k): return self._target[k]
    def __len__(self): return len(self._target)
    def __iter__(self): return iter(self._target)
    def __eq__(self, o): return self._target == o
p = Proxy([3, 1, 2])
p.sort(); p.append(9)
print(p._target, len(p), list(p), p[0], p == [1, 2, 3, 9], p._log, sorted(p, reverse=True), 2 in p)
class T: pass
q = Proxy(T())
q.v = 5
print(q.v, vars(q._target), hasattr(q, "w"))
del q.v
try: q.v
except AttributeError as error: print(error)
try: Proxy(5)()
except TypeError as error: print(error)
class Mock:
    def __init__(self, name="mock"): self.name, self.calls, self.returns = name, [], {}
    def __getattr__(self, name):
        if name[:2] == "__": raise AttributeError(name)
        child = self.__dict__[name] = Mock(f"{self.name}.{name}")
        return child
    def __call__(self, *a, **k):
        self.calls.append((a, k))
        return self.returns.get(a, f"<{self.name}{a}>")
m = Mock()
m.db.find.returns[1,] = "found"
print(m.db.find(1), m.db.find(2, x=3), m.db.find.calls, m.db is m.db, sorted(vars(m.db)), m.other.name)
class Case:
    def __init__(self, data): self.data = data
    def __getattr__(self, name):
        for key in (name, name.lower(), name.replace("_", "-")):
            if key in self.__dict__["data"]: return self.data[key]
        raise AttributeError(name, name=name, obj=self)
c = Case({"size": 1, "content-type": "text"})
print(c.size, c.SIZE, c.content_type, getattr(c, "nope", None))
try: c.nope
except AttributeError as error: print(error.name, error.obj is c)
class Recursive:
    def __getattr__(self, name): return self.other
try: Recursive().x
except RecursionError as error: print(type(error).__name__)
class Half:
    def __init__(self): pass
    def __getattr__(self, name):
        if name == "cache": self.cache = {}; return self.cache
        raise AttributeError(f"{type(self).__name__} has no {name}")
h = Half()
h.cache["k"] = 1
print(h.cache, vars(h))
total = 0
for i in range(200): total += p[i % 3] + len(n.q.__class__.__name__) + (getattr(c, f"k{i}", 1))
print(total)
