# Reference cycles are found and freed; finalizers and weak references see it once.
import gc
from _weakref import ref

gc.collect()


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


def pair(first, second):
    one, two = Node(first), Node(second)
    one.links.append(two)
    two.links.append(one)
    return one, two


# What is held from outside lives, with all that it holds.
kept, other = pair("kept", "other")
watch = ref(other)
del other
gc.collect()
print(kept.links[0].name, watch().name, watch().links[0] is kept)
del kept
print(watch() is None, gc.collect() > 0, watch() is None)

# A list, a dict and a tuple in one cycle.
cycle = []
cycle.append(({"self": cycle},))
del cycle
print(gc.collect() >= 3, gc.collect())

log = []


class Finalized(Node):
    def __del__(self):
        log.append(self.name)


def finalized():
    one, two = Finalized("one"), Finalized("two")
    one.links.append(two)
    two.links.append(one)


finalized()
gc.collect()
print(sorted(log))
gc.collect()
print(sorted(log))

# A finalizer may bring its object back; it is not finalized twice.
saved = []


class Phoenix:
    def __init__(self):
        self.me = self

    def __del__(self):
        saved.append(self)


Phoenix()
gc.collect()
print(len(saved), saved[0].me is saved[0])
saved.clear()
gc.collect()
print(len(saved))

# Callbacks of weak references are called if the reference itself lives.
calls = []


def watched():
    one, _ = pair("watched", "too")
    one.own = ref(one, lambda reference: calls.append("dead reference"))
    return ref(one, lambda reference: calls.append(reference() is None))


reference = watched()
gc.collect()
print(calls, reference())


# Classes are cycles of their own.
def make_class():
    class Meta(type):
        pass

    class Base(metaclass=Meta):
        def method(self):
            return __class__

    class Derived(Base):
        instance = None

    Derived.instance = Derived()
    return ref(Meta), ref(Base), ref(Derived)


references = make_class()
gc.collect()
print([reference() for reference in references])


# Suspended generators run their `finally` blocks.
def generator(holder):
    try:
        holder.append(holder)
        yield holder
    finally:
        log.append("finally")


def suspended():
    holder = []
    holder.append(generator(holder))
    next(holder[0])


suspended()
gc.collect()
print(log[-1])


# Closures, bound methods, exceptions with tracebacks.
def closure():
    def inner():
        return inner, thing

    thing = Node("closed over")
    thing.method = thing.__init__
    watch = ref(thing)
    return watch


def traceback_cycle():
    thing = Node("in a traceback")
    try:
        raise ValueError(thing)
    except ValueError as error:
        keep = error
        thing.links.append(keep)
    return ref(thing)


references = [closure(), traceback_cycle()]
gc.collect()
print([reference() for reference in references])

# Many cycles are collected without being asked for.
alive = 0


class Counted:
    def __init__(self):
        global alive
        alive += 1
        self.me = self
        self.ballast = [None] * 4

    def __del__(self):
        global alive
        alive -= 1


for _ in range(120_000):
    Counted()
print(alive < 120_000)
gc.collect()
print(alive)

# So are classes, which are cycles that hold more than their objects show.
alive = most = 0


def died(reference):
    global alive
    alive -= 1


kept = []
for number in range(4_000):
    kind = type("Kind", (), {})
    kind().attribute = number
    kept.append(ref(kind, died))
    alive += 1
    most = max(most, alive)
print(most < 2_200)

was = gc.isenabled()
gc.disable()
print(was, gc.isenabled())
gc.enable()
print(gc.isenabled(), gc.is_tracked([]), gc.is_tracked(1), gc.get_referents([1, "a"])[::-1] in ([1, "a"], ["a", 1]))
print(any(found is references for found in gc.get_objects()))
try:
    gc.collect(7)
except ValueError as error:
    print(error)
