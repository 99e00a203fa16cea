# array.array: type codes, items, slices, conversion, growth, errors.
from array import array
a = array("i", [1, 2, 3])
a.append(4); a.extend([5]); a.insert(0, 0); a += array("i", [6])
print(a, a[0], a[-1], a[1:3], len(a), 3 in a, a.index(4), a.count(2), a.pop(), a.pop(0), a.typecode, a.itemsize, list(reversed(a)), a * 2, a + array("i", [9]), a == array("i", [1, 2, 3, 4, 5]), a < array("i", [2]), array("i", [1]) == array("d", [1.0]))
a[1:3] = array("i", [20, 30, 40])
del a[0]
a[0] = -5
a.remove(30)
a.reverse()
print(a, a.tolist(), array("i", a.tobytes()) == a, a.tobytes()[:4], array("B", b"ab"), array("d", [1, 2.5]), array("u", "hé"), array("q", [2**40]), array("f", [0.5])[0], bytes(array("H", [1])) in (b"\x01\x00", b"\x00\x01"), array("b"), repr(array("u", "")), sum(array("L", range(10))))
for call in (lambda: array("x"), lambda: array("i", ["a"]), lambda: array("i", [1.5]), lambda: array("b", [200]), lambda: array("B", [-1]), lambda: array("i", [2**40]), lambda: a[99], lambda: a.index(999), lambda: a.remove(999), lambda: array("i").pop(), lambda: a.append("x"), lambda: a + [1], lambda: a.extend(["x"]), lambda: a.extend(array("d", [1.0])), lambda: array("u", [1]), lambda: array(), lambda: hash(a), lambda: a.__setitem__(0, 1.5), lambda: a.__setitem__(slice(0, 1), [1]), lambda: array("d", "text"), lambda: array("i", 5), lambda: a["x"]):
    try: print(call())
    except Exception as error: print(type(error).__name__, error)
f = array("B")
f.frombytes(b"\x01\x02")
f.fromlist([3])
print(f, f.tobytes(), f.buffer_info()[1], memoryview(f)[0], bytearray(f))
w = array("H", [1, 256])
w.byteswap()
print(w, array("d", [1.5] * 3), [x for x in array("i", range(3))], max(array("h", [3, -4])), array("i", (i for i in range(3))))
squares = array("q", (i * i for i in range(300)))
total = 0
for i, v in enumerate(squares): total += v if i % 2 else -v; squares[i] = total
print(total, squares[-1], squares[::100])
