# An enumeration built by a metaclass: namespace, members, lookup, iteration, immutability, methods.
class Namespace(dict):
    def __init__(self): super().__init__(); self.members = []
    def __setitem__(self, key, value):
        if not key.startswith("_") and not callable(value) and not hasattr(value, "__get__"):
            if key in self.members: raise TypeError(f"{key} is defined twice")
            self.members.append(key)
            if value is auto: value = len(self.members)
        super().__setitem__(key, value)
auto = object()
class EnumMeta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kw): return Namespace()
    def __new__(meta, name, bases, namespace):
        names = namespace.members
        values = {n: namespace.pop(n) for n in names}
        cls = super().__new__(meta, name, bases, dict(namespace))
        cls._members, cls._by_value = {}, {}
        for n, v in values.items():
            if v in cls._by_value: member = cls._by_value[v]
            else:
                member = object.__new__(cls)
                member.__dict__.update(name=n, value=v)
                cls._by_value[v] = member
            cls._members[n] = member
        return cls
    def __call__(cls, value):
        try: return cls._by_value[value]
        except (KeyError, TypeError): raise ValueError(f"{value!r} is no {cls.__name__}") from None
    def __getitem__(cls, name): return cls._members[name]
    def __getattr__(cls, name):
        try: return type.__getattribute__(cls, "_members")[name]
        except KeyError: raise AttributeError(f"{cls.__name__} has no member {name}") from None
    def __setattr__(cls, name, value):
        if name in getattr(cls, "_members", ()) and not name.startswith("_"): raise AttributeError(f"{name} is a member")
        super().__setattr__(name, value)
    def __iter__(cls): return iter(dict.fromkeys(cls._members.values()))
    def __len__(cls): return len(cls._by_value)
    def __contains__(cls, item): return item in cls._by_value.values()
    def __repr__(cls): return f"<enum {cls.__name__}>"
class Enum(metaclass=EnumMeta):
    def __repr__(self): return f"<{type(self).__name__}.{self.name}: {self.value!r}>"
    def __str__(self): return f"{type(self).__name__}.{self.name}"
    def __setattr__(self, name, value): raise AttributeError("members are constant")
class Colour(Enum):
    RED = 1
    GREEN = auto
    BLUE = "blue"
    CRIMSON = 1
    def mix(self, other): return f"{self.name}+{other.name}"
    @property
    def lower(self): return self.name.lower()
print(Colour.RED, repr(Colour.BLUE), Colour(2), Colour["BLUE"], list(Colour), len(Colour), Colour.CRIMSON is Colour.RED, Colour.RED in Colour, 5 in Colour, Colour, Colour.RED.mix(Colour.GREEN), Colour.BLUE.lower, isinstance(Colour.RED, Colour), {Colour.RED: "r"}[Colour(1)], Colour.RED == Colour.CRIMSON, Colour.RED != Colour.BLUE, type(Colour).__name__)
for bad in (lambda: Colour(9), lambda: Colour([]), lambda: Colour["PINK"], lambda: Colour.PINK, lambda: setattr(Colour, "RED", 5), lambda: setattr(Colour.RED, "value", 5), lambda: EnumMeta.__new__(EnumMeta, "X", (), {})):
    try: print(bad())
    except (ValueError, KeyError, AttributeError) as error: print(type(error).__name__, error)
try:
    class Twice(Enum): A = 1; A = 2
except TypeError as error: print(error)
def describe(c):
    match c:
        case Colour.RED: return "stop"
        case Colour.GREEN | Colour.BLUE: return "go"
print([describe(c) for c in Colour], [c.name for c in sorted(Colour, key=lambda c: str(c.value))])
class Flag(Enum):
    A, B, C = (1 << i for i in range(3))
    def __or__(self, o): return self.value | (o if isinstance(o, int) else o.value)
    __ror__ = __or__
print(Flag.A | Flag.C, 8 | Flag.B, [f.value for f in Flag], sum(Flag(1 << i % 3).value for i in range(300)))
