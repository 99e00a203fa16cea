# The built-in exception classes: bases, layout of the tree, attributes, catching by a base.
tree = {}
def walk(cls, depth=0):
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if sub.__module__ == "builtins" and not sub.__name__.startswith("_"):
            tree[sub.__name__] = [b.__name__ for b in sub.__mro__[1:-1]]
            walk(sub, depth + 1)
walk(BaseException)
for name in sorted(tree): print(name, "<", *tree[name])
print(EnvironmentError is OSError, IOError is OSError, issubclass(UnicodeError, ValueError), issubclass(KeyboardInterrupt, Exception))
def caught_by(error, *classes):
    for cls in classes:
        try:
            try: raise error
            except cls: print(cls.__name__, end=" ")
            except BaseException: print("not", cls.__name__, end=" ")
        except TypeError as problem: print(problem, end=" ")
    print()
caught_by(KeyError(1), LookupError, KeyError, IndexError, Exception, ArithmeticError)
caught_by(ZeroDivisionError(), ArithmeticError, OverflowError, ValueError)
caught_by(FileNotFoundError(), OSError, PermissionError, EnvironmentError)
caught_by(SystemExit(), Exception, BaseException)
caught_by(GeneratorExit(), Exception, BaseException)
caught_by(ModuleNotFoundError(), ImportError)
caught_by(UnboundLocalError(), NameError)
caught_by(NotImplementedError(), RuntimeError)
caught_by(RecursionError(), RuntimeError)
caught_by(IndentationError(), SyntaxError, TabError)
caught_by(UnicodeDecodeError("utf-8", b"", 0, 1, "r"), UnicodeError, ValueError)
caught_by(ConnectionResetError(), ConnectionError, OSError)
caught_by(ExceptionGroup("g", [ValueError()]), Exception, BaseExceptionGroup, ValueError)
for clauses in ((ValueError, KeyError), ((ValueError,), (TypeError, (KeyError,))), (), [KeyError], 5, "KeyError", KeyError(), (int,), None, int):
    try:
        try: {}["x"]
        except clauses as error: print("caught", repr(error))
    except TypeError as problem: print(problem)
    except KeyError: print("not caught")
print([cls(1, 2).args for cls in (Exception, ValueError, KeyError)], str(Exception()), str(Exception(1)), str(Exception(1, 2)), repr(Exception()), repr(Exception("a", 1)), str(KeyError("k")), repr(KeyError("k")), str(KeyError("a", "b")), str(ValueError(None)), str(Exception(Exception("in"))))
