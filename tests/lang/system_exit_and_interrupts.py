# SystemExit, KeyboardInterrupt, GeneratorExit: outside Exception, codes, passing through handlers.
def through(error):
    log = []
    try:
        try: raise error
        except Exception: log.append("Exception handler")
        finally: log.append("finally")
    except BaseException as e: log.append(type(e).__name__)
    return log
for error in (SystemExit(1), KeyboardInterrupt(), GeneratorExit(), ValueError()): print(through(error))
import sys
for code in (None, 0, 3, "message", (1, 2), [1], True):
    try: sys.exit(code) if code is not None else sys.exit()
    except SystemExit as e: print(repr(e.code), e.args, repr(e))
try: raise SystemExit
except SystemExit as e: print(e.code, e.args)
try: sys.exit(1, 2)
except TypeError as e: print(e)
e = SystemExit(1, 2, 3)
print(e.code, e.args)
e.code = "set"
print(e.code, e.args)
class Cleanup:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb): print("cleanup for", kind.__name__)
try:
    with Cleanup(): sys.exit("leaving")
except SystemExit as e: print(e.code)
def generator():
    try: yield 1
    except Exception: print("never")
    except BaseException as e: print("generator saw", type(e).__name__); raise
g = generator()
next(g)
g.close()
g = generator()
next(g)
try: g.throw(KeyboardInterrupt("pressed"))
except KeyboardInterrupt as e: print(e)
def in_finally():
    try: sys.exit(1)
    finally: print("finally runs")
try: in_finally()
except SystemExit as e: print("exit", e.code)
def replaced():
    try: sys.exit(1)
    except SystemExit as e: raise RuntimeError("instead") from e
try: replaced()
except RuntimeError as e: print(e, repr(e.__cause__))
print(isinstance(SystemExit(), Exception), issubclass(KeyboardInterrupt, BaseException), [c.__name__ for c in (SystemExit, KeyboardInterrupt, GeneratorExit) if issubclass(c, Exception)])
try: exec("raise SystemExit(5)")
except SystemExit as e: print("from exec", e.code)
try: list(map(sys.exit, [7]))
except SystemExit as e: print("from map", e.code)
class Exit(SystemExit):
    def __str__(self): return "own exit"
try: raise Exit(9)
except SystemExit as e: print(e, e.code)
print("the end is reached")
