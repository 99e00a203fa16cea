# Augmented assignment to names, attributes, items and slices: single evaluation, descriptors, errors, warm paths.
log = []
class Box:
    def __init__(self): self.__dict__["value"] = 1
    def __getattr__(self, name): log.append(("get", name)); return 10
    def __setattr__(self, name, value): log.append(("set", name, value)); self.__dict__[name] = value
class Items:
    def __init__(self): self.d = {"a": 1}
    def __getitem__(self, key): log.append(("getitem", key)); return self.d.get(key, 0)
    def __setitem__(self, key, value): log.append(("setitem", key, value)); self.d[key] = value
def get(value, name):
    log.append(name)
    return value
box, items = Box(), Items()
box.value += 1
box.missing *= 2
get(items, "object")[get("a", "key")] += get(5, "value")
items[1:2] |= 4
items["x", 1] -= 3
print(log)
i, s, l, f, st, by, d, t = 10, "a", [1], 1.5, {1}, b"x", {"k": 1}, (1,)
i += 5; i -= 3; i *= 2; i //= 5; i **= 3; i %= 50; i <<= 2; i >>= 1; i |= 1; i &= 0xFF; i ^= 2; i /= 2
s += "b"; s *= 3; s %= () if False else ()
l += [2]; l *= 2; l += "xy"; l += {}
f += 1; f -= 0.5; f *= 2; f /= 4; f //= 0.3; f **= 2; f %= 2
st |= {2}; st &= {1, 2, 3}; st ^= {9}; st -= {1}
by += b"y"; by *= 2
d |= {"j": 2}
t += (2,); t *= 2
print(i, s, l, f, sorted(st), by, d, t)
class Data:
    def __get__(self, obj, cls): return obj.__dict__.get("hidden", 100)
    def __set__(self, obj, value): obj.__dict__["hidden"] = value
class Host:
    field = Data()
    shared = []
    number = 1
h = Host()
h.field += 1
h.shared += ["via instance"]
h.number += 1
print(h.field, Host.shared, h.shared is Host.shared, vars(h)["number"], Host.number)
def local():
    n = 0
    for k in range(100):
        n += k
        n ^= k
    return n
def unbound():
    n += 1
    n = 0
def free():
    count = 0
    def inc():
        nonlocal count
        count += 1
        return count
    return [inc() for _ in range(3)]
print(local(), free())
glob = 1
def use_global():
    global glob
    glob += 1
use_global()
print(glob)
for statement in ("unbound()", "undefined += 1", "h.nothing += 1", "[][0] += 1", "{}['k'] += 1", "(1, 2)[0] += 1", "'abc'[0] += 'x'", "i += 's'", "s += 1", "l += 5", "t += [1]", "st |= [1]", "d |= 5", "by += 'x'", "f @= 1", "None.x += 1", "i <<= -1", "i //= 0", "i %= 0", "h.field += 'x'", "len += 1"):
    try:
        exec(statement)
        print(statement, "fine")
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
# Warm loops whose types change and whose ints overflow.
acc = 0
for k in range(300):
    acc += k if k < 150 else k / 2 if k < 200 else 10 ** 20 if k < 250 else 1.0
print(acc)
text = ""
for k in range(300): text += "ab" if k % 2 else "é"
print(len(text), text[:4])
seq = (0,)
counts = [0, 0]
for k in range(200):
    counts[k % 2] += k
    box.__dict__["value"] += 1
print(counts, box.value)
