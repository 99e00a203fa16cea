# A dataclass decorator from annotations: __init__, __repr__, comparison, defaults, frozen, inheritance, made by exec.
MISSING = object()
class field:
    def __init__(self, *, default=MISSING, factory=MISSING, compare=True): self.default, self.factory, self.compare = default, factory, compare
def dataclass(cls=None, *, frozen=False, order=False):
    def wrap(cls):
        fields = {}
        for base in reversed(cls.__mro__[1:]): fields.update(getattr(base, "__fields__", {}))
        for name in cls.__annotations__:
            default = vars(cls).get(name, MISSING)
            if not isinstance(default, field): default = field(default=default)
            elif default.default is MISSING and name in vars(cls): delattr(cls, name)
            else: setattr(cls, name, default.default)
            fields[name] = default
        cls.__fields__, space = fields, {"object": object, "MISSING": MISSING, "fields": fields}
        params, body, seen_default = [], [], False
        for name, f in fields.items():
            has = f.default is not MISSING or f.factory is not MISSING
            if seen_default and not has: raise TypeError(f"non-default argument {name!r} follows default argument")
            seen_default |= has
            params.append(f"{name}=MISSING" if has else name)
            value = name if not has else f"(fields[{name!r}].{'default' if f.default is not MISSING else 'factory()'} if {name} is MISSING else {name})"
            body.append(f"  object.__setattr__(self, {name!r}, {value})")
        body.append("  if hasattr(self, 'post'): self.post()")
        exec(f"def __init__(self, {', '.join(params)}):\n" + "\n".join(body), space)
        cls.__init__ = space["__init__"]
        cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
        key = lambda self: tuple(getattr(self, n) for n, f in fields.items() if f.compare)
        cls.__repr__ = lambda self: f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in fields)})"
        cls.__eq__ = lambda self, o: key(self) == key(o) if type(o) is type(self) else NotImplemented
        cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
        cls.__match_args__ = tuple(fields)
        if order: cls.__lt__ = lambda self, o: key(self) < key(o)
        if frozen:
            def __setattr__(self, name, value): raise AttributeError(f"cannot assign to {name!r}")
            cls.__setattr__ = __setattr__
        return cls
    return wrap(cls) if cls else wrap
@dataclass
class Point:
    x: int
    y: int = 0
@dataclass(order=True)
class Named(Point):
    name: str = "none"
    tags: list = field(factory=list, compare=False)
    def post(self): self.label = f"{self.name}@{self.x}"
@dataclass(frozen=True)
class Key:
    a: int
    b: str = "b"
p, q = Point(1), Point(1, 0)
print(p, p == q, p == Point(2), p != Named(1), Point(y=5, x=4), Point.__match_args__, p.__dict__)
n = Named(3, name="n")
n.tags.append(1)
print(n, n.label, Named(1).tags, Named(3, 0, "n", [9]) == n, sorted([Named(3), Named(1), Named(2)])[0], Named(1) < Named(2), Named.__init__.__qualname__)
k = Key(1)
print(k, {k: "found"}[Key(1, "b")], hash(k) == hash(Key(1)), len({Key(i % 5) for i in range(50)}))
for bad in (lambda: Point(), lambda: Point(1, 2, 3), lambda: Point(z=1), lambda: hash(p), lambda: setattr(k, "a", 5), lambda: p < q, lambda: Named(1) < 5):
    try: print(bad())
    except (TypeError, AttributeError) as error: print(type(error).__name__, error)
try:
    @dataclass
    class Wrong:
        a: int = 1
        b: int
except TypeError as error: print(error)
match n:
    case Named(3, y, name=name): print("matched", y, name)
total = 0
for i in range(200):
    total += Point(i, y=1).x + Named(i, tags=[i]).tags[0] + (Point(i) == Point(i)) + len(repr(Key(i)))
print(total)
