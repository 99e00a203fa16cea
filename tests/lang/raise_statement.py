# raise: classes and instances, from, bare, what may be raised, context and cause.
def caught(function):
    try:
        function()
    except BaseException as error:
        cause, context = error.__cause__, error.__context__
        print(f"{error!r} cause={cause!r} context={context!r} suppress={error.__suppress_context__}")
def r(source):
    def function(): exec(source, globals())
    caught(function)
class WithArgs(Exception):
    def __init__(self, a, b=2): super().__init__(a, b)
class NotAnException: pass
class Bad(Exception):
    def __new__(cls): return 5
class FailsInInit(Exception):
    def __init__(self): raise LookupError("in init")
for source in ("raise ValueError", "raise ValueError('text')", "raise ValueError()", "raise WithArgs(1)", "raise WithArgs", "raise NotAnException", "raise NotAnException()", "raise 5", "raise 'text'", "raise None", "raise", "raise Bad", "raise FailsInInit", "raise int", "raise (ValueError, 1)", "raise ValueError from KeyError", "raise ValueError('a') from KeyError('b')", "raise ValueError from None", "raise ValueError from 5", "raise ValueError from NotAnException", "raise ValueError from FailsInInit", "raise undefined", "raise ValueError from undefined", "raise StopIteration(1)", "raise SystemExit(3)", "raise KeyboardInterrupt", "raise type('Made', (Exception,), {})('m')", "raise BaseException('base')", "raise ExceptionGroup('g', [ValueError(1)])"):
    print(source, end=" -> ")
    r(source)
# Context is set when raising during handling, and not overwritten by from None.
def during(raiser):
    def function():
        try:
            raise ValueError("first")
        except ValueError:
            raiser()
    caught(function)
def plain(): raise KeyError("second")
def with_from(): raise KeyError("second") from TypeError("cause")
def with_none(): raise KeyError("second") from None
def again(): raise
def same():
    import sys
    raise sys.exception()
def nested():
    try:
        raise KeyError("second")
    except KeyError:
        raise IndexError("third")
for raiser in (plain, with_from, with_none, again, same, nested):
    during(raiser)
# Bare raise in nested handlers raises the innermost being handled.
def bare():
    try:
        raise ValueError("outer")
    except ValueError:
        try:
            raise KeyError("inner")
        except KeyError:
            pass
        raise
caught(bare)
# No cycles: raising an exception whose context chain holds the one being handled.
def cycle():
    try:
        raise ValueError("a")
    except ValueError as a:
        try:
            raise KeyError("b")
        except KeyError as b:
            try:
                raise a
            except ValueError as again:
                return repr(again.__context__), repr(again.__context__.__context__)
print(cycle())
e = ValueError("e")
e.__cause__ = KeyError("set by hand")
print(e.__suppress_context__, repr(e.__cause__))
for attribute, value in (("__cause__", 5), ("__context__", "x"), ("__traceback__", 3)):
    try:
        setattr(e, attribute, value)
    except TypeError as error:
        print(error)
e.__context__ = None
print(e.__context__, e.with_traceback(None) is e)
for source in ("raise x, y", "raise x from", "raise from x", "raise x from y from z", "x = raise y", "raise x if y else z", "raise *a", "lambda: raise x", "raise yield", "raise x as y", "raise = 1"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
