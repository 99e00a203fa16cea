# Attribute sites that see objects of several shapes, and classes that change after the caches are warm.


class Base:
    kind = "base"

    def __init__(self, value):
        self.value = value

    def name(self):
        return "Base"


class First(Base):
    def name(self):
        return "First"


class Second(Base):
    def __init__(self, value):
        self.extra = 0
        super().__init__(value)

    def name(self):
        return "Second"


class Third(Base):
    __slots__ = ("slot",)

    def name(self):
        return "Third"


class Fourth:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def name(self):
        return "Fourth"


class Fifth(Base):
    @property
    def value(self):
        return 7

    @value.setter
    def value(self, new):
        pass


class Sixth(Base):
    def __getattr__(self, name):
        return lambda: f"dynamic {name}"


def use(objects):
    total, names = 0, []
    for thing in objects:
        thing.value = thing.value + 1
        total += thing.value
        names.append(thing.name())
    return total, names[-6:]


classes = [Base, First, Second, Third, Fourth, Fifth, Sixth]
for count in range(1, 8):
    objects = [cls(index) for index in range(100) for cls in classes[:count]]
    print(count, use(objects))

# Each change must be seen by sites that know the shape.
one = [First(1), Second(2), Base(3), Third(4)] * 60
print(use(one))
First.name = lambda self: "changed"
print(use(one))
one[0].name = lambda: "own"
print(use(one))
Base.value = property(lambda self: 1, lambda self, new: None)
print(use(one))
del Base.value
print(use(one))
one[1].__class__ = First
print(use(one))
one[2].__dict__ = {"value": 100}
print(use(one))
del one[0].value
try:
    use(one)
except AttributeError as error:
    print(error)
one[0].value = 5
for index in range(40):
    setattr(one[0], f"attribute{index}", index)
print(use(one), one[0].attribute39)


def call(function, n):
    total = 0
    for _ in range(n):
        total += function(1)
    return total


def one_default(a, b=10):
    return a + b


def two_defaults(a, b=20, c=30):
    return a + b + c


def keyword_only(a, *, b=1):
    return a * b


for function in (one_default, two_defaults, keyword_only, lambda a: a, int, abs, Base(3).__class__.__len__ if False else float):
    print(call(function, 50))
one_default.__defaults__ = (100,)
print(call(one_default, 50))
one_default.__defaults__ = None
try:
    call(one_default, 50)
except TypeError as error:
    print(error)
one_default.__code__ = two_defaults.__code__
one_default.__defaults__ = (1, 2)
print(call(one_default, 50))


def mixed(values):
    total, below = 0, 0
    for value in values:
        total = total + value * 2 - value / 4
        below += value < 3.5
        below += 2 <= value
    return round(total, 6), below


print(mixed([1, 2.5, 3, True, 10**20, -0.0, 2**62, float("inf")] * 30))
print(mixed([1, 2, 3, 4] * 30), mixed([1.5, 2.5] * 30), mixed([2**53 + 1, 2.0**53] * 30))
print([2**0.5, 2.0**2, 4**-1, (-8) ** 2.0, 0.0**2] * 1)
for base in [2.0, 1e200, 0.0, -2.0] * 20:
    try:
        result = base**2.5
    except (OverflowError, ZeroDivisionError) as error:
        result = error
print(result)
