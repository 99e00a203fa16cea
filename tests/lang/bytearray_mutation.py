# bytearray: construction, item and slice changes, methods, conversion, errors.
b = bytearray(b"hello")
b[0] = 72
b.append(33)
b.extend(b" you")
b.extend([65, 66])
b.insert(0, 62)
print(b, len(b), b[1], b[-1], b[1:3], b.pop(), b.pop(0), b.remove(ord("l")), b, b.reverse(), b, b.copy() == b, b.clear(), b)
b = bytearray(b"abc")
b += b"de"
b *= 2
b[1:3] = b"XYZ"
del b[0]
b[::2] = bytes(len(b[::2]))
print(b, b + b"x", b"x" + b, type(b"x" + b).__name__, type(b + b"x").__name__, b * 0, 88 in b, b"de" in b, b == bytes(b), b < b"\xff", b.find(b"d"), b.count(b"\x00"), list(b)[:3])
print(bytearray(3), bytearray([1, 2]), bytearray("é", "utf-8"), bytearray(), bytearray(bytearray(b"c")), bytes(bytearray(b"d")), bytearray(range(3)), bytearray.fromhex("0aff"), bytearray(b"a").hex(), bytearray(b"AB").lower(), bytearray(b"a,b").split(b","), bytearray(b" x ").strip(), bytearray(b"ab").replace(b"a", b"zz"), bytearray(b"x").join([b"1", bytearray(b"2")]), bytearray(b"abc").translate(None, b"b"))
for statement in ("b[0] = 256", "b[0] = -1", "b[0] = 'a'", "b[0] = 1.0", "b[99] = 1", "b[0:1] = 'ab'", "b[0:1] = [256]", "b[0:1] = 5", "b.append(256)", "b.append('a')", "b.append()", "b.extend('ab')", "b.extend([300])", "b.extend(5)", "b.insert(0, -1)", "b.pop(99)", "bytearray().pop()", "b.remove(250)", "b.remove('a')", "b + 'a'", "b += 'a'", "b * 'a'", "hash(b)", "{b: 1}", "bytearray('a')", "bytearray(-1)", "bytearray([256])", "bytearray(1.5)", "b['a']", "b.x", "b()", "b < 'a'", "'a' in b", "300 in b", "b.find('a')", "bytearray(b'', 'utf-8')", "bytearray(None)", "del b['a']", "b.fromhex('x')", "b.fromhex(5)"):
    try:
        exec(statement)
        print(statement, "fine")
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
c = bytearray(b"\xc3\xa9")
print(c.decode(), str(c, "utf-8"), c.isalpha(), bytearray(b"12").isdigit(), c.startswith(b"\xc3"), c.endswith((b"x", b"\xa9")), c.partition(b"\xa9"), bytearray(b"a\nb").splitlines(), bytearray(b"ab").center(6, b"*"), bytearray(b"7").zfill(3), bytearray(b"aXb").swapcase(), bytearray(b"a b").title(), int(bytearray(b"42")), float(bytearray(b"1.5")))
class B(bytearray):
    extra = "class attribute"
x = B(b"sub")
x.attr = 1
print(x, x.extra, x.attr, type(x + b"1").__name__, type(x[:1]).__name__, type(x.copy()).__name__, x == b"sub", isinstance(x, bytearray))
it = iter(bytearray(b"ab"))
print(next(it), list(it), list(reversed(bytearray(b"ab"))), sum(bytearray(b"\x01\x02")), max(bytearray(b"az")), sorted(bytearray(b"ba")), [*bytearray(b"h")], dict(enumerate(bytearray(b"i"))))
buffer = bytearray()
for i in range(300):
    buffer.append(i % 256)
    buffer[i // 2] ^= 0xFF
    if i % 10 == 0: buffer += b"\x00\x01"
    if i % 25 == 0: del buffer[:2]
print(len(buffer), sum(buffer), bytes(buffer[:5]))
