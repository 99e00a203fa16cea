# Global and builtin name sites while names are rebound, deleted, shadowed and added by exec, in several namespaces.
import builtins
counter = 0
def bump():
    global counter
    counter += 1
    return counter
for _ in range(150): bump()
print(counter)
def reader(): return value
value = 0
log = []
for i in range(500):
    if i == 50: value = "str"
    if i == 100: globals()["value"] = "through globals()"
    if i == 150: exec("value = 'through exec'")
    if i == 200: del value; builtins.value = "builtin"
    if i == 250: value = "global again"
    if i == 300: del builtins.value
    if i == 350:
        for k in range(100): globals()[f"filler{k}"] = k
    if i == 400:
        for k in range(100): del globals()[f"filler{k}"]
    if i == 450: del globals()["value"]
    try: log.append(reader())
    except NameError as error: log.append(str(error))
print([log[i] for i in (0, 60, 110, 160, 210, 260, 310, 360, 410, 460)])
def uses_len(x): return len(x)
def uses_print_name(): return sorted.__name__
log = []
for i in range(300):
    if i == 50: len = lambda x: "shadowed"
    if i == 100: del len
    if i == 150: original, builtins.len = builtins.len, lambda x: "builtin replaced"
    if i == 200: builtins.len = original
    log.append(uses_len("abc"))
print([log[i] for i in (0, 60, 110, 160, 210)])
spaces = []
for n in range(3):
    space = {"constant": n}
    exec("def f(): return constant\ndef g(): return f()", space)
    spaces.append(space)
print([[s["g"]() for s in spaces] for _ in range(40)][-1])
spaces[1]["constant"] = "changed"
spaces[2]["f"] = lambda: "f replaced"
print([s["g"]() for s in spaces])
code = compile("x + y", "<c>", "eval")
print([eval(code, {"x": i, "y": j}) for i, j in ((1, 2), ("a", "b"), ([1], [2]))] , sum(eval(code, {"x": i, "y": i}) for i in range(100)))
def conditional(flag):
    if flag: return undefined_in_branch
    return "fine"
for _ in range(100): conditional(False)
try: conditional(True)
except NameError as error: print(error)
undefined_in_branch = "defined later"
print(conditional(True))
class Dyn:
    for i in range(3): exec(f"attr{i} = {i}")
print(Dyn.attr0, Dyn.attr2)
import sys
module = type(sys)("warm_module")
exec("n = 0\ndef inc():\n global n\n n += 1\n return n", module.__dict__)
for _ in range(100): module.inc()
module.n = 1000
print(module.inc(), module.n)
