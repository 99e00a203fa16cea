# Descriptors in use: validated, computed, cached and delegated attributes, with inheritance and __set_name__.
class Validated:
    def __set_name__(self, owner, name): self.name, self.slot = name, "_" + name
    def __get__(self, obj, cls): return self if obj is None else getattr(obj, self.slot, None)
    def __set__(self, obj, value): setattr(obj, self.slot, self.check(value))
    def check(self, value): return value
class Typed(Validated):
    def __init__(self, kind): self.kind = kind
    def check(self, value):
        if not isinstance(value, self.kind): raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        return super().check(value)
class Positive(Typed):
    def check(self, value):
        if super().check(value) <= 0: raise ValueError(f"{self.name} must be positive")
        return value
class OneOf(Validated):
    def __init__(self, *options): self.options = options
    def check(self, value):
        if value not in self.options: raise ValueError(f"{self.name}: {value!r} is not one of {self.options}")
        return value
class Lazy:
    def __init__(self, make): self.make = make
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, cls):
        if obj is None: return self
        value = obj.__dict__[self.name] = self.make(obj)
        computed.append(self.name)
        return value
class Delegate:
    def __init__(self, path): self.path = path.split(".")
    def __get__(self, obj, cls):
        for name in self.path: obj = getattr(obj, name)
        return obj
computed = []
class Order:
    item, count, state = Typed(str), Positive(int), OneOf("new", "sent")
    total = Lazy(lambda self: self.count * 10)
    upper = Delegate("item.upper")
    def __init__(self, item, count, state="new"): self.item, self.count, self.state = item, count, state
o = Order("pen", 3)
print(o.item, o.count, o.state, o.total, o.total, computed, o.upper(), Order.item.name, type(Order.total).__name__, sorted(vars(o)))
for action in ("o.item = 5", "o.count = 0", "o.count = 'x'", "o.state = 'lost'", "Order(1, 2)", "Order('a', -1)", "o.count = True", "del o.item", "o.total = 99"):
    try:
        exec(action)
        print(action, "done", o.count, o.total)
    except (TypeError, ValueError, AttributeError) as error: print(action, "->", type(error).__name__, error)
class Special(Order):
    count = Positive(float)
    total = property(lambda self: "overridden")
s = Special("a", 1.5)
print(s.count, s.total, s.item, isinstance(vars(Special)["count"], Positive))
del o.__dict__["total"]
print(o.total, computed)
total = 0
for i in range(1, 200):
    o.count = i
    o.state = "sent" if i % 2 else "new"
    total += o.count + len(o.state)
print(total)
