# Instances that are called, and classes whose metaclass says what calling them does.
import sys


class Adder:
    def __init__(self, base):
        self.base = base

    def __call__(self, number, *rest, scale=1, **names):
        return (self.base + number) * scale + len(rest), sorted(names)


class Deep:
    """Calls itself: no native stack is used."""

    def __call__(self, depth):
        return depth if depth == 0 else 1 + self(depth - 1)


class Counted:
    def __call__(self):
        yield 1
        yield 2


class Meta(type):
    def __call__(cls, *args, **names):
        made = super().__call__(*args)
        made.names = names
        return made


class Made(metaclass=Meta):
    def __init__(self, value=None):
        self.value = value


class Descriptor:
    def __get__(self, instance, owner):
        return lambda *args: ("bound", instance is not None, args)


class ByDescriptor:
    __call__ = Descriptor()


class Static:
    @staticmethod
    def __call__(*args):
        return args


class Plain:
    pass


def outcome(function, *args, **names):
    try:
        return function(*args, **names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


add = Adder(10)
for round in range(100):
    results = [
        add(1),
        add(1, 2, 3, scale=2),
        add(*(1, 2), **{"scale": 3, "other": 4}),
        list(Counted()()),
        Made(5).value,
        Made(5, name=6).names,
        ByDescriptor()(1),
        Static()(1, 2),
    ]
print(results)
print(outcome(add), outcome(Plain()), outcome(add, number=1), outcome(add, 1, number=2))
limit = sys.getrecursionlimit()
sys.setrecursionlimit(5000)
print(Deep()(4000))
sys.setrecursionlimit(limit)
print(outcome(Deep(), 10**6))


def call(thing):
    return thing(1)


print(call(add), call(abs), call(lambda one: one))
Adder.__call__ = lambda self, number: "replaced"
print(call(add))
del Adder.__call__
print(outcome(call, add))
thing = Plain()
thing.__call__ = lambda one: "never"
print(outcome(call, thing))
Plain.__call__ = lambda self, one: "now"
print(call(thing))
print([*map(add.__class__, [1])][0].base, sorted([3, 1, 2], key=Static().__call__))
