# int() and float() read text from every bytes-like object; subclasses that convert themselves.
for data in (b"12", bytearray(b" 34\n"), memoryview(b"x56y")[1:3], memoryview(bytearray(b"-7_8"))):
    print(type(data).__name__, int(data), float(data))
print(float(memoryview(b"12.3")[1:4]), float(bytearray(b"1e3")), int(b"ff", 16), int(bytearray(b"0b11"), 0))
for data in (b"1x", bytearray(b""), memoryview(b"A"), b"1\x002", b"\xd9\xa1"):
    for kind in (int, float):
        try:
            print(kind(data))
        except ValueError as error:
            print(str(error).split(" at 0x")[0])
for wrong in ([], None, {}, object):
    for kind in (int, float):
        try:
            print(kind(wrong))
        except TypeError as error:
            print(error)


class Half(float):
    def __float__(self):
        return 42.0


class Wrong(float):
    def __float__(self):
        return "text"


class Whole(int):
    def __int__(self):
        return 99


print(float(Half(1.5)), Half(1.5) + 1, int(Whole(5)), Whole(5) + 1, float(Whole(5)))
try:
    float(Wrong(1.0))
except TypeError as error:
    print(error)


class Outer:
    class Inner:
        only = property()


for action in (lambda: Outer.Inner().only, lambda: setattr(Outer.Inner(), "only", 1)):
    try:
        action()
    except AttributeError as error:
        print(error)
print("%d|%5d|%+d|%x" % (10**20, -3, 4, 255), (1, 2).__mul__(1) == (1, 2))
