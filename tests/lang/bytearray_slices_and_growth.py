# bytearray: slice assignment and deletion, growth, in-place operators, exported buffers.
data = bytearray(b"0123456789")
data[2:4] = b"ab"
print(data)
data[2:4] = b"wider slice"
print(data, len(data))
data[2:13] = []
print(data)
data[::2] = b"EVEN"
print(data)
data[1:1] = range(65, 70)
print(data)
del data[::3]
print(data)
del data[-1], data[0]
print(data)
data[len(data):] = bytearray(b"tail")
data[100:200] = b"!"
print(data)
data[:] = data
print(data, data[::-1], data[3], data[-1:])
data += b"more"
data *= 2
print(data, data.count(b"more"))
data.clear()
data.extend(b"xyz")
data.extend(iter([48, 49]))
data.append(255)
data.insert(0, 10)
data.insert(-100, 11)
data.insert(100, 12)
print(data, data.pop(), data.pop(0), data.pop(-2), data)
data.remove(ord("y"))
data.reverse()
print(data, data.copy() == data, data.copy() is data)
for wrong in (
    lambda: data.append(256),
    lambda: data.append("a"),
    lambda: data.remove(200),
    lambda: data.pop(99),
    lambda: bytearray().pop(),
    lambda: data.extend([1, 999]),
    lambda: data.extend("text"),
    lambda: data.__setitem__(0, 300),
    lambda: data.__setitem__(50, 1),
    lambda: data.__setitem__(slice(0, 4, 2), b"abc"),
    lambda: data.__setitem__(slice(0, 2), 5),
    lambda: data.__setitem__("a", 5),
    lambda: data + "text",
    lambda: bytearray(-1),
    lambda: bytearray("text"),
):
    try:
        print(wrong())
    except (TypeError, ValueError, IndexError) as error:
        print(type(error).__name__, error)
view = memoryview(data)
try:
    data.append(1)
except BufferError as error:
    print(error)
view[0] = 90
view.release()
data.append(1)
print(data)
