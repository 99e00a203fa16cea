# Modules: attributes, __getattr__ and __dir__ of a module, modules made by hand, and their errors.
import sys
Module = type(sys)
m = Module("made", "its doc")
print(m, m.__name__, m.__doc__, m.__dict__ == {"__name__": "made", "__doc__": "its doc", "__package__": None, "__loader__": None, "__spec__": None})
m.x = 1
exec("def __getattr__(name):\n    if name.startswith('lazy_'):\n        return name.upper()\n    raise AttributeError(f'nothing called {name}')\ndef __dir__():\n    return ['z', 'a']\ny = 2", m.__dict__)
print(m.x, m.y, m.lazy_one, dir(m), hasattr(m, "other"))
try:
    m.other
except AttributeError as error:
    print(error)
# What is really there needs no hook.
m.lazy_one = "real"
print(m.lazy_one)
del m.lazy_one, m.__getattr__
for name in ("lazy_one", "other"):
    try:
        getattr(m, name)
    except AttributeError as error:
        print(error)
try:
    del m.missing
except AttributeError as error:
    print(error)
# Registered modules can be imported.
sys.modules["made"] = m
import made
from made import x, y as why
print(made is m, x, why)
try:
    from made import nothing
except ImportError as error:
    print(error, error.name, error.name_from)
exec("def __getattr__(name): return ('from hook', name)", m.__dict__)
from made import anything
print(anything)
del sys.modules["made"]
try:
    import made
except ModuleNotFoundError as error:
    print(error, error.name)
# A subclass of module, and a module whose class is changed.
class Verbose(Module):
    @property
    def computed(self):
        return "computed " + self.__name__
    def __setattr__(self, name, value):
        print("setting", name)
        super().__setattr__(name, value)
v = Verbose("v")
v.a = 1
m.__class__ = Verbose
print(v.computed, m.computed, isinstance(m, Verbose))
for bad in (lambda: Module(), lambda: Module(1), lambda: setattr(m, "__dict__", {}), lambda: sys.nothing_here):
    try:
        bad()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
# Warm reads of a module's attribute that changes, goes and comes back.
seen = []
mod = Module("warm")
mod.value = 1
for i in range(300):
    if i == 100:
        mod.value = 2
    if i == 200:
        del mod.value
        mod.__getattr__ = lambda name: 3
    seen.append(mod.value)
print(seen.count(1), seen.count(2), seen.count(3))
