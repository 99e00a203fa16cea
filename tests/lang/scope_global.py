# The global statement: assignment, deletion, definitions, imports and loops that bind global names.
counter = 0
def bump():
    global counter
    counter += 1
    return counter
print(bump(), bump(), counter)

def make():
    global made, Klass, function, sys, loop_var, caught, alias
    made = "made"
    class Klass:
        pass
    def function():
        return "global function"
    import sys
    for loop_var in range(3):
        pass
    with_value = [alias := 5]
    try:
        raise ValueError("kept?")
    except ValueError as caught:
        pass
make()
print(made, Klass.__name__, Klass.__qualname__, function(), function.__qualname__, loop_var, alias, "caught" in globals())

def remove():
    global made
    del made
remove()
try:
    print(made)
except NameError as error:
    print(error, error.name)
try:
    remove()
except NameError as error:
    print(error)

# A nested function's global skips the enclosing variable.
value = "module"
def outer():
    value = "outer"
    def inner():
        global value
        seen = value
        value = "changed by inner"
        return seen
    return inner(), value
print(outer(), value)

# In a class body, a global statement sends the name out.
class Body:
    global leaked
    leaked = "from class"
    kept = 1
print(leaked, hasattr(Body, "leaked"), Body.kept)

# At module level it is allowed and means nothing.
global fresh
fresh = 10
print(fresh)
for source in ("def f():\n x = 1\n global x", "def f(x):\n global x", "def f():\n print(x)\n global x", "def f():\n global x\n nonlocal x", "x = 1\nnonlocal x", "def f():\n global x\n x: int = 1"):
    try:
        compile(source, "<test>", "exec")
        print("fine")
    except SyntaxError as error:
        print(error.msg, error.lineno)
# A global name defined by exec and by globals().
exec("dynamic = 1")
globals()["other"] = 2
def read():
    return dynamic + other
print(read())
del globals()["other"]
try:
    read()
except NameError as error:
    print(error)
