# __del__: when it runs, what it sees, resurrection, and that its errors do not spread.
log = []

class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        log.append(f"del {self.name}")

def shown():
    print(log)
    log.clear()

a = Noisy("a")
b = a
del a
shown()                       # Another name still holds it.
del b
shown()
Noisy("temporary")
shown()
holder = [Noisy("one"), Noisy("two")]
holder.pop(0)
shown()
holder[0] = None
shown()

def scope():
    local = Noisy("local")
    other = Noisy("other")
    log.append("leaving")
scope()
shown()

# Rebinding drops the old object after the new one is made.
x = Noisy("first")
x = Noisy("second")
shown()
x = None
shown()

# An attribute's object goes after its owner's __del__.
class Owner(Noisy):
    pass
o = Owner("owner")
o.part = Noisy("part")
del o
shown()

# A finalizer may bring the object back; it runs once only.
saved = []
class Phoenix:
    def __del__(self):
        log.append("rising")
        saved.append(self)
p = Phoenix()
del p
shown()
print(type(saved[0]).__name__)
saved.clear()
shown()

# An object dies when the exception that holds its frame is let go.
def fails():
    inner = Noisy("inner")
    raise ValueError("x")
try:
    fails()
except ValueError as error:
    log.append("handling")
shown()

# A generator's locals, and an iterator that is left half-way.
def generator():
    held = Noisy("held")
    yield 1
    yield 2
g = generator()
next(g)
shown()
g.close()
shown()
# Inherited and called through super().
class Sub(Noisy):
    def __del__(self):
        log.append("sub first")
        super().__del__()
s = Sub("s")
s = None
shown()
# Called by hand it is only a method.
n = Noisy("by hand")
n.__del__()
n = None
shown()
