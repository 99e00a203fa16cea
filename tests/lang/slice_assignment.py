# Assigning to and deleting slices of lists and bytearrays.
def fresh(): return list(range(8))
for statement in ("x[2:4] = 'AB'", "x[2:4] = []", "x[2:2] = [9, 9]", "x[:] = (1,)", "x[5:2] = ['in']", "x[::2] = 'wxyz'", "x[::-2] = [1, 2, 3, 4]", "x[10:] = [8]", "x[-2:] = iter('yz')",
                  "del x[1:3]", "del x[::3]", "del x[::-3]", "del x[5:2]", "del x[-3:]", "x[1:3] = x", "x[:0] = x[-2:]", "x[4:] = {1: 2}", "x[0:8:7] = [0, 70]", "del x[2:6:3], x[0]"):
    x = fresh()
    exec(statement)
    print(statement, "->", x)
for statement in ("x[::2] = [1]", "x[::0] = []", "x[1:2] = 5", "x[::2] = 5", "x['a':] = []", "x[1.0:2] = []", "x[0:4:2] = [1, 2, 3]", "del x['a']", "del x[::0]", "x[9]", "x[9] = 1", "del x[9]", "x['k'] = 1", "x[None] = 1", "x[1:2:3:4]" if False else "x[2**70]"):
    x = fresh()
    try:
        exec(statement)
        print(x)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
data = bytearray(b"abcdef")
data[1:3] = b"XYZ"
data[0] = 65
data[::-1] = bytes(data)
del data[:2]
data[1:1] = [49, 50]
print(data)
for statement in ("data[0] = 256", "data[0] = 'a'", "data[0:2] = 'ab'", "data[0:1] = [300]", "data[::2] = b'x'", "data[99] = 1", "data[0:1] = 3"):
    try:
        exec(statement)
        print(data)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
# A slice assigned from something that changes the list meanwhile.
class Changing:
    def __iter__(self):
        x.clear()
        yield from "abc"
x = fresh()
x[2:4] = Changing()
print(x)
s = slice(1, 5, 2)
print(s, s.start, s.stop, s.step, s == slice(1, 5, 2), s != slice(1), slice(3), hash(slice(1, 2)) == hash(slice(1, 2)), slice(1, 2) < slice(1, 3))
for args in ((), (1, 2, 3, 4)):
    try:
        slice(*args)
    except TypeError as error:
        print(error)
for bad in ((1, 2, 0), ("a", None, None)):
    try:
        slice(*bad).indices(5)
    except (ValueError, TypeError) as error:
        print(error)
try:
    slice(1).indices(-1)
except ValueError as error:
    print(error)
total = 0
big = list(range(50))
for i in range(200):
    big[i % 40:i % 40 + 2] = [i]
    big.append(-i)
    total += len(big[i % 7::3])
print(total, len(big))
