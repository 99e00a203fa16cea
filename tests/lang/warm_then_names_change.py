# Code whose caches are warm runs on when globals, builtins, modules and functions change under it.
import builtins
import sys


def warm(function, *args, **kwargs):
    for _ in range(100):
        result = function(*args, **kwargs)
    return result


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print("-- globals")
number = 1
def get(): return number
print(warm(get))
number = 2
print(get())
del number
print(attempt(get))
builtins.number = "builtin"
print(get(), warm(get))
number = "global"
print(get())
del number
print(get())
del builtins.number
print(attempt(get))
globals()["number"] = "through the dict"
print(get())
globals().pop("number")
print(attempt(get))
def put(value):
    global number
    number = value
warm(put, 3)
print(get())
for n in range(200):
    globals()[f"filler_{n}"] = n
print(get(), filler_199)
for n in range(200):
    del globals()[f"filler_{n}"]
print(get(), attempt(lambda: filler_0))

print("-- builtins: shadowed, replaced, put back")
def length(x): return len(x)
def check(x): return isinstance(x, int)
def numbers(): return [n for n in range(3)]
def text(x): return str(x)
def kind(x): return type(x)
print(warm(length, [1]), warm(check, 1), warm(numbers), warm(text, 5), warm(kind, 1))
len = lambda x: "global len"
isinstance = lambda x, y: "global isinstance"
range = lambda n: "ab"
str = lambda x: "global str"
type = lambda x: "global type"
print(length([1]), check(1), numbers(), text(5), kind(1))
del len, isinstance, range, str, type
print(length([1]), check(1), numbers(), text(5), kind(1))
original = builtins.len, builtins.isinstance, builtins.range, builtins.str, builtins.type
builtins.len = lambda x: "builtin len"
builtins.isinstance = lambda x, y: "builtin isinstance"
builtins.range = lambda n: "cd"
builtins.type = lambda x: "builtin type"
builtins.str = lambda x: "builtin str"
results = length([1]), check(1), numbers(), text(5), kind(1)
builtins.len, builtins.isinstance, builtins.range, builtins.str, builtins.type = original
print(results, length([1]), check(1), numbers(), text(5), kind(1))
del builtins.len
print(attempt(length, [1]))
builtins.len = original[0]
print(length([1]))
def all_any(items): return all(n for n in items), any(n for n in items)
print(warm(all_any, [0, 1]))
builtins.all, builtins.any, saved = (lambda x: "all"), (lambda x: "any"), (all, any)
print(all_any([0, 1]))
builtins.all, builtins.any = saved
print(all_any([0, 1]))

print("-- another dict of builtins")
space = {"__builtins__": {"len": lambda x: "own len"}}
exec("def length(x): return len(x)", space)
print(warm(space["length"], [1]))
space["__builtins__"]["len"] = lambda x: "own len, changed"
print(space["length"]([1]))
del space["__builtins__"]["len"]
print(attempt(space["length"], [1]))

print("-- modules")
module = original[4](sys)("module")
module.value = 1
module.function = lambda: "function"
def read(): return module.value
def call(): return module.function()
print(warm(read), warm(call))
module.value, module.function = 2, lambda: "changed"
print(read(), call())
del module.value, module.function
print(attempt(read), attempt(call))
module.__getattr__ = lambda name: f"made {name}"
print(read())
module.value = 3
print(read(), warm(read))
module.__dict__["value"] = 4
print(read())
module.__dict__.clear()
print(attempt(read))
class Module(original[4](sys)):
    @property
    def value(self): return "property of the class"
module.__class__ = Module
print(read())
module = Module
print(original[4](read()))
module = None
print(attempt(read))

print("-- functions")
def plain(a, b=1, *, c=2): return a, b, c
def call_one(f): return f(0)
def call_keyword(f): return f(0, c=5)
print(warm(call_one, plain), warm(call_keyword, plain))
plain.__defaults__ = ("b",)
plain.__kwdefaults__ = {"c": "c"}
print(call_one(plain), call_keyword(plain))
plain.__kwdefaults__["c"] = "c again"
print(call_one(plain))
plain.__kwdefaults__ = None
print(attempt(call_one, plain), call_keyword(plain))
plain.__defaults__ = None
print(attempt(call_keyword, plain))
plain.__defaults__ = ("a", "b")
print(call_keyword(plain))
plain.__code__ = (lambda *args, **kwargs: (args, kwargs)).__code__
print(call_one(plain), call_keyword(plain))
plain.__code__ = (lambda a, b, c, d=3: (a, b, c, d)).__code__
print(attempt(call_one, plain), attempt(call_keyword, plain))
def generator(n): yield n
plain.__code__ = generator.__code__
plain.__defaults__ = None
print(list(call_one(plain)))
def outer():
    x = 1
    def inner(): return x
    def other(): return x * 100
    return inner, other
inner, other = outer()
def call_none(f): return f()
print(warm(call_none, inner))
inner.__code__ = other.__code__
print(call_none(inner))
inner.__closure__[0].cell_contents = 7
print(call_none(inner))
del inner.__closure__[0].cell_contents
print(attempt(call_none, inner))
def replace_itself(n):
    if n == 50: replace_itself.__code__ = (lambda n: ("replaced", n)).__code__
    return n
print([r for r in [replace_itself(n) for n in range(60)] if r.__class__ is tuple][:2])

print("-- what is called changes its kind")
def call_it(f): return f("3")
class Callable:
    def __init__(self, x): self.x = x
    def __call__(self, x): return "called " + x
    def method(self, x): return "method " + x
    def __repr__(self): return "Callable"
kinds = [int, (lambda x: x * 2), Callable, Callable(1), Callable(1).method, [].append, "a-b".split, max, print]
for f in kinds * 2:
    print(warm(call_it, f) if f is not print else call_it(f))
print(attempt(call_it, None))
