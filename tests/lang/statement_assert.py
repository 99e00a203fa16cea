# assert: messages, evaluation, tuples, and what the optimizer would remove.
assert True
assert 1 == 1, "never evaluated" + 1 if False else "fine"
def attempt(source):
    try:
        exec(source)
        print(source, "passed")
    except AssertionError as error:
        print(source, "->", repr(error), error.args)
    except Exception as error:
        print(source, "->", type(error).__name__, error)
for source in ("assert False", "assert 0, 'message'", "assert [], [1, 2]", "assert None, None", "assert '', ''", "assert False, (1, 2)", "assert (), ()", "assert 1 > 2, f'{1} is not greater'", "assert not True, ValueError('an exception')", "assert False, AssertionError('nested')", "assert 0, 1 / 0", "assert 1 / 0, 'm'", "assert (x := 5) == 5", "assert undefined", "assert True, undefined", "assert False, undefined", "assert 1 if 0 else 0", "assert lambda: False", "assert {}, {'k': 1}"):
    attempt(source)
calls = []
def condition(value):
    calls.append("condition")
    return value
def message():
    calls.append("message")
    return "text"
assert condition(True), message()
print(calls)
try:
    assert condition(False), message()
except AssertionError as error:
    print(calls, error)
class Truth:
    def __bool__(self):
        raise LookupError("no truth")
try:
    assert Truth()
except LookupError as error:
    print(error)
# The name AssertionError may be rebound without effect.
AssertionError_, AssertionError = AssertionError, ValueError
try:
    assert False, "still the real one"
except AssertionError_ as error:
    print(type(error).__name__, error)
AssertionError = AssertionError_
print(__debug__)
for optimize in (0, 1, 2):
    space = {}
    code = compile("'doc'\nran = []\ndef f():\n  'doc of f'\n  assert ran.append(1), 'm'\ntry:\n  f()\nexcept AssertionError:\n  ran.append('raised')\ndebug = __debug__\nif __debug__: ran.append('debug')", "<o>", "exec", optimize=optimize)
    exec(code, space)
    print(optimize, space["ran"], space["debug"], space["f"].__doc__, space.get("__doc__"))
for source in ("assert", "assert x,", "assert x y", "assert x, y, z", "assert x = 1", "assert x := 1", "x = assert y", "assert *a", "assert (x, 'always true')", "assert: pass", "lambda: assert x", "assert x if y", "__debug__ = 1", "assert (yield)"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
failures = 0
for i in range(300):
    try:
        assert i % 50, i
    except AssertionError as error:
        failures += error.args[0]
print(failures)
