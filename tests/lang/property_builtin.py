# property: getter, setter, deleter, documentation, inheritance, errors and their texts.
class Celsius:
    def __init__(self, degrees=0):
        self._degrees = degrees
    @property
    def degrees(self):
        """Degrees of the scale."""
        return self._degrees
    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value
    @degrees.deleter
    def degrees(self):
        print("deleting")
        self._degrees = 0
    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32
c = Celsius(25)
print(c.degrees, c.fahrenheit, Celsius.degrees.__doc__, Celsius.degrees.__name__)
c.degrees = 30
c.degrees += 1
print(c.degrees)
del c.degrees
print(c.degrees)
for action in ("c.degrees = -300", "c.fahrenheit = 1", "del c.fahrenheit", "c.fahrenheit.missing"):
    try:
        exec(action)
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)

# Made by calling; each function may be missing.
class Manual:
    writable = property(None, lambda self, v: print("set", v), doc="only written")
    nothing = property()
    named = property(lambda self: "got", doc="a doc")
    bare = property(fget=lambda self: "keyword")
m = Manual()
m.writable = 3
print(m.named, m.bare, Manual.named.__doc__, Manual.writable.__doc__, Manual.nothing.__doc__, Manual.named.fset, Manual.named.fget(m))
for action in ("m.writable", "del m.writable", "m.nothing", "m.nothing = 1", "m.__dict__['named'] = 1; print(m.named)"):
    try:
        exec(action)
    except AttributeError as error:
        print(error)

# getter/setter/deleter give a new property; a subclass overrides one of them.
class Sub(Celsius):
    @Celsius.degrees.getter
    def degrees(self):
        return "sub " + str(super().degrees)
    @Celsius.fahrenheit.setter
    def fahrenheit(self, value):
        self.degrees = (value - 32) * 5 / 9
s = Sub()
s.fahrenheit = 212
print(s.degrees, Celsius.fahrenheit.fset, Sub.degrees is not Celsius.degrees)
# Calling the parent's setter.
class Checked(Celsius):
    @property
    def degrees(self):
        return super().degrees
    @degrees.setter
    def degrees(self, value):
        print("checked", value)
        Celsius.degrees.__set__(self, value)
k = Checked()
k.degrees = 5
print(k.degrees, Celsius.degrees.__get__(k), type(Celsius.degrees.__get__(None, Celsius)).__name__)
# A subclass of property, and a property on a metaclass.
class Loud(property):
    def __get__(self, instance, owner=None):
        print("loud")
        return super().__get__(instance, owner)
class HasLoud:
    @Loud
    def x(self): return 1
print(HasLoud().x, isinstance(vars(HasLoud)["x"], property))
# Warm: the property is replaced on the class during a loop.
class Warm:
    @property
    def v(self): return 1
w = Warm()
seen = []
for i in range(300):
    if i == 100: Warm.v = property(lambda self: 2)
    if i == 200: Warm.v = 3
    seen.append(w.v)
print(seen.count(1), seen.count(2), seen.count(3))
