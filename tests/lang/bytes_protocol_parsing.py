# A binary protocol by hand: packing integers, varints, framed messages, checksums, partial input, errors.
def pack_uint(n, size): return n.to_bytes(size, "big")
def varint(n):
    out = bytearray()
    while True:
        byte, n = n & 0x7F, n >> 7
        out.append(byte | (0x80 if n else 0))
        if not n: return bytes(out)
class Reader:
    def __init__(self, data): self.data, self.at = memoryview(data), 0
    def take(self, n):
        if self.at + n > len(self.data): raise EOFError(f"wanted {n} bytes at {self.at}, have {len(self.data) - self.at}")
        self.at += n
        return self.data[self.at - n:self.at]
    def uint(self, size): return int.from_bytes(self.take(size), "big")
    def varint(self):
        n = shift = 0
        while True:
            byte = self.take(1)[0]
            n |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80: return n
print([varint(n) for n in (0, 1, 127, 128, 300, 2**32)], [Reader(varint(n)).varint() for n in (0, 127, 128, 2**70)])
def encode(value):
    match value:
        case None: return b"n"
        case bool(): return b"t" if value else b"f"
        case int(): return b"i" + varint(value << 1 if value >= 0 else -value << 1 | 1)
        case str(): raw = value.encode(); return b"s" + varint(len(raw)) + raw
        case bytes(): return b"b" + varint(len(value)) + value
        case list(): return b"l" + varint(len(value)) + b"".join(map(encode, value))
        case dict(): return b"d" + varint(len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    raise TypeError(f"cannot encode {type(value).__name__}")
def decode(r):
    match bytes(r.take(1)):
        case b"n": return None
        case b"t": return True
        case b"f": return False
        case b"i": n = r.varint(); return -(n >> 1) if n & 1 else n >> 1
        case b"s": return bytes(r.take(r.varint())).decode()
        case b"b": return bytes(r.take(r.varint()))
        case b"l": return [decode(r) for _ in range(r.varint())]
        case b"d": return {decode(r): decode(r) for _ in range(r.varint())}
        case tag: raise ValueError(f"bad tag {tag!r} at {r.at - 1}")
data = {"k": [1, -1, 2**70, None, True], "é": b"\x00\xff", "nested": {"a": {"b": []}}, "": ""}
raw = encode(data)
print(len(raw), raw[:20], decode(Reader(raw)) == data, raw.hex()[:24])
def frame(payload):
    checksum = 0
    for b in payload: checksum = (checksum * 31 + b) & 0xFFFF
    return b"\xAA" + pack_uint(len(payload), 2) + payload + pack_uint(checksum, 2)
def unframe(stream):
    while stream:
        start = stream.find(b"\xAA")
        if start < 0: return
        r = Reader(stream[start + 1:])
        try: payload, checksum = bytes(r.take(r.uint(2))), r.uint(2)
        except EOFError as error: yield ("partial", str(error)); return
        good = frame(payload)[-2:] == pack_uint(checksum, 2)
        yield (payload if good else ("corrupt", payload))
        stream = stream[start + 1 + r.at:]
stream = b"junk" + frame(b"one") + frame(b"") + bytes([*frame(b"bad")[:-1], 0]) + frame(b"two")[:-3]
print(list(unframe(stream)))
for bad in (b"", b"x", b"i", b"s\x05ab", b"s\x01\xff", b"l\x02n", b"d\x01l\x00n", b"i\x80"):
    try: print(decode(Reader(bad)))
    except (EOFError, ValueError, TypeError) as error: print(bad, type(error).__name__, error)
try: encode({1, 2})
except TypeError as error: print(error)
buffer, total = bytearray(), 0
for i in range(200): buffer += encode([i, str(i), {"v": -i}])
r = Reader(bytes(buffer))
while r.at < len(r.data): total += decode(r)[0]
print(len(buffer), total)
