# When `__del__`, `finally` blocks of generators and weak reference callbacks run: right after the statement that lets
# the last reference go.
from _weakref import ref


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


def generator(name):
    try:
        yield 1
        yield 2
    finally:
        print("finally", name)


x = Loud("deleted name")
del x
print("-")
x = Loud("replaced name")
x = None
print("-")
g = generator("deleted")
next(g)
del g
print("-")
for item in generator("broken out of"):
    break
print("-")
print(list(generator("exhausted")))
never = generator("never started")
del never
print("-")


class Holder:
    pass


def local():
    holder = Holder()
    holder.item = Loud("deleted attribute")
    del holder.item
    print("-")
    holder.item = Loud("replaced attribute")
    holder.item = 1
    print("-")
    items = [Loud("deleted item"), Loud("replaced item"), Loud("sliced away"), Loud("popped")]
    del items[0]
    print("-")
    items[0] = None
    print("-")
    items[1:2] = []
    print("-")
    items.pop()
    print("-")
    table = {"key": Loud("deleted key"), "other": Loud("replaced key")}
    del table["key"]
    print("-")
    table["other"] = 1
    print("-")
    a = Loud("first"), Loud("second")
    del a
    print("-")
    value = Loud("local at return")
    return 5


print(local())


def replaced_global():
    global thing
    thing = Loud("replaced global")
    thing = 2
    print("-")
    thing = Loud("deleted global")
    del thing
    print("-")


replaced_global()

try:
    raise ValueError(Loud("in an exception"))
except ValueError:
    print("handling")
print("-")

target = Loud("watched")
watch = ref(target, lambda reference: print("callback", reference()))
del target
print("-", watch())


class Failing:
    def __del__(self):
        raise RuntimeError("ignored")


class Chain:
    def __init__(self, depth):
        self.next = Chain(depth - 1) if depth else None

    def __del__(self):
        if self.next is None:
            print("end of the chain")


Chain(50)


# Deep structures are freed without deep recursion.
deep = None
for _ in range(200_000):
    deep = [deep]
del deep
node = None
for _ in range(100_000):
    node = (node, {"node": node})
del node
print("done")
