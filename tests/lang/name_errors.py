# NameError and UnboundLocalError: texts, the name attribute, and each way of reading a missing name.
def attempt(function):
    try:
        function()
    except NameError as error:
        print(type(error).__name__, "|", error, "|", error.name)
def missing_global():
    return not_defined
def local_before():
    print(x)
    x = 1
def loop_never_ran():
    for item in ():
        pass
    return item
def branch(flag=False):
    if flag:
        y = 1
    return y
def augmented():
    count += 1
    count = 0
def deleted_global():
    global g
    g = 1
    del g
    return g
def after_except():
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e
def free_variable():
    def inner():
        return later
    inner()
    later = 1
def free_deleted():
    v = 1
    def inner(): return v
    del v
    return inner()
def delete_missing():
    del never
def delete_unbound():
    del z
    z = 1
def in_comprehension():
    return [unknown for _ in range(1)]
def in_default():
    def f(a=undefined_default): pass
def in_decorator():
    @undefined_decorator
    def f(): pass
def in_class():
    class C(UndefinedBase): pass
def import_later():
    value = sys.path
    import sys
def walrus_branch():
    if False and (w := 1):
        pass
    return w
def match_unbound():
    match 5:
        case [q]: pass
    return q
for function in (missing_global, local_before, loop_never_ran, branch, augmented, deleted_global, after_except, free_variable, free_deleted, delete_missing,
                 delete_unbound, in_comprehension, in_default, in_decorator, in_class, import_later, walrus_branch, match_unbound):
    attempt(function)
# Made by hand.
e = NameError("text", name="n")
print(e.args, e.name, NameError().name, UnboundLocalError("u", name="v").name, issubclass(UnboundLocalError, NameError))
# Warm: a global disappears, comes back, and is hidden by a builtin of the same name.
value = 1
def read(): return value
log = []
for i in range(300):
    if i == 100: del value
    if i == 200: value = 2
    try:
        log.append(read())
    except NameError:
        log.append(None)
print(log.count(1), log.count(None), log.count(2))
def size(): return len("abc")
log = []
for i in range(300):
    if i == 100: len = lambda s: "shadowed"
    if i == 200: del len
    log.append(size())
print(log.count(3), log.count("shadowed"))
