# type(name, bases, dict): dynamic classes, their attributes, and every refused argument.
def method(self):
    return f"method of {type(self).__name__}"
Made = type("Made", (list,), {"method": method, "attr": 1, "__doc__": "docs"})
m = Made([1, 2])
print(m, m.method(), Made.__name__, Made.__qualname__, Made.__module__, Made.__doc__, Made.__bases__, Made.attr)
print(type("Empty", (), {}).__doc__, type("E", (), {})().__class__.__name__, type(1), type(Made) is type, type(m) is Made)
print(type("", (), {}).__name__ == "", type("not an identifier", (), {}).__name__)

def attempt(*args, **keywords):
    try:
        print(type(*args, **keywords).__name__)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
attempt()
attempt(1, 2)
attempt("A", (), {}, 1)
attempt(1, (), {})
attempt("A", [], {})
attempt("A", (), [])
attempt("A", (1,), {})
attempt("A", (), {}, x=1)
attempt("nul\0", (), {})
attempt("A", (), {"__slots__": 5})
attempt("A", (), {"__qualname__": 5})
attempt("A", (), {1: 2})

# Writable attributes of a class.
Made.__name__ = "Renamed"
Made.__qualname__ = "Outer.Renamed"
Made.__module__ = "elsewhere"
Made.__doc__ = "new doc"
print(Made, Made.__name__, Made.__doc__, type(m).__name__)
for name, value in (("__name__", 5), ("__qualname__", 5), ("__name__", "a\0b")):
    try:
        setattr(Made, name, value)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for statement in ("del Made.__name__", "Made.__dict__ = {}", "int.x = 1", "del int.real", "type.x = 1", "object.y = 2", "del Made.nothing", "Made.nothing"):
    try:
        exec(statement)
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)

# The dict of a class is a read-only view, in order of definition.
class Order:
    b = 1
    a = 2
    def c(self): pass
print([k for k in Order.__dict__ if not k.startswith("__")], type(Order.__dict__).__name__)
try:
    Order.__dict__["x"] = 1
except TypeError as error:
    print(error)
Order.d = 4
print("d" in Order.__dict__, Order.__dict__["a"], len(Order.__dict__) > 3)
# __subclasses__, __base__, flags of the built-in ones.
class P: pass
class Q(P): pass
class R(P): pass
print([c.__name__ for c in P.__subclasses__()], Q.__base__.__name__, object.__base__, object.__bases__, bool.__base__, type.__mro__)
print(int.__name__, int.__module__, type.__call__(int, "7"), type.__call__(P).__class__.__name__)
