# sys: recursion limit, interning, sizes, exception state, frames, version numbers, flags, modules.
import sys
print(sys.version_info[:2], sys.version_info.major, sys.version_info >= (3, 14), sys.version_info.releaselevel, sys.hexversion >> 16 == 0x030E, sys.byteorder, sys.maxsize == 2**63 - 1, sys.maxunicode, sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit > 0, sys.hash_info.modulus == 2**61 - 1, sys.hash_info.inf, sys.hash_info.imag)
a, b = "".join(["in", "tern"]), "".join(["int", "ern"])
print(sys.intern(a) is sys.intern(b), sys.intern("x") is sys.intern("x"))
for bad in (5, b"x", type("S", (str,), {})("s")):
    try: sys.intern(bad)
    except TypeError as error: print(error)
print(sys.getrecursionlimit() > 100, "sys" in sys.modules, sys.modules["sys"] is sys, sys.modules["builtins"].len is len, isinstance(sys.path, list), isinstance(sys.argv, list), sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.stdout.encoding is not None, callable(sys.displayhook), callable(sys.excepthook), sys.getsizeof([]) > 0)
def where():
    f = sys._getframe()
    return f.f_code.co_name, f.f_back.f_code.co_name, sys._getframe(1).f_code.co_name
def caller(): return where()
print(caller(), sys._getframe().f_code.co_name)
try: sys._getframe(100)
except ValueError as error: print(error)
print(sys.exc_info(), sys.exception())
try: 1 / 0
except ZeroDivisionError as e:
    print(sys.exception() is e, sys.exc_info()[0].__name__)
    try: raise KeyError
    except KeyError: print(type(sys.exception()).__name__)
    print(type(sys.exception()).__name__)
print(sys.exception())
shown = []
sys.displayhook, old = shown.append, sys.displayhook
exec(compile("1 + 1", "<s>", "single"))
sys.displayhook = old
print(shown)
exec(compile("5", "<s>", "single"))
import builtins
print(builtins._, repr(sys.version_info)[:22], sys.version_info == tuple(sys.version_info), len(sys.version_info), sys.implementation.cache_tag is not None, sys.flags.optimize, sys.getrefcount([]) > 0)
try: sys.version_info.major = 4
except AttributeError as error: print(type(error).__name__)
class Out:
    def __init__(self): self.text = ""
    def write(self, s): self.text += s
    def flush(self): self.text += "<flush>"
saved, sys.stdout = sys.stdout, Out()
print("captured", 1, sep="-", end="!", flush=True)
out, sys.stdout = sys.stdout, saved
print(repr(out.text))
sys.stdout, saved = None, sys.stdout
print("lost")
sys.stdout = saved
print("a", "b", file=(o := Out())), print(repr(o.text))
for bad in (lambda: print(1, file=5), lambda: print(1, sep=5), lambda: print(1, end=b""), lambda: print(1, x=2)):
    try: bad()
    except (TypeError, AttributeError) as error: print(type(error).__name__, error)
