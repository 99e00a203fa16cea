# Tracebacks: the chain of frames, line numbers, functions, made and cut by hand.
import sys
def chain(tb):
    out = []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out
def a():
    b()
def b():
    x = 1
    c(
        x,
    )
def c(x):
    return x / 0
try: a()
except ZeroDivisionError as e: print(chain(e.__traceback__)[1:], e.__traceback__.tb_lineno == 19)
def reraises():
    try:
        a()
    except ZeroDivisionError:
        pass
        raise
try: reraises()
except ZeroDivisionError as e: print(chain(e.__traceback__)[1:])
def raise_from_handler():
    try:
        a()
    except ZeroDivisionError as e:
        raise e
try: raise_from_handler()
except ZeroDivisionError as e: print(chain(e.__traceback__)[1:])
def recursive(n):
    if n == 0: raise ValueError("bottom")
    recursive(n - 1)
try: recursive(3)
except ValueError as e: print(chain(e.__traceback__)[1:])
def gen():
    yield 1
    raise KeyError("in gen")
try: list(gen())
except KeyError as e: print(chain(e.__traceback__)[1:])
class C:
    def __getattr__(self, name): raise AttributeError(name)
    @property
    def p(self): return self.q
try: C().p
except AttributeError as e: print(chain(e.__traceback__)[1:])
try: [1 / 0 for _ in "x"]
except ZeroDivisionError as e: print(len(chain(e.__traceback__)))
try: (lambda: undefined)()
except NameError as e: print(chain(e.__traceback__)[1:])
tb = e.__traceback__ if "e" in globals() else None
try: a()
except ZeroDivisionError as e: saved = e
tb = saved.__traceback__
print(type(tb).__name__, tb.tb_next.tb_frame.f_code.co_name, tb.tb_lasti >= 0, tb.tb_next.tb_next.tb_next.tb_next)
cut = saved.with_traceback(tb.tb_next.tb_next)
print(cut is saved, chain(saved.__traceback__))
saved.__traceback__ = None
print(chain(saved.__traceback__), saved.__traceback__)
Traceback = type(tb)
made = Traceback(tb, tb.tb_frame, 0, 42)
print(made.tb_lineno, made.tb_next is tb, made.tb_lasti)
made.tb_next = None
print(made.tb_next)
for bad in (lambda: Traceback(5, tb.tb_frame, 0, 1), lambda: Traceback(None, 5, 0, 1), lambda: setattr(tb.tb_next, "tb_next", tb.tb_next), lambda: setattr(tb, "tb_lineno", 5), lambda: Traceback(None, tb.tb_frame, "x", 1)):
    try: bad()
    except (TypeError, ValueError, AttributeError) as e: print(type(e).__name__, e)
def frames():
    f = sys._getframe()
    return f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, sorted(f.f_locals), f.f_globals is globals(), f.f_builtins["len"] is len
print(frames())
