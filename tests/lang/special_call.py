# __call__: instances as functions, lookup on the type, callable(), and errors of what is not callable.
class Adder:
    def __init__(self, n):
        self.n = n
    def __call__(self, x, *rest, key=0, **more):
        return (self.n + x, rest, key, sorted(more))
add = Adder(10)
print(add(1), add(1, 2, 3), add(1, key=5, z=1, y=2), add(*[1, 2], **{"key": 3}))
print(callable(add), callable(Adder), callable(5), callable(len), callable(None))
print(list(map(Adder(1), [1, 2])), sorted([3, 1, 2], key=Adder(0)))
print(add.__call__(5), Adder.__call__(add, 6), add.__call__.__call__.__call__(7))

# An instance attribute named __call__ is not used.
class Plain: pass
p = Plain()
p.__call__ = lambda: "no"
try:
    p()
except TypeError as error:
    print(error)
Plain.__call__ = lambda self: "now it is"
print(p(), callable(p))
del Plain.__call__
print(callable(p))

# __call__ may be any callable, through the descriptor protocol.
class Chain:
    __call__ = Adder(100)
    def method(self): pass
class Static:
    @staticmethod
    def __call__(*args): return ("static", args)
class Class:
    @classmethod
    def __call__(cls, *args): return (cls.__name__, args)
print(Chain()(1), Static()(1, 2), Class()(3))
class Made:
    def __get__(self, instance, owner):
        return lambda *args: ("bound through get", args)
class Uses:
    __call__ = Made()
print(Uses()(9))

for wrong in (lambda: 5(), lambda: "a"(), lambda: None(), lambda: [](1), lambda: (1, 2)(3), lambda: {}["x"](), lambda: add(), lambda: add(1, x=2), lambda: Adder(), lambda: ...(), lambda: 1.5()):
    try:
        wrong()
    except (TypeError, KeyError) as error:
        print(type(error).__name__, error)
# Decorators that are instances keep state.
class Counted:
    def __init__(self, function):
        self.function, self.calls = function, 0
    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)
@Counted
def square(x):
    return x * x
print([square(i) for i in range(5)], square.calls)
# Recursion through __call__ that never ends.
class Loop:
    def __call__(self): return self()
try:
    Loop()()
except RecursionError as error:
    print(type(error).__name__)
# Warm: a call site that meets functions, classes and instances in turn.
targets = [lambda x: x, str, Adder(0), abs, Counted(lambda x: -x), [].__class__]
print([type(t(1) if t is not list else t("a")).__name__ for _ in range(40) for t in targets][:6])
total = 0
for i in range(300):
    total += (add if i % 2 else (lambda x: (x,)))(i)[0]
print(total)
