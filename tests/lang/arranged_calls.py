# Calls whose arguments have to be arranged: keywords, defaults, `*args`, `**kwargs`, in loops that are compiled.


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        return str(error)


def many(function, *args, **kwargs):
    for _ in range(60):
        result = function(*args, **kwargs)
    return result


def three(a, b, c):
    return a, b, c


def some(a, b=2, *, c, d=4):
    return a, b, c, d


def star(*args, **kwargs):
    return args, kwargs


def rest(first, *others):
    return first, others


def rest_and_key(first, *others, key, last="last"):
    return first, others, key, last


def only(first, /, second=5, **more):
    return first, second, more


def loop():
    pair, names = (1, 2), {"x": 1, "y": 2}
    for i in range(80):
        result = [
            three(i, c=i + 1, b=i + 2), three(c=1, b=2, a=3),
            some(i, c=3), some(i, d=1, c=2), some(b=1, a=2, c=3, d=4),
            star(i, *pair, key=i), star(*pair), star(**names), star(*pair, **names), star(),
            rest(i), rest(i, 2), rest(*pair, 3, 4),
            rest_and_key(1, key=i), rest_and_key(1, 2, 3, last=i, key=2), rest_and_key(*pair, key=4),
            only(1), only(1, first=2), only(1, 2, first=3, third=4), only(1, second=i),
        ]
    return result


print(loop())


def keeps():
    """Each call gets a tuple and a dict of its own."""
    names, seen = {"x": 1}, []
    for i in range(80):
        args, kwargs = star(*(i, i), **names)
        kwargs["y"] = i
        seen.append((args, kwargs))
    return names, seen[0], seen[79]


print(keeps())


class Thing:
    def method(self, first, second=2, *others, key=None):
        return first, second, others, key

    def __call__(self, *args, key):
        return args, key


def methods():
    thing = Thing()
    bound = thing.method
    for i in range(80):
        result = [
            thing.method(i), thing.method(i, key=i), thing.method(1, 2, 3, 4), thing.method(second=i, first=1),
            bound(i), bound(i, key=1), bound(1, 2, 3), thing(key=i), thing(1, 2, key=i),
        ]
    return result


print(methods())


def change_defaults():
    def function(a, b=1, *, c=2):
        return a, b, c

    results = []
    for i in range(120):
        if i == 80:
            function.__defaults__ = (10,)
            function.__kwdefaults__ = {"c": 20}
        if i == 100:
            function.__defaults__ = (100, 200)
            function.__kwdefaults__ = None
        results.append(attempt(lambda: (function(i, c=3), function(a=i))) if i >= 100 else (function(i, c=3), function(a=i)))
    return results[0], results[79], results[80], results[99], results[100], results[119]


print(change_defaults())

for call in (
    lambda: three(1, 2, c=3, b=4), lambda: three(1, 2), lambda: three(1, b=2), lambda: three(1, 2, 3, d=4),
    lambda: some(1), lambda: some(c=1), lambda: some(1, 2, 3, c=4), lambda: some(1, c=1, e=2),
    lambda: rest(), lambda: rest(first=1), lambda: rest_and_key(1, 2), lambda: only(), lambda: only(first=1),
    lambda: only(1, 2, second=3), lambda: star(**{1: 2}), lambda: three(**{"a": 1, "b": 2, "cc": 3}),
    lambda: three(*(1, 2), **{"b": 2, "c": 3}),
):
    print(attempt(call))

# Names that are equal to those of parameters, but not the same strings.
name = "".join(["se", "cond"])
print(only(1, **{name: 2}), only(1, **{name + "s": 2}), three(1, 2, **{"".join("c"): 3}), some(1, **{name[-2] * 0 + "c": 5}))
print(many(only, 1, **{name: 3}), many(star, *range(3)), many(star, *[1, 2], **{"a": 1}))


class Managed:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.log.append(details)
        return len(details) == 3 and details[0] is KeyError


def with_all():
    log = []
    manager = Managed(log)
    for i in range(100):
        with manager as entered:
            if i % 40 == 39:
                raise KeyError(i)
    return entered is manager, len(log), [entry[0] for entry in log if entry[0]], log[0]


print(with_all())
