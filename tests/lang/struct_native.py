"""Packing and unpacking binary records with `_struct`."""
import _struct as struct


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


for order in "@", "=", "<", ">", "!":
    data = struct.pack(order + "bBhHiIlLqQ", -1, 255, -2, 65535, -3, 2**32 - 1, -4, 5, -6, 2**64 - 1)
    print(order, data.hex(), struct.unpack(order + "bBhHiIlLqQ", data))
    data = struct.pack(order + "efd?c", 1.5, -2.25, 1e300, [1], b"z")
    print(order, data.hex(), struct.unpack(order + "efd?c", data))
print(struct.pack("5s3sx2p4p", b"abc", b"defgh", b"xyz", b"uv"))
print(struct.unpack("5s3sx2p4p", b"abc\0\0def\0\1x\2uv\0"))
for code in "bBhHiIlLqQnN":
    attempt(lambda: struct.pack(code, 2**70))
    attempt(lambda: struct.pack(code, -(2**70)))
for code, value in [("b", "x"), ("b", 1.5), ("f", "x"), ("f", 1e300), ("e", 1e6), ("d", None), ("c", b"ab"), ("s", "a"), ("P", 2**64)]:
    attempt(lambda: struct.pack(code, value))
for text in "3", "i z", "Z", "<n", "<P", "99999999999999999999i", b"i", "é", 5:
    attempt(lambda: struct.calcsize(text))
print([struct.calcsize(text) for text in ("bi", "<bi", "ci0q", "3x", "bhilq", "=bhilq", "0s", "c 2 x h" if False else "c2xh")])
attempt(lambda: struct.pack("ii", 1))
attempt(lambda: struct.unpack("i", b"abc"))
attempt(lambda: struct.unpack_from("i", b"abcd", 1))
attempt(lambda: struct.unpack_from("i", b"abcd", -2))
attempt(lambda: struct.unpack_from("i", b"abcd", -5))
attempt(lambda: struct.unpack_from("<i", b"abcdefgh", -8))
buffer = bytearray(6)
struct.pack_into(">H", buffer, 2, 0xABCD)
print(buffer)
attempt(lambda: struct.pack_into("i", buffer, 3, 5))
attempt(lambda: struct.pack_into("i", buffer, -7, 5))
attempt(lambda: struct.pack_into("i", buffer, -2, 5))
attempt(lambda: struct.pack_into("i", b"1234", 0, 5))
attempt(lambda: struct.pack_into("i", buffer))
attempt(lambda: struct.pack_into("i", buffer, 0))
print(list(struct.iter_unpack("<h", b"abcd")))
attempt(lambda: struct.iter_unpack("i", b"abcdefg"))
attempt(lambda: struct.iter_unpack("", b""))
record = struct.Struct(">I2s")
print(record, record.size, record.format, record.pack(7, b"ok"), record.unpack(b"\0\0\0\7ok"))
print(record.unpack_from(b"..\0\0\0\7ok", 2), record.unpack_from(buffer=b"\0\0\0\1ab"), list(record.iter_unpack(b"\0\0\0\7ok" * 2)))
print(struct.unpack("<2D", struct.pack("<2D", 1 - 2j, 3)), struct.pack("F", 1 + 2j).hex())
attempt(lambda: struct.Struct())
attempt(lambda: struct.unpack("i", "abcd"))
attempt(lambda: struct.pack())
print(struct.error.__mro__, struct.error.__module__, struct.Struct.__module__)
