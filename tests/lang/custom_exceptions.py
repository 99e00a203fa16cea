# Exception classes of one's own: constructors, __str__, hierarchy, multiple inheritance, state.
class AppError(Exception):
    """Base of the application's errors."""
    code = 1
    def __str__(self): return f"[{self.code}] {super().__str__()}"
class NotFound(AppError, LookupError):
    code = 404
    def __init__(self, what, *, where="nowhere"):
        super().__init__(what)
        self.what, self.where = what, where
    def __str__(self): return f"{super().__str__()} in {self.where}"
class Wrapped(AppError):
    def __init__(self, inner):
        super().__init__(f"wrapped {inner!r}")
        self.__cause__ = inner
def attempt(error):
    try: raise error
    except NotFound as e: return "NotFound", str(e), e.what, e.where
    except LookupError as e: return "LookupError", str(e)
    except AppError as e: return "AppError", str(e), repr(e.__cause__)
for e in (NotFound("key", where="table"), NotFound("x"), AppError("plain"), AppError(), AppError(1, 2), Wrapped(ValueError("v")), KeyError("k")): print(attempt(e))
print(repr(NotFound("r", where="w")), NotFound("a").args, NotFound.__mro__[1].__name__, AppError.__doc__, issubclass(NotFound, KeyError))
class NoArgs(Exception):
    def __init__(self): pass
class Strict(Exception):
    def __init__(self, a): self.a = a
class BadStr(Exception):
    def __str__(self): return 5
class BadRepr(Exception):
    def __repr__(self): raise ValueError("no repr")
print(NoArgs().args, Strict("s").args, repr(Strict("s")), str(Strict("s")))
for use in (lambda: Strict(), lambda: NoArgs(1), lambda: str(BadStr()), lambda: repr(BadRepr()), lambda: f"{BadStr()}", lambda: str(BadRepr())):
    try: print(use())
    except Exception as e: print(type(e).__name__, e)
class New(Exception):
    def __new__(cls, *args): return super().__new__(cls, "from new", *args)
print(New(1).args, New(1))
class Comparable(Exception):
    def __eq__(self, other): return self.args == other.args
    def __hash__(self): return hash(self.args)
print(Comparable(1) == Comparable(1), len({Comparable(1), Comparable(1)}), Comparable(1) in [Comparable(1)])
class Context:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb):
        if kind and issubclass(kind, LookupError): raise AppError("translated") from value
try:
    with Context(): raise NotFound("deep")
except AppError as e: print(e, "|", e.__cause__)
def classify(errors):
    out = {}
    for e in errors:
        try: raise e
        except (ValueError, TypeError) as err: key = "value or type"
        except AppError: key = "app"
        except Exception as err: key = type(err).__name__
        out.setdefault(key, []).append(e)
    return {k: len(v) for k, v in out.items()}
print(classify([ValueError(), TypeError(), NotFound("x"), OSError(), AppError(), KeyError()] * 20))
