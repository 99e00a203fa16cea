# __set_name__: when it is called, with what, and how an error shows.
class Field:
    def __init__(self, default):
        self.default = default
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name
    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)
    def __set__(self, instance, value):
        if type(value) is not type(self.default):
            raise TypeError(f"{self.name} must be {type(self.default).__name__}")
        instance.__dict__[self.name] = value

class Point:
    x = Field(0)
    label = Field("origin")
    alias = x               # The same object twice: called for each name, the last one stays.

p = Point()
print(p.x, p.label, Point.x.name)
p.label = "moved"
try:
    p.x = "no"
except TypeError as error:
    print(error)
print(p.label, p.__dict__)

# It is not called for what is added later, nor for a subclass that inherits.
Point.late = Field(1.5)
print(hasattr(Point.__dict__["late"], "name"))
class Sub(Point):
    y = Field(2)
print(Sub().y)

# Called by type() with a namespace too, in the order of the namespace, before __init_subclass__.
class Announces:
    def __init_subclass__(cls):
        print("init_subclass sees", cls.__dict__["second"].name)
type("Made", (Announces,), {"first": Field(1), "second": Field(2)})

# Looked up on the type, so an instance attribute is not asked.
class NotAHook:
    pass
thing = NotAHook()
thing.__set_name__ = lambda *a: print("never")
class UsesThing:
    attribute = thing
print("no call")

class Bad:
    def __set_name__(self, owner, name):
        1 / 0
try:
    class Broken:
        attr = Bad()
except ZeroDivisionError as error:
    print(error, error.__notes__)
class Short:
    def __set_name__(self, owner):
        pass
try:
    class AlsoBroken:
        attr = Short()
except TypeError as error:
    print(error)
# The hook may change the class.
class Adder:
    def __set_name__(self, owner, name):
        setattr(owner, name + "_added", True)
class Grown:
    thing = Adder()
print(Grown.thing_added)
