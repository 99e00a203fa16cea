# memoryview: slicing, item assignment, formats, casting, comparison, release, resizing of the owner.
data = bytearray(b"hello world")
m = memoryview(data)
print(m[0], bytes(m[:5]), m[-1], len(m), m.readonly, m.format, m.itemsize, m.nbytes, m.ndim, m.shape, m.strides, m.tolist()[:3], m.tobytes()[-3:], bytes(m[::2]), bytes(m[::-1]), m == b"hello world", m[:5] == bytearray(b"hello"), 104 in m, list(m[:2]), m.contiguous)
m[0] = 72
m[6:] = b"WORLD"
m[1:3] = memoryview(b"EL")
print(data, m.hex()[:6], m.obj is data)
ro = memoryview(b"fixed")
for call in (lambda: ro.__setitem__(0, 1), lambda: m.__setitem__(0, 256), lambda: m.__setitem__(0, "a"), lambda: m.__setitem__(slice(0, 2), b"abc"), lambda: m[99], lambda: m["a"], lambda: m[1.5], lambda: memoryview(5), lambda: memoryview("text"), lambda: memoryview(), lambda: data.append(1), lambda: hash(m), lambda: m.__delitem__(0), lambda: m + b"x", lambda: m < b"x", lambda: m.cast("x"), lambda: memoryview([1]), lambda: m.x):
    try: print(call())
    except Exception as error: print(type(error).__name__, error)
print(hash(ro) == hash(b"fixed"), ro.toreadonly().readonly, m.toreadonly().readonly)
words = memoryview(bytearray(8)).cast("I")
words[0] = 1
print(words.tolist(), words.format, words.itemsize, len(words), words.nbytes, words.cast("B").tolist()[:5].count(1), memoryview(b"\x01\x02").cast("b").tolist())
with memoryview(data) as w: print(w[1])
for call in (lambda: w[0], lambda: len(w), lambda: w.tolist(), lambda: bytes(w)):
    try: print(call())
    except ValueError as error: print(error)
m.release()
data.append(33)
print(data, w.release())
big = memoryview(bytearray(range(256)))
total = 0
for i in range(300):
    part = big[i % 100:i % 100 + 20]
    total += sum(part) + part[0] + len(part[::3])
print(total, sum(big), max(big[5:10]), sorted(big[:3], reverse=True), bytes(reversed(big[:3])))
