# Exceptions: handlers, else, finally, chaining, reraise, context, custom classes, groups, notes.
def f(n):
    try:
        if n == 0:
            raise ValueError("zero")
        if n == 1:
            return "returned"
        if n == 2:
            {}["k"]
    except ValueError as e:
        return f"caught {e}"
    except (KeyError, IndexError) as e:
        return f"lookup {e!r}"
    else:
        return "else"
    finally:
        print("finally", n)
for i in range(4):
    print(f(i))
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("wrapped") from e
except RuntimeError as e:
    print(repr(e), repr(e.__cause__), e.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined
except NameError as e:
    print(e, repr(e.__context__))
class E(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a
try:
    raise E(1, 2)
except E as e:
    print(e.args, e.a, str(e))
def nested():
    for i in range(3):
        try:
            continue
        finally:
            print("f", i)
    while True:
        try:
            break
        finally:
            print("brk")
    try:
        return "r"
    finally:
        print("fin")
print(nested())
try:
    raise
except RuntimeError as e:
    print(e)
e = ValueError("v")
e.add_note("n1")
print(e.__notes__)
try:
    raise ExceptionGroup("eg", [ValueError(1), TypeError(2), ExceptionGroup("in", [KeyError(3)])])
except* ValueError as g:
    print("V", g.exceptions)
except* (TypeError, KeyError) as g:
    print("TK", g)
def deep(n):
    return deep(n + 1)
try:
    deep(0)
except RecursionError as e:
    print(type(e).__name__, e)
try:
    assert 1 == 2, "msg"
except AssertionError as e:
    print("assert", e)
try:
    int("x")
except ValueError as e:
    print(e)
try:
    [].pop()
except IndexError as e:
    print(e)
try:
    raise TypeError
except TypeError as e:
    print(repr(e))
try:
    raise 5
except TypeError as e:
    print(e)
def reraise():
    try:
        raise KeyError("x")
    except KeyError:
        raise
try:
    reraise()
except LookupError as e:
    print(repr(e))
