"""Paths of attributes and calls that know more than the general ones: what they leave out must not be missed."""

# `__getattr__` where the attribute is merely absent, where a property raises, and where `__getattribute__` is overridden.
class Fallback:
    present = 1

    @property
    def broken(self):
        raise AttributeError("from the property")

    def __getattr__(self, name):
        if name == "nothing":
            raise AttributeError("from the hook")
        return ("hook", name)


thing = Fallback()
for _ in range(30):
    thing.missing
print(thing.present, thing.missing, thing.broken)
try:
    thing.nothing
except AttributeError as error:
    print(error, error.name, error.obj is thing, error.__context__)


class Overridden(Fallback):
    def __getattribute__(self, name):
        if name == "special":
            raise AttributeError("special")
        return "own " + name


print(Overridden().anything, Overridden().special)


class Counted(dict):
    def __getattr__(self, name):
        return self[name]


counted = Counted(a=1)
print(counted.a, len(counted.keys()))
Fallback.missing = "set later"
print(thing.missing)
del Fallback.__getattr__
try:
    thing.absent
except AttributeError as error:
    print(error)


# Static and class methods through instances; their functions can be exchanged, and instances can hide them.
class Methods:
    @staticmethod
    def static(*args):
        return ("static", args)

    @classmethod
    def of_class(cls, *args):
        return ("class", cls.__name__, args)


class Derived(Methods):
    pass


def call_both(things):
    for thing in things:
        result = thing.static(1), thing.of_class(2), thing.of_class
    return result[0], result[1], result[2](3)


mixed = [Methods(), Derived()] * 40
print(call_both(mixed))
Methods.__dict__["static"].__init__(lambda *args: ("exchanged", args))
Methods.__dict__["of_class"].__init__(lambda cls, *args: ("exchanged", cls, args))
print(call_both([Methods()]))
hidden = Derived()
hidden.static = lambda *args: "hidden"
print(call_both(mixed + [hidden])[0])
Methods.of_class = lambda self, *args: ("function", args)
print(call_both([Methods()]))


# Attributes in dicts of instances of more classes than a site keeps.
class Property:
    def __get__(self, instance, owner):
        return "data descriptor"

    def __set__(self, instance, value):
        pass


classes = [type(f"Thing{n}", (), {}) for n in range(6)]
things = [cls() for cls in classes]
for n, each in enumerate(things):
    each.__dict__["value"] = n


def values(things):
    return [each.value for each in things]


for _ in range(30):
    values(things)
print(values(things))
classes[2].value = Property()
print(values(things))
del things[3].__dict__["value"]
classes[3].value = "of the class"
print(values(things))
del classes[3].value
try:
    values(things)
except AttributeError as error:
    print(error)


# Defaults of keyword-only parameters are looked up with each call.
def keyword_only(a, b=2, *, c=3, d):
    return a, b, c, d


for _ in range(30):
    keyword_only(1, d=4)
print(keyword_only(1, d=4), keyword_only(b=1, a=2, d=5, c=6))
keyword_only.__kwdefaults__["c"] = "changed"
print(keyword_only(1, d=4))
keyword_only.__kwdefaults__ = {"d": "new"}
print(keyword_only(1, c=0))
for arguments in ({"d": 1}, {"c": 1, "e": 2}):
    try:
        keyword_only(1, **arguments)
    except TypeError as error:
        print(error)
keyword_only.__kwdefaults__ = None
try:
    keyword_only(1, c=1)
except TypeError as error:
    print(error)


# `raise Class`: with an `__init__`, a `__new__`, a metaclass, and a class that makes something else.
class Plain(ValueError):
    pass


class Initialized(ValueError):
    def __init__(self):
        super().__init__("made by __init__")


class Made(ValueError):
    def __new__(cls):
        return super().__new__(cls, "made by __new__")


class Meta(type):
    def __call__(cls):
        print("called", cls.__name__)
        return super().__call__()


class WithMeta(ValueError, metaclass=Meta):
    pass


class Other(ValueError):
    def __new__(cls):
        return 1


def raise_it(cls):
    try:
        raise cls
    except BaseException as error:
        print(type(error).__name__, error.args, str(error), error.__traceback__ is not None)


for cls in (Plain, Initialized, Made, WithMeta, Other, KeyError, OSError, StopIteration, SystemExit, UnicodeDecodeError,
            ExceptionGroup, ImportError):
    raise_it(cls)
try:
    raise StopIteration
except StopIteration as error:
    print(error.value)
Plain.__init__ = lambda self: setattr(self, "late", True)
try:
    raise Plain
except Plain as error:
    print(error.late)


# `super().name` of several classes, with changes in between.
class A:
    def who(self):
        return "A"

    @classmethod
    def make(cls):
        return "A.make", cls.__name__


class B(A):
    def who(self):
        return "B" + super().who()

    @classmethod
    def make(cls):
        return "B", super().make()


class C(A):
    def who(self):
        return "C" + super().who()


class D(B, C):
    def who(self):
        return "D" + super().who()


for _ in range(30):
    for cls in (A, B, C, D):
        cls().who()
print([cls().who() for cls in (A, B, C, D)], B.make(), D.make(), D().make())
A.who = lambda self: "changed"
print([cls().who() for cls in (A, B, C, D)])
del C.who
print(D().who())
D.__bases__ = (C, B)
print(D().who())
try:
    B.who(A())
except TypeError as error:
    print(error)


class Claims:
    @property
    def __class__(self):
        return D


print(super(D, Claims()).who is not None)
try:
    B.who(1)
except TypeError as error:
    print(error)
del A.who
try:
    B().who()
except AttributeError as error:
    print(error)
