# Names that loops have found in a cache: globals replaced and deleted, builtins shadowed and restored.
import builtins

limit = 10


def read(n):
    total = 0
    for _ in range(n):
        total += limit
    return total


def size(n):
    return [len((1, 2, 3)) for _ in range(n)][-1]


print(read(200), size(200))
limit = 20
print(read(200))
globals()["limit"] = 0.5
print(read(200))
del limit
try:
    read(1)
except NameError as error:
    print(error)
limit = 1
print(read(200))

len = lambda value: "shadowed"
print(size(200))
del len
print(size(200))
original = builtins.len
builtins.len = lambda value: -1
print(size(200))
builtins.len = original
print(size(200))


def undefined(n):
    for _ in range(n):
        try:
            later
        except NameError:
            result = "missing"
        else:
            result = later
    return result


print(undefined(100))
builtins.later = "from builtins"
print(undefined(100))
later = "from the module"
print(undefined(100))
del later
print(undefined(100))
del builtins.later
print(undefined(100))


def many():
    module = globals()
    for index in range(300):
        module[f"generated_{index}"] = index
    return sum(module[f"generated_{index}"] for index in range(300))


print(many(), read(10), generated_299)
for index in range(300):
    del globals()[f"generated_{index}"]
print(read(10), "generated_5" in globals())


def own(n):
    def inner():
        return limit, abs

    return [inner() for _ in range(n)][-1]


scope = {"limit": "own globals", "__builtins__": {"range": range, "abs": "own abs"}}
exec("def own(n):\n    return [(limit, abs) for _ in range(n)][-1]", scope)
print(scope["own"](150), own(150))


class Namespace:
    limit = 5
    values = [limit for _ in range(3)]
    inner = [limit] * 2


print(Namespace.values, Namespace.inner)
