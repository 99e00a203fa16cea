# The with statement: order, suppression, several managers, exceptions in exit.
class CM:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress
    def __enter__(self):
        print("enter", self.name)
        return self.name
    def __exit__(self, t, v, tb):
        print("exit", self.name, t and t.__name__, v)
        return self.suppress
with CM("a") as a, CM("b") as b:
    print(a, b)
with CM("s", True):
    raise ValueError("hidden")
print("after")
try:
    with CM("n"):
        raise KeyError("seen")
except KeyError as e:
    print("caught", e)
def f():
    with CM("r"):
        return "value"
print(f())
for i in range(2):
    with CM(i):
        continue
with (CM("p") as p, CM("q") as q):
    print(p + q)
class Bad:
    def __enter__(self): pass
try:
    with Bad(): pass
except TypeError as e:
    print(e)
