# Attributes of functions, code objects, cells, frames and generators.
import sys
def f(a: int, b=2, /, c=3, *args, k=4, **kw) -> str:
    """Says nothing."""
    local = 1
    return local
print(f.__name__, f.__qualname__, f.__doc__, f.__module__)
print(f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__closure__)
code = f.__code__
print(code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals, code.co_varnames)
print(code.co_firstlineno, code.co_freevars, code.co_cellvars)
f.__defaults__ = (7, 8)
f.__name__ = "g"
print(f.__name__, f.__defaults__)
f.attribute = 5
print(f.attribute, f.__dict__)
def outer():
    x = 10
    def inner():
        return x
    return inner
inner = outer()
print(inner.__closure__[0].cell_contents, inner.__code__.co_freevars)
inner.__closure__[0].cell_contents = 11
print(inner())
def one(): return 1
def two(): return 2
one.__code__ = two.__code__
print(one())
made = type(f)(two.__code__, {}, "made")
print(made(), made.__name__)
def numbers():
    yield 1
    yield from iter([2, 3])
g = numbers()
print(g.gi_running, g.gi_suspended, next(g), g.gi_suspended, g.gi_code.co_name, g.gi_frame.f_lineno - code.co_firstlineno)
print(list(g), g.gi_frame)
def frames():
    frame = sys._getframe()
    return frame.f_code.co_name, frame.f_back.f_code.co_name, sorted(frame.f_locals), frame.f_globals is globals()
print(frames())
class A:
    def method(self):
        return super().__thisclass__, super().__self__ is self
class B(A):
    pass
print(B().method())
try:
    f.__code__ = 3
except TypeError as error:
    print(error)
try:
    two.__code__ = inner.__code__
except ValueError as error:
    print(error)
try:
    1 / 0
except ZeroDivisionError as error:
    traceback = error.__traceback__
    print(traceback.tb_next, traceback.tb_frame is sys._getframe(), traceback.tb_lineno == traceback.tb_frame.f_lineno - 3)
