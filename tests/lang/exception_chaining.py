# __cause__, __context__ and __suppress_context__ through nested handlers, functions, generators and finally.
def describe(e, depth=0):
    parts = []
    while e is not None and depth < 6:
        parts.append(f"{type(e).__name__}({', '.join(map(str, e.args))})")
        if e.__cause__ is not None: parts.append("<-cause-"); e = e.__cause__
        elif e.__context__ is not None and not e.__suppress_context__: parts.append("<-context-"); e = e.__context__
        else: e = None
        depth += 1
    return " ".join(parts)
def run(function):
    try: function()
    except BaseException as e: print(function.__name__, ":", describe(e), e.__suppress_context__)
def implicit():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2)
def explicit():
    try: raise ValueError(1)
    except ValueError as e: raise KeyError(2) from e
def suppressed():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2) from None
def other_cause():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2) from OSError(3)
def three():
    try:
        try: raise ValueError(1)
        except ValueError: raise KeyError(2)
    except KeyError: raise IndexError(3)
def in_finally():
    try: raise ValueError(1)
    finally: raise KeyError(2)
def in_function():
    def helper(): raise KeyError("helper")
    try: raise ValueError(1)
    except ValueError: helper()
def handled_inside():
    try: raise ValueError(1)
    except ValueError:
        try: raise KeyError(2)
        except KeyError: pass
        raise IndexError(3)
def after_handler():
    try: raise ValueError(1)
    except ValueError: pass
    raise KeyError("no context")
def generator_context():
    def g():
        try: yield
        except ValueError: raise KeyError("in generator")
    i = g()
    next(i)
    i.throw(ValueError("thrown in"))
def generator_inherits():
    def g():
        yield
        raise KeyError("raised while the caller handles")
    i = g()
    next(i)
    try: raise ValueError(1)
    except ValueError: next(i)
def builtin_error():
    try: {}["k"]
    except KeyError: [][5]
def with_exit():
    class M:
        def __enter__(self): pass
        def __exit__(self, *a): raise OSError("exit")
    with M(): raise ValueError("body")
def same_twice():
    e = ValueError("same")
    try:
        try: raise e
        except ValueError: raise e
    except ValueError as again: raise KeyError("end") from again
def del_in_handler():
    class D:
        def __del__(self):
            try: raise LookupError("inside del")
            except LookupError: pass
    try: raise ValueError(1)
    except ValueError:
        d = D()
        del d
        raise KeyError(2)
for f in (implicit, explicit, suppressed, other_cause, three, in_finally, in_function, handled_inside, after_handler, generator_context, generator_inherits, builtin_error, with_exit, same_twice, del_in_handler): run(f)
import sys
print(sys.exc_info(), sys.exception())
try: raise ValueError("now")
except ValueError as e: print(sys.exception() is e, sys.exc_info()[0].__name__, sys.exc_info()[1] is e, sys.exc_info()[2] is e.__traceback__)
