# Weak references and proxies.
from _weakref import getweakrefcount, proxy, ref
class Thing:
    name = "thing"
    def __len__(self):
        return 3
thing = Thing()
first, second = ref(thing), ref(thing)
print(first is second, first() is thing, getweakrefcount(thing))
dying = ref(thing, lambda reference: print("died", reference is dying))
shown = proxy(thing)
print(shown.name, len(shown), bool(shown))
shown.name = "other"
print(thing.name, hash(first) == hash(thing), first == second)
del thing
print(first(), dying())
try:
    shown.name
except ReferenceError as error:
    print(error)
for value in [1, "text", (), []]:
    try:
        ref(value)
    except TypeError as error:
        print(error)
class Keyed(ref):
    __slots__ = ("key",)
    def __new__(cls, value, key):
        self = ref.__new__(cls, value)
        self.key = key
        return self
    def __init__(self, value, key):
        super().__init__(value)
thing = Thing()
print(Keyed(thing, 5).key, Keyed(thing, 6)() is thing)
