"""Views of memory: items, slices, casts, assignment, release, and what they forbid."""
from array import array


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


data = bytearray(b"abcdef")
view = memoryview(data)
print(view[0], view[-1], len(view), view.format, view.itemsize, view.nbytes)
print(view.shape, view.strides, view.ndim, view.readonly, view.suboffsets)
print(view.c_contiguous, view.f_contiguous, view.contiguous, view.obj is data)
view[0] = 65
view[1:3] = b"XY"
print(data, view.tobytes(), view.tolist())
print(bytes(view[::2]), view[::-1].tobytes(), view[::2].strides, view[::2].contiguous)
view[::2] = b"123"
print(data)
attempt(lambda: view.__setitem__(0, 256))
attempt(lambda: view.__setitem__(0, "x"))
attempt(lambda: view.__setitem__(slice(0, 2), b"xyz"))
attempt(lambda: view.__delitem__(0))
attempt(lambda: view[10])
attempt(lambda: view["a"])
attempt(lambda: view[0, 1])
attempt(lambda: data.append(1))
attempt(lambda: data.extend(b"zz"))
attempt(lambda: data.pop())
attempt(lambda: data.clear())
attempt(lambda: data.__setitem__(slice(0, 2), b"long"))
data[0:2] = b"ok"
print(bytes(view))
attempt(lambda: hash(view))
view.release()
view.release()
attempt(lambda: view[0])
attempt(lambda: len(view))
attempt(lambda: view.format)
print(repr(view)[:19], view == view)
data.append(33)
print(data)

frozen = memoryview(b"hello world")
attempt(lambda: frozen.__setitem__(0, 1))
print(hash(frozen) == hash(b"hello world"), frozen == b"hello world", frozen != b"hello", b"hello" == frozen[:5])
print(frozen[:5] == bytearray(b"hello"), frozen == "hello world", frozen == 5)
attempt(lambda: frozen < b"x")
print(frozen.hex(), frozen.hex(":"), frozen[:4].hex("-", 2), frozen[::3].hex())
print(list(frozen[:3]), 104 in frozen, 200 in frozen)
print(frozen.index(111), frozen.count(108), frozen.toreadonly().readonly)
attempt(lambda: frozen.index(0))
with memoryview(bytearray(4)) as within:
    print(within.tolist())
attempt(lambda: within.tolist())
print(b"".join([frozen[:5], b"-", frozen[6:]]), bytes(frozen) + frozen, bytearray(frozen)[:2])
print(b"world" in bytes(frozen), b"a-b".replace(memoryview(b"-"), memoryview(b"+")))
print(int.from_bytes(frozen[:2], "big"), str(frozen[:3], "ascii"))

words = memoryview(bytearray(range(16))).cast("I")
print(words.format, words.itemsize, words.shape, words.tolist(), words.nbytes)
words[0] = 2**32 - 1
attempt(lambda: words.__setitem__(0, 2**32))
attempt(lambda: words.__setitem__(0, -1))
print(words.cast("B").tolist()[:5], words.cast("b")[0], words.cast("c")[4])
attempt(lambda: words.cast("d"))
attempt(lambda: words.cast("B").cast("xx"))
attempt(lambda: words[::2].cast("B"))
attempt(lambda: memoryview(b"abc").cast("H"))
grid = memoryview(bytearray(range(12))).cast("B", [3, 4])
print(grid.shape, grid.strides, grid.ndim, grid.tolist(), grid[1, 2], grid[-1, -1])
grid[0, 0] = 99
print(grid.tobytes(), grid.tobytes("F"), len(grid))
attempt(lambda: grid[0])
attempt(lambda: grid[3, 0])
attempt(lambda: grid[0, 0, 0])
attempt(lambda: memoryview(b"abcd").cast("B", [3]))

for code in "bBhHiIlLqQ":
    numbers = memoryview(array(code, [1, 2, 3]))
    print(code, numbers.tolist(), numbers.itemsize, numbers[1:].tolist(), end="; ")
print()
floats = array("d", [1.5, 2.5, -3.5])
shown = memoryview(floats)
shown[1] = 7
print(floats, shown.tolist(), shown.cast("B").nbytes, shown == floats, shown == array("d", [1.5]))
attempt(lambda: floats.append(1.0))
attempt(lambda: floats.pop())
shown.release()
floats.append(1.0)
print(floats, memoryview(array("i", [1, 2])) == memoryview(array("q", [1, 2])))
flags = memoryview(bytearray(2)).cast("?")
flags[0] = 5
print(flags.tolist())
half = memoryview(bytearray(8)).cast("e")
for index, number in enumerate([1.0, -2.5, 65504.0, 5.960464477539063e-08]):
    half[index] = number
print(half.tolist(), half.tobytes().hex())
attempt(lambda: half.__setitem__(0, 65520.0))
attempt(lambda: memoryview(5))
attempt(lambda: memoryview("text"))
attempt(lambda: memoryview())


class Lender:
    def __init__(self):
        self.memory = bytearray(b"lent")

    def __buffer__(self, flags):
        return memoryview(self.memory)


print(memoryview(Lender()).tobytes(), memoryview[int])
print(sorted(name for name in dir(memoryview) if not name.startswith("_")))
first, *rest = memoryview(b"xyz")
print(first, rest, list(reversed(memoryview(b"xyz"))))
match memoryview(b"ab"):
    case [a, b]:
        print("sequence", a, b)
