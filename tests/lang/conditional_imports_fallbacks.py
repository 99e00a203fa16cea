# Imports inside functions, loops, try blocks and conditions; what stays bound, and modules replaced in sys.modules.
import sys
Module = type(sys)
def first_of(*names):
    for name in names:
        try: return __import__(name)
        except ImportError as error: tried.append(str(error))
    return None
tried = []
print(first_of("no_such_one", "no_such_two", "math").__name__, tried)
try: import missing_module as m
except ImportError: m = None
else: print("never")
finally: print("finally", m)
def lazy():
    import math
    return math.sqrt(16), "math" in locals(), "math" in globals()
print(lazy())
for name in ("alpha", "beta"):
    sys.modules[name] = Module(name)
    sys.modules[name].value = name * 2
def dynamic(name):
    module = __import__(name)
    return module.value
print([dynamic(n) for n in ("alpha", "beta")])
if True: import alpha as chosen
else: import beta as chosen
print(chosen.value)
class Holder:
    try: from alpha import nothing
    except ImportError: nothing = "fallback"
    from beta import value
print(Holder.nothing, Holder.value)
old = sys.modules["alpha"]
sys.modules["alpha"] = Module("alpha")
sys.modules["alpha"].value = "replaced"
import alpha
print(alpha.value, chosen.value, alpha is old, chosen is old)
sys.modules["alpha"] = old
from alpha import value
print(value)
def star_names(source):
    space = {}
    exec(source, space)
    return sorted(k for k in space if not k.startswith("__"))
sys.modules["alpha"]._hidden, sys.modules["alpha"].shown = 1, 2
print(star_names("from alpha import *"), star_names("import alpha, beta as b"), star_names("from alpha import value as v, shown"))
sys.modules["alpha"].__all__ = ["_hidden"]
print(star_names("from alpha import *"))
print(__import__("alpha", fromlist=["x"]).__name__, __import__("alpha", {}, {}, [], 0) is old)
for bad in (lambda: __import__(), lambda: __import__(5), lambda: __import__("alpha", level=-1), lambda: __import__("", level=0), lambda: __import__("x", {}, {}, [], 1)):
    try: print(bad())
    except (TypeError, ValueError, ImportError, KeyError) as error: print(type(error).__name__, error)
count = 0
for i in range(200):
    import alpha, beta
    from beta import value as v
    count += len(v) + (alpha is old)
print(count)
