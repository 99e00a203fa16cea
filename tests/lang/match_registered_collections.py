# What `match` takes for sequences and mappings: classes that say so, those derived from them, and those registered.
from _abc import _abc_init, _abc_register


class Sequence:
    __abc_tpflags__ = 1 << 5


class Mapping:
    __abc_tpflags__ = 1 << 6


for abstract in (Sequence, Mapping):
    _abc_init(abstract)
    print(abstract.__name__, hasattr(abstract, "__abc_tpflags__"), abstract.__flags__ >> 5 & 3)


class Items:
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, key):
        return self.items[key]

    def keys(self):
        return range(len(self.items))

    def get(self, key, default=None):
        return self.items[key] if key in self.keys() else default


class Derived(Items, Sequence):
    pass


class Both(Items, Mapping, Sequence):
    pass


class Child(Derived):
    pass


class Registered(Items):
    pass


class ChildOfRegistered(Registered):
    pass


def kind(subject):
    match subject:
        case [first, *rest]:
            return "sequence", first, rest
        case {0: value}:
            return "mapping", value
        case str() | bytes() | bytearray():
            return "text", subject
        case _:
            return "neither"


for cls in (Items, Derived, Both, Child, Registered, ChildOfRegistered):
    print(cls.__name__, kind(cls(1, 2, 3)))
for native in ([1], (1,), range(1, 3), memoryview(b"ab"), {0: "zero"}, "ab", b"ab", bytearray(b"c"), {1}, iter([1])):
    shown = kind(native)
    print(type(native).__name__, shown if shown != "neither" else "neither")


class Missing(Exception):
    pass


for abstract in (Sequence, Mapping):
    try:
        print(_abc_register(abstract, Registered).__name__, kind(Registered("a")), kind(ChildOfRegistered("b")))
    except Exception as error:
        print(type(error).__name__)
try:
    class Wrong:
        __abc_tpflags__ = 3 << 5

    _abc_init(Wrong)
except TypeError as error:
    print(error)
