# __getattribute__, __getattr__, __setattr__, __delattr__ and __dir__.
class Fallback:
    present = "class attribute"
    def __getattr__(self, name):
        if name.startswith("auto_"):
            return f"made {name}"
        raise AttributeError(f"no {name} here")

f = Fallback()
f.stored = 1
print(f.present, f.stored, f.auto_x, hasattr(f, "missing"), getattr(f, "missing", "default"))
try:
    f.missing
except AttributeError as error:
    print(error)

class Spy:
    """Writes every access down; object's own methods do the work."""
    log = []
    def __getattribute__(self, name):
        if name != "log":
            Spy.log.append(("get", name))
        return super().__getattribute__(name)
    def __setattr__(self, name, value):
        Spy.log.append(("set", name, value))
        super().__setattr__(name, value)
    def __delattr__(self, name):
        Spy.log.append(("del", name))
        object.__delattr__(self, name)

s = Spy()
s.x = 1
s.x += 1
print(s.x, s.__dict__)
del s.x
try:
    del s.x
except AttributeError as error:
    print(error)
print(Spy.log)

# __getattr__ runs when __getattribute__ raises AttributeError, also from a property.
class Both:
    def __getattribute__(self, name):
        if name == "direct":
            return "direct"
        if name == "broken":
            raise KeyError(name)
        raise AttributeError(name)
    def __getattr__(self, name):
        return f"fallback {name}"
    @property
    def prop(self):
        raise AttributeError("inside")
print(Both().direct, Both().other, Both().prop)
try:
    Both().broken
except KeyError as error:
    print("KeyError", error)

class Read:
    @property
    def value(self):
        return self.nothing
    def __getattr__(self, name):
        print("asked for", name)
        raise AttributeError(f"no {name}")
try:
    Read().value
except AttributeError as error:
    print(error)

# Only attributes that exist in a fixed set.
class Frozen:
    def __init__(self):
        object.__setattr__(self, "fixed", 1)
    def __setattr__(self, name, value):
        raise TypeError(f"cannot set {name}")
frozen = Frozen()
try:
    frozen.fixed = 2
except TypeError as error:
    print(error, frozen.fixed)

class Listed:
    def __dir__(self):
        return ["b", "a", 3] if not isinstance(self, Sorted) else ("z", "y")
class Sorted(Listed):
    pass
print(dir(Sorted()))
try:
    dir(Listed())
except TypeError as error:
    print(error)
# Warm: a class that gains a hook while its attributes are read in a loop.
class Late:
    x = "plain"
late = Late()
seen = []
for i in range(300):
    if i == 200:
        Late.__getattribute__ = lambda self, name: "hooked"
    seen.append(late.x)
print(seen.count("plain"), seen.count("hooked"))
