# __new__ and __init__: the two steps of making an object, arguments, returns, errors.
class Traced:
    def __new__(cls, *args, **kwargs):
        print("new", cls.__name__, args, kwargs)
        return super().__new__(cls)
    def __init__(self, *args, **kwargs):
        print("init", args, kwargs)
Traced(1, key=2)
class Child(Traced):
    pass
print(type(Child()).__name__)

# When __new__ gives another kind of object, __init__ is not run.
class Other:
    def __new__(cls):
        return 42
    def __init__(self):
        print("never")
print(Other())
class GivesChild:
    def __new__(cls, flag):
        return object.__new__(Special if flag else cls)
    def __init__(self, flag):
        print("init of", type(self).__name__)
class Special(GivesChild):
    pass
GivesChild(True), GivesChild(False)

# Immutable built-ins are filled in by __new__.
class Celsius(float):
    def __new__(cls, value, unit="C"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self
c = Celsius("21.5", unit="c")
print(c, c + 1, c.unit, type(c + 1).__name__)
class Pair(tuple):
    def __new__(cls, a, b):
        return tuple.__new__(cls, (a, b))
print(Pair(1, 2), len(Pair(1, 2)), Pair(1, 2) == (1, 2))

# __init__ must return None; object takes no arguments of its own.
class Returns:
    def __init__(self):
        return 5
class NoInit:
    pass
class OnlyInit:
    def __init__(self, a):
        pass
class OnlyNew:
    def __new__(cls, a):
        return object.__new__(cls)
class PassesOn:
    def __new__(cls, a):
        return object.__new__(cls, a)
for make in (Returns, lambda: NoInit(1), lambda: NoInit(a=1), OnlyInit, lambda: OnlyInit(1, 2), OnlyNew, lambda: PassesOn(1),
             lambda: object(1), lambda: object.__new__(), lambda: object.__new__(1), lambda: object.__new__(int), lambda: int.__new__(str),
             lambda: object.__init__(NoInit(), 1), lambda: float.__new__(Pair), lambda: bool.__new__(int)):
    try:
        make()
        print("made")
    except TypeError as error:
        print(error)
print(type(OnlyNew(1)).__name__, type(OnlyInit(1)).__name__)
print(type(NoInit.__dict__.get("__new__")).__name__, type(OnlyNew.__dict__["__new__"]).__name__)

# __init__ may be called again; __new__ never by itself.
class Counter:
    def __init__(self):
        self.count = getattr(self, "count", 0) + 1
x = Counter()
x.__init__()
Counter.__init__(x)
print(x.count)
# Warm: __init__ replaced on the class while it is called in a loop.
class Morph:
    def __init__(self, n):
        self.n = n
values = []
for i in range(300):
    if i == 200:
        def init(self, n):
            self.n = -n
        Morph.__init__ = init
    values.append(Morph(1).n)
print(values.count(1), values.count(-1))
