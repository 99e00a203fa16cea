# return, break and continue inside finally: they replace what was under way (and warn when compiled).
code = """
def returns():
    try:
        return "try"
    finally:
        return "finally"
def swallows():
    try:
        raise ValueError("lost")
    finally:
        return "swallowed"
def breaks():
    for i in range(3):
        try:
            raise KeyError(i)
        finally:
            break
    return f"broke at {i}"
def continues():
    seen = []
    for i in range(3):
        try:
            seen.append(i)
            raise KeyError(i)
        finally:
            continue
    return seen
def loop_return():
    for i in range(3):
        try:
            return i
        finally:
            if i < 2: continue
    return "end"
def nested():
    try:
        try:
            return "inner"
        finally:
            raise ValueError("from inner finally")
    except ValueError as error:
        return str(error), repr(error.__context__)
    finally:
        pass
def from_except():
    try:
        raise ValueError("first")
    except ValueError:
        raise KeyError("second")
    finally:
        return "both lost"
def exit_is_swallowed():
    try:
        raise SystemExit(3)
    finally:
        return "still here"
def generator():
    while True:
        try:
            yield 1
        finally:
            return
def inner_function_is_fine():
    try:
        pass
    finally:
        def f(): return 1
        for _ in range(1): break
        result = f()
    return result
"""
space = {}
exec(code, space)
for name in ("returns", "swallows", "breaks", "continues", "loop_return", "nested", "from_except", "exit_is_swallowed", "inner_function_is_fine"):
    print(name, space[name]())
g = space["generator"]()
print(next(g), list(g))
g = space["generator"]()
next(g)
g.close()
try:
    g = space["generator"]()
    next(g)
    g.throw(ValueError("thrown"))
except StopIteration:
    print("stopped")
import sys
print(sys.exc_info())
results = [space["swallows"]() for _ in range(200)]
print(len(set(results)), sys.exception())
