# Class and static methods that caches know as what they give: changed, exchanged, inherited, called on classes and instances,
# of classes with metaclasses, and computed attributes that are hidden or exchanged.
import gc


class Base:
    @classmethod
    def made(cls, number=0):
        return cls.__name__, number

    @staticmethod
    def plain(number=0):
        return number + 1


class Derived(Base):
    pass


class Other(Derived):
    @classmethod
    def made(cls, number=0):
        return "other", number


def call_all(objects, count):
    results = {}
    for number in range(count):
        for thing in objects:
            result = thing.made(), thing.plain(number % 3)
            results[result] = results.get(result, 0) + 1
    return sorted(results.items())


print(call_all([Base], 2000))
print(call_all([Derived, Base, Other], 2000))
print(call_all([Base(), Derived(), Other()], 2000))


# One site, whose class changes after it was cached.
def of(thing, count=2000):
    for number in range(count):
        result = thing.made(number), thing.plain(number)
    return result


for thing in (Base, Base(), Derived, Derived()):
    print(of(thing))
Base.made = classmethod(lambda cls, number: ("changed", cls.__name__, number))
Base.plain = staticmethod(lambda number: ("changed", number))
for thing in (Base, Base(), Derived, Derived()):
    print(of(thing))
Derived.made = lambda *args: ("function", len(args))
for thing in (Base, Base(), Derived, Derived()):
    print(of(thing))
Derived().plain
instance = Derived()
instance.plain = lambda number: "own"
print(of(instance), of(Derived()))
del Base.made
try:
    of(Base)
except AttributeError as error:
    print(error)


# The function of a wrapper is exchanged.
class Exchanged:
    made = classmethod(lambda cls, number: ("first", number))
    plain = staticmethod(lambda number: ("first", number))


for thing in (Exchanged, Exchanged()):
    print(of(thing))
vars(Exchanged)["made"].__init__(lambda cls, number: ("second", number))
vars(Exchanged)["plain"].__init__(lambda number: ("second", number))
for thing in (Exchanged, Exchanged()):
    print(of(thing))

# The same wrapper in unrelated classes.
shared_class, shared_static = classmethod(lambda cls, number: cls.__name__), staticmethod(lambda number: number)
First = type("First", (), {"made": shared_class, "plain": shared_static})
Second = type("Second", (), {"made": shared_class, "plain": shared_static})
print([of(thing) for thing in (First, Second, First(), Second(), First)])
shared_class.__init__(lambda cls, number: "exchanged")
shared_static.__init__(lambda number: "exchanged")
print([of(thing) for thing in (First, Second, First(), Second(), First)])


# Bound methods are objects of their own where somebody can tell.
def kept(count):
    methods = []
    for _ in range(count):
        methods.append(First.made)
    return methods


methods = kept(2000)
print(methods[0] is methods[1], methods[0] == methods[1], methods[0].__self__ is First)


class Meta(type):
    @property
    def made(cls):
        return lambda number: ("of the metaclass", number)


class WithMeta(metaclass=Meta):
    @classmethod
    def plain(cls, number):
        return cls.__name__, number


print(of(WithMeta))
del Meta.made
WithMeta.made = classmethod(lambda cls, number: ("own", number))
print(of(WithMeta))
Meta.plain = property(lambda cls: lambda number: "metaclass wins")
print(of(WithMeta))


# Classes that caches know still die.
class Dying:
    dead = 0

    def __del__(self):
        Dying.dead += 1


def one_class():
    class Local:
        held = Dying()

        @classmethod
        def made(cls, number):
            return number

        @staticmethod
        def plain(number):
            return number

    return of(Local, 300), of(Local(), 300)


for _ in range(20):
    one_class()
gc.collect()
print(Dying.dead)


# Attributes that native code computes.
class Failed(Exception):
    pass


def texts(errors, count):
    results = set()
    for number in range(count):
        results.add(errors[number % len(errors)].args)
    return sorted(results, key=str)


print(texts([ValueError(1), KeyError(1, 2), Failed(3)], 3000))
Failed.args = property(lambda self: ("hidden",))
print(texts([ValueError(1), KeyError(1, 2), Failed(3)], 3000))
del Failed.args
error = Failed(4)
error.__dict__["args"] = "not seen"
print(texts([error], 100), error.__dict__)
error.args = (5,)
print(texts([error], 100))
