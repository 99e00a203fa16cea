# Fluent interfaces: methods returning self, query builders, __getattr__ chains, operator chains, copies against mutation.
class Query:
    def __init__(self, table, parts=()): self.table, self.parts = table, parts
    def __getattr__(self, name):
        if name.startswith("_"): raise AttributeError(name)
        def add(*args, **kw): return Query(self.table, (*self.parts, (name, args, kw)))
        return add
    def __str__(self):
        where = [f"{k} = {v!r}" for name, _, kw in self.parts if name == "where" for k, v in kw.items()]
        columns = [c for name, args, _ in self.parts if name == "select" for c in args] or ["*"]
        order = [a for name, args, _ in self.parts if name == "order" for a in args]
        return f"SELECT {', '.join(columns)} FROM {self.table}" + (f" WHERE {' AND '.join(where)}" if where else "") + (f" ORDER BY {', '.join(order)}" if order else "")
    def __len__(self): return len(self.parts)
base = Query("users")
q = base.select("name", "age").where(id=5).where(name="x").order("age")
print(base, q, len(base), len(q), sep="\n")
class Builder:
    def __init__(self): self.items = []
    def add(self, *v): self.items.extend(v); return self
    def when(self, condition, f): return f(self) if condition else self
    def each(self, f): self.items = [f(v) for v in self.items]; return self
    def tap(self, f): f(self.items); return self
    def build(self): return tuple(self.items)
seen = []
print(Builder().add(1).add(2, 3).when(True, lambda b: b.add(9)).when(False, lambda b: b.add("no")).each(lambda v: v * 2).tap(seen.extend).build(), seen)
class Path:
    def __init__(self, *parts): self.parts = parts
    def __getattr__(self, name): return Path(*self.parts, name)
    def __getitem__(self, key): return Path(*self.parts, f"[{key!r}]")
    def __call__(self, *a, **k): return Path(*self.parts, f"({', '.join([*map(repr, a), *(f'{n}={v!r}' for n, v in k.items())])})")
    def __truediv__(self, other): return Path(*self.parts, "/", str(other))
    def __repr__(self): return ".".join(self.parts).replace(".(", "(").replace(".[", "[").replace("./.", "/")
p = Path("root")
print(p.a.b[1]["k"](2, x=3).c / "d", p.__class__.__name__, repr(p.x), hasattr(p, "anything"))
class Maybe:
    def __init__(self, value): self.value = value
    def __rshift__(self, f):
        if self.value is None: return self
        try: return Maybe(f(self.value))
        except (ValueError, LookupError, ZeroDivisionError): return Maybe(None)
    def __or__(self, default): return default if self.value is None else self.value
print(Maybe("12") >> int >> (lambda v: 24 // v) | "none", Maybe("x") >> int | "none", Maybe({"a": [1]}) >> (lambda d: d["a"]) >> (lambda l: l[5]) | "missing")
class Range:
    def __init__(self, lo, hi): self.lo, self.hi = lo, hi
    def __and__(self, o): return Range(max(self.lo, o.lo), min(self.hi, o.hi))
    def __contains__(self, v): return self.lo <= v < self.hi
    def __bool__(self): return self.lo < self.hi
    def __iter__(self): return iter(range(self.lo, self.hi))
print(list(Range(0, 10) & Range(5, 20) & Range(7, 9)), bool(Range(0, 3) & Range(5, 6)), 4 in Range(0, 5), "abc".upper().center(9, "-").replace("-", "+").split("B"), [3, 1, 2].__iter__().__class__.__name__)
total = 0
for i in range(200): total += len(base.select("a").where(i=i).order("z")) + Builder().add(i).each(lambda v: -v).build()[0]
print(total)
