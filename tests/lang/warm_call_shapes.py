# The same call site with different callables: functions, methods, classes, natives, partial arguments, changed code.


def one(a):
    return ("one", a)


def optional(a, b="default"):
    return ("optional", a, b)


def rest(*args):
    return ("rest", args)


def named(a, *, key="k"):
    return ("named", a, key)


def everything(a, b=2, *args, c=3, **rest):
    return (a, b, args, c, sorted(rest.items()))


class Plain:
    def __init__(self, value):
        self.value = value

    def method(self, a):
        return ("method", self.value, a)

    @classmethod
    def by_class(cls, a):
        return ("class", cls.__name__, a)

    @staticmethod
    def by_static(a):
        return ("static", a)

    def __call__(self, a):
        return ("called", self.value, a)

    def __repr__(self):
        return f"Plain({self.value})"


class New:
    def __new__(cls, value):
        return value if value == 0 else super().__new__(cls)

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"New({self.value})"


class Meta(type):
    def __call__(cls, value):
        return ("meta", cls.__name__, value)


class Odd(metaclass=Meta):
    pass


class Returns:
    def __init__(self, value):
        return value


def call(function, argument):
    try:
        return function(argument)
    except (TypeError, ValueError) as error:
        return str(error)


thing = Plain(5)
callables = [one, optional, rest, named, everything, thing.method, Plain.by_class, thing.by_static, thing, Plain, New]
callables += [Odd, Returns, str, int, len, [].append, "abc".find, dict, type, lambda a: a, Plain.method, print, None, 5]
for _ in range(60):
    for function in callables[:-3]:
        call(function, 0)
for function in callables[:-3] + callables[-2:]:
    name = getattr(function, "__qualname__", type(function).__name__)
    print(name, call(function, 0), call(function, "x"))


def site(function, n):
    return [function(index, b=index) for index in range(n)][-1]


def swap(a, b):
    return b - a


print(site(swap, 100), site(lambda a, b: (a, b), 100), site(everything, 100), site(optional, 3))
swap.__code__ = (lambda a, b: "changed").__code__
print(site(swap, 5))
everything.__defaults__ = (20,)
everything.__kwdefaults__ = {"c": 30}
print([everything(1) for _ in range(50)][-1], [everything(1, 2, 3, d=4) for _ in range(50)][-1])
everything.__kwdefaults__ = None
print(call(everything, 1))


def spread(function, *args, **kwargs):
    return function(*args, **kwargs)


for _ in range(50):
    results = [spread(everything, 1, c=1), spread(everything, *"abc", c=1, **{"z": 1}), spread(rest), spread(max, 3, 9, key=lambda v: -v)]
print(results)
for arguments in ([], [1, 2], [1, 2, 3]):
    for function in (one, optional, Plain, thing.method, len):
        try:
            function(*arguments)
        except TypeError as error:
            print(error)
