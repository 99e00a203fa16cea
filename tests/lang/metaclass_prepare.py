# __prepare__: the namespace a class body runs in, and what becomes of it.
class Recorder(dict):
    def __init__(self):
        super().__init__()
        self.events = []
    def __setitem__(self, key, value):
        if not key.startswith("__"):
            self.events.append(key)
        super().__setitem__(key, value)
    def __missing__(self, key):
        if key.startswith("auto"):
            return f"<{key}>"
        raise KeyError(key)

class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **keywords):
        print("prepare", meta.__name__, name, [b.__name__ for b in bases], keywords)
        return Recorder()
    def __new__(meta, name, bases, namespace, **keywords):
        cls = super().__new__(meta, name, bases, dict(namespace))
        cls.events = namespace.events
        return cls
    def __init__(cls, name, bases, namespace, **keywords):
        print("init", sorted(k for k in namespace if not k.startswith("__")))

class Watched(metaclass=Meta, flag=1):
    first = 1
    first = 2               # Written twice, seen twice.
    second = auto_name      # A free name asks the namespace's __missing__.
    def method(self):
        return "m"
    for index in range(2):
        pass
print(Watched.events, Watched.second, Watched.index)
class Child(Watched):
    value = len("globals and builtins still work")
print(Child.events, Child.value)
try:
    class Bad(Watched):
        x = undefined_name
except NameError as error:
    print(error)

# The class keeps a copy: later changes of the namespace do not show.
namespace = {"x": 1}
Made = type("Made", (), namespace)
namespace["x"] = 2
print(Made.x, type.__prepare__("n", ()), type.__prepare__())

# What __prepare__ must return.
class NotMapping(type):
    @classmethod
    def __prepare__(meta, name, bases):
        return 5
try:
    class Nope(metaclass=NotMapping):
        pass
except TypeError as error:
    print(error)

# A metaclass may be any callable.
def function(name, bases, namespace, **keywords):
    return (name, bases, sorted(k for k in namespace if k[0] != "_"), keywords)
class Tuple(int, metaclass=function, key="word"):
    a = 1
    def b(self): pass
print(Tuple)
class Callable:
    def __prepare__(self, name, bases):
        return {"given": name}
    def __call__(self, name, bases, namespace):
        return namespace["given"] + "!"
class Instance(metaclass=Callable()):
    local = given * 2
print(Instance)
