# Frames: locals, globals, back, lines, code, builtins, of functions, classes, modules, generators and comprehensions.
import sys
def show(depth=1):
    f, out = sys._getframe(depth), []
    while f and len(out) < 5:
        out.append(f.f_code.co_name)
        f = f.f_back
    return out
def a(): return b()
def b(): return [show() for _ in range(1)][0]
print(a(), (lambda: show())(), show())
class C:
    names = show()
    local = sorted(k for k in sys._getframe().f_locals if not k.startswith("__"))
    def m(self): return show()
    @property
    def p(self): return show()
    def __getattr__(self, name): return show()
    def __add__(self, other): return show()
    def __iter__(self): yield show()
print(C.names, C.local, C().m(), C().p, C().other, C() + 1, next(iter(C())), list(map(lambda _: show(), [0]))[0])
log = []
sorted([1, 2], key=lambda v: log.append(show()) or v)
print(log[0])
def locals_of():
    x, y = 1, [2]
    f = sys._getframe()
    before = dict(f.f_locals)
    z = 3
    return sorted(before), f.f_locals["x"], f.f_code is locals_of.__code__, f.f_globals is globals(), f.f_builtins["len"] is len, f.f_lineno - f.f_code.co_firstlineno, f.f_trace, type(f).__name__
print(locals_of())
def gen():
    x = 1
    yield sys._getframe()
    yield x
g = gen()
frame = next(g)
print(frame is g.gi_frame, frame.f_back, frame.f_code.co_name, dict(frame.f_locals))
list(g)
print(g.gi_frame)
def kept():
    local = "alive"
    return sys._getframe()
f = kept()
print(f.f_locals["local"], f.f_back is None or f.f_back.f_code.co_name, f.f_lineno > 0)
f.clear()
print(dict(f.f_locals))
try: sys._getframe().clear()
except RuntimeError as error: print(error)
for bad in (lambda: setattr(f, "f_code", 1), lambda: setattr(f, "f_globals", {}), lambda: type(f)(), lambda: sys._getframe("x")):
    try: bad()
    except Exception as error: print(type(error).__name__)
def raises(): raise ValueError
try: raises()
except ValueError as e:
    tb = e.__traceback__
    print(tb.tb_frame is sys._getframe(), tb.tb_next.tb_frame.f_code.co_name, tb.tb_next.tb_frame.f_back.f_code.co_name)
exec("names = __import__('sys')._getframe().f_code.co_name, __import__('sys')._getframe().f_back.f_code.co_name")
print(names)
def deep(n): return sys._getframe() if n == 0 else deep(n - 1)
count, f = 0, deep(50)
while f: count, f = count + (f.f_code.co_name == "deep"), f.f_back
print(count)
