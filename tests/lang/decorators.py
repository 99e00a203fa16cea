# Decorators: order, arguments, any expression, classes, methods, stacking with properties, and their errors.
trace = []
def note(name):
    trace.append(f"make {name}")
    def decorate(f):
        trace.append(f"apply {name} to {f.__name__}")
        return f
    return decorate
@note("outer")
@note("inner")
def function(x=trace.append("default")): return "called"
print(function(), trace)
trace.clear()
@note("on class")
class Decorated(metaclass=(trace.append("metaclass"), type)[1]):
    trace.append("body")
print(trace, Decorated.__name__)
# The result replaces the name, whatever it is.
@lambda f: f.__name__ * 2
def named(): pass
@dict.fromkeys([1]).get
def is_key(): pass
@(lambda cls: 42)
class Answer: pass
@(print if False else lambda f: [f])
def listed(): return "in list"
print(named, is_key, Answer, listed[0]())
def repeat(times):
    def decorator(f):
        def wrapper(*args, **kwargs): return [f(*args, **kwargs) for _ in range(times)]
        wrapper.__name__ = f.__name__
        wrapper.__wrapped__ = f
        return wrapper
    return decorator
@repeat(times=2)
@repeat(2)
def greet(name, *, punctuation="!"): return name + punctuation
print(greet("hi"), greet("yo", punctuation="?"), greet.__name__, greet.__wrapped__.__wrapped__("direct"))
class Memo:
    def __init__(self, f): self.f, self.seen = f, {}
    def __call__(self, n):
        if n not in self.seen: self.seen[n] = self.f(n)
        return self.seen[n]
    def __get__(self, instance, owner): return lambda *a: self.f(instance, *a)
@Memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), len(fib.seen))
class C:
    def local(f): return lambda self: ("local decorator", f(self))
    @local
    def method(self): return 1
    @Memo
    def bound(self, x): return type(self).__name__, x
    @classmethod
    @repeat(2)
    def cm(cls): return cls.__name__
    @staticmethod
    @repeat(1)
    def sm(x): return x
    @property
    @repeat(3)
    def prop(self): return "p"
print(C().method(), C().bound(5), C.cm(), C.sm(9), C().prop)
registry = {}
def register(f): return registry.setdefault(f.__name__, f)
for i in range(2):
    @register
    def handler(): return i
print(registry["handler"](), list(registry))
# While a decorator runs, the name is not bound yet.
def check(f):
    print(f.__name__ in globals())
    return f
@check
def brand_new(): pass
for source in ("@undefined\ndef f(): pass", "@1\ndef f(): pass", "@(lambda f: 1 / 0)\ndef f(): pass", "@(lambda: 0)\ndef f(): pass", "@print\nclass C: pass"):
    space = {"f": "old"}
    try:
        exec(source, space)
        print(source, "->", space.get("C"))
    except Exception as error:
        print(repr(source), "->", type(error).__name__, error, space["f"])
for source in ("@a\nx = 1", "@a\n", "@a\nimport b", "@\ndef f(): pass", "@a b\ndef f(): pass", "@a.b[c](d).e\ndef f(): pass", "@a if b else c\ndef f(): pass", "@a := b\ndef f(): pass", "@*a\ndef f(): pass", "@a, b\ndef f(): pass", "@a\n@b\n@c\nasync def f(): pass", "@a\nlambda: 0", "@a\nif b: pass", "@x\n\n\ndef f(): pass", "@not a\ndef f(): pass", "@yield\ndef f(): pass", "@await a\ndef f(): pass", "@a def f(): pass", "@lambda f: f\ndef g(): pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
