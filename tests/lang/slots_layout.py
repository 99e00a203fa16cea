# __slots__: storage without a dict, inheritance, names, errors.
class Point:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
p = Point(1, 2)
print(p.x, p.y, hasattr(p, "__dict__"), Point.__slots__, type(Point.x).__name__, Point.x)
for action in ("p.z = 3", "del p.q", "p.z", "p.__dict__"):
    try:
        exec(action)
    except AttributeError as error:
        print(action, "->", error)
del p.x
for action in ("p.x", "del p.x"):
    try:
        exec(action)
    except AttributeError as error:
        print(action, "->", error)
p.x = 10
print(p.x, Point.y.__get__(p), Point.x.__set__(p, 11), p.x, Point.x.__name__, Point.x.__objclass__.__name__)

# A subclass without __slots__ has a dict again; with it, only the new names are added.
class Free(Point):
    pass
class More(Point):
    __slots__ = "z"
free, more = Free(1, 2), More(3, 4)
free.anything, more.z = 5, 6
print(free.__dict__, more.x + more.z, hasattr(more, "__dict__"))

# __dict__ and __weakref__ may be asked for; names are mangled; any iterable will do.
class Open:
    __slots__ = ["fixed", "__dict__"]
class Private:
    __slots__ = {"__hidden": "doc of hidden", "shown": None}
    def set(self):
        self.__hidden = 1
        return self.__hidden
o = Open()
o.fixed, o.loose = 1, 2
print(o.__dict__, Private().set(), hasattr(Private, "_Private__hidden"), Private.__slots__["__hidden"])

def attempt(make):
    try:
        make()
        print("made")
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
attempt(lambda: type("A", (), {"__slots__": ["bad name"]}))
attempt(lambda: type("A", (), {"__slots__": [1]}))
attempt(lambda: type("A", (), {"__slots__": ["a"], "a": 1}))
attempt(lambda: type("A", (int,), {"__slots__": ["a"]}))
attempt(lambda: type("A", (tuple,), {"__slots__": ()}))
attempt(lambda: type("A", (Open,), {"__slots__": ["__dict__"]}))
attempt(lambda: type("A", (Point, More), {}))
class Left:
    __slots__ = ("l",)
class Right:
    __slots__ = ("r",)
attempt(lambda: type("A", (Left, Right), {}))
class Mixin:
    __slots__ = ()
attempt(lambda: type("A", (Left, Mixin), {"__slots__": ()}))

# Layouts must agree for __class__ to be assigned.
class Twin:
    __slots__ = ("x", "y")
p.__class__ = Twin
print(type(p).__name__, p.x)
try:
    p.__class__ = Left
except TypeError as error:
    print(error)
# A wrong instance is refused by the descriptor.
try:
    Point.x.__get__(Left())
except TypeError as error:
    print(error)
# Warm reads and writes of a slot, emptied in the middle.
total = 0
q = Point(0, 0)
for i in range(300):
    q.y = i
    total += q.y
    if i == 250:
        del q.y
        try:
            q.y
        except AttributeError:
            total += 1000
print(total)
