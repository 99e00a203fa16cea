# classmethod and staticmethod: binding, wrapping, inheritance, as plain descriptors.
class Shape:
    count = 0
    @classmethod
    def make(cls, *args):
        cls.count += 1
        return cls.__name__, args
    @staticmethod
    def area(w, h=1):
        """Width by height."""
        return w * h
    def method(self):
        return self.make(1), self.area(2)
class Square(Shape):
    @classmethod
    def make(cls, *args):
        return "Square>", super().make(*args)
print(Shape.make(1), Square.make(2), Shape().make(3), Square().method(), Shape.count, Square.count)
print(Shape.area(2, 3), Shape().area(4), Shape.area.__doc__, Shape.area.__name__)

# What the dict of the class holds, and what lookup gives.
raw_class, raw_static = vars(Shape)["make"], vars(Shape)["area"]
print(type(raw_class).__name__, type(raw_static).__name__, type(Shape.make).__name__, type(Shape.area).__name__)
print(raw_static(3, 3), raw_static.__wrapped__ is Shape.area, raw_class.__func__.__name__, raw_class.__name__, raw_static.__doc__)
print(Shape.make.__self__ is Shape, Square().make.__self__ is Square, Shape.make.__func__ is raw_class.__func__, Shape.make == Shape.make)
print(raw_class.__get__(None, Square)(), raw_class.__get__(Square())(), raw_static.__get__(1, 2) is Shape.area)
try:
    raw_class()
except TypeError as error:
    print(error)

# Anything callable can be wrapped.
class Odd:
    length = staticmethod(len)
    upper = classmethod(str)
    number = staticmethod(5)
print(Odd.length("abc"), Odd.upper(), Odd.number)
for wrong in (lambda: classmethod(), lambda: staticmethod(1, 2), lambda: Shape.area(), lambda: Shape.area(1, 2, 3), lambda: Shape.make(x=1), lambda: Shape.method(), lambda: classmethod(5).__get__(None, int)()):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
print(repr(raw_static)[:21], repr(raw_class)[:20], repr(Odd.__dict__["upper"]))

# Bound methods: identity, equality, attributes.
s = Shape()
print(s.method is s.method, s.method == s.method, s.method == Shape().method, hash(s.method) == hash(s.method), s.method.__self__ is s)
print(s.method.__func__ is Shape.method, s.method.__name__, s.method.__qualname__, Shape.method.__qualname__)
bound = s.method
s.method = "shadow"
print(bound()[1], s.method)
Method = type(bound)
print(Method(lambda self, x: (self, x), "me")("you"), Method(len, "four")())
for wrong in (lambda: Method(5, 1), lambda: Method(len, None), lambda: Method(len), lambda: setattr(bound, "x", 1)):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
Shape.method.note = "on the function"
print(bound.note)
# A class method of a metaclass binds the metaclass.
class Meta(type):
    @classmethod
    def kind(meta): return meta.__name__
    def plain(cls): return cls.__name__
class Using(metaclass=Meta): pass
print(Using.kind(), Using.plain())
