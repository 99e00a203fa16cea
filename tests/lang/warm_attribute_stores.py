# One store site meeting many shapes: new attributes, slots, properties, frozen classes, dict objects, descriptors.
class Plain: pass
class Slots: __slots__ = ("x",)
class Prop:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = ("set", v)
class Hook:
    def __setattr__(self, name, value): object.__setattr__(self, name, ("hooked", value))
class Frozen:
    def __setattr__(self, name, value): raise AttributeError("frozen")
class Data:
    def __get__(self, o, t): return o.__dict__.get("_d")
    def __set__(self, o, v): o.__dict__["_d"] = ("data", v)
class WithData: x = Data()
class ReadOnly:
    @property
    def x(self): return 1
class Sub(dict): pass
def store(o, v): o.x = v
def fill(o):
    o.a = 1; o.b = 2; o.c = 3
    return o
for cls in (Plain, Slots, Prop, Hook, WithData, Sub):
    o = cls()
    for i in range(80): store(o, i)
    print(cls.__name__, o.x)
for cls in (Frozen, ReadOnly, int, object, type("T", (), {"__slots__": ()})):
    try: store(cls(), 1)
    except AttributeError as error: print(cls.__name__, error)
objects = [fill(Plain()) for _ in range(100)]
print(vars(objects[-1]), all(list(vars(o)) == ["a", "b", "c"] for o in objects))
o = Plain()
for i in range(300):
    if i == 100: del o.x
    if i == 150: o.__dict__.clear()
    if i == 200: o.__class__ = Hook
    store(o, i)
print(vars(o))
p = Plain()
for i in range(60): setattr(p, f"n{i}", i)
for i in range(200): store(p, i); p.n5 = -i
print(len(vars(p)), p.x, p.n5, list(vars(p))[-1])
for i in range(60): delattr(p, f"n{i}")
print(vars(p))
class Counter:
    total = 0
    def __init__(self): self.n = 0
    def bump(self):
        self.n += 1
        Counter.total += 1
        type(self).last = self.n
c, d = Counter(), Counter()
for i in range(200): c.bump(); d.bump() if i % 2 else None
print(c.n, d.n, Counter.total, Counter.last)
class Order:
    def __init__(self, flip):
        if flip: self.a, self.b = 1, 2
        else: self.b, self.a = 2, 1
total = 0
for i in range(200):
    q = Order(i % 2)
    store(q, i)
    total += q.a * 10 + q.b + q.x
print(total, list(vars(Order(0))), list(vars(Order(1))))
Plain.x = property(lambda self: "now read-only")
try: store(Plain(), 1)
except AttributeError as error: print(error)
del Plain.x
store(o2 := Plain(), 5)
print(o2.x)
