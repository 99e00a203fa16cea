# Bits: masks, counting, shifts, Gray codes, bit sets in big integers, packing, CRC and hashes by hand.
def bits(n): return [i for i in range(n.bit_length()) if n >> i & 1]
print(bits(37), bin(0b1010 & 0b0110), 0xF0 | 0x0F, 0xFF ^ 0x0F, ~0, ~5 & 0xFF, 1 << 100 >> 98, -1 >> 10, -8 >> 1, (-8) & 7, (5).bit_count(), (2**100 - 1).bit_count(), (255).bit_length(), (256).bit_length())
def popcount(n):
    count = 0
    while n: n &= n - 1; count += 1
    return count
print(all(popcount(i) == i.bit_count() == bin(i).count("1") for i in range(500)), [n for n in range(1, 200) if n & (n - 1) == 0], [n & -n for n in (12, 40, 7)])
def gray(n): return n ^ n >> 1
def ungray(g):
    n = 0
    while g: n, g = n ^ g, g >> 1
    return n
print([f"{gray(i):03b}" for i in range(8)], all(ungray(gray(i)) == i for i in range(300)))
def reverse(n, width):
    out = 0
    for _ in range(width): out, n = out << 1 | n & 1, n >> 1
    return out
print(bin(reverse(0b1101, 8)), reverse(1, 64) == 1 << 63, all(reverse(reverse(i, 16), 16) == i for i in range(100)))
primes = (1 << 200) - 4
for i in range(2, 15):
    if primes >> i & 1:
        for j in range(i * i, 200, i): primes &= ~(1 << j)
print(bits(primes)[:12], primes.bit_count())
def pack(*fields):
    out = 0
    for value, width in fields:
        if value >> width: raise ValueError(f"{value} does not fit {width} bits")
        out = out << width | value
    return out
def unpack(n, *widths):
    out = []
    for w in reversed(widths): out.append(n & (1 << w) - 1); n >>= w
    return out[::-1]
packed = pack((5, 3), (1000, 10), (1, 1), (2**40, 41))
print(packed, unpack(packed, 3, 10, 1, 41))
try: pack((8, 3))
except ValueError as error: print(error)
table = []
for i in range(256):
    for _ in range(8): i = i >> 1 ^ 0xEDB88320 * (i & 1)
    table.append(i)
def crc32(data):
    c = 0xFFFFFFFF
    for b in data: c = table[(c ^ b) & 0xFF] ^ c >> 8
    return c ^ 0xFFFFFFFF
def fnv(data):
    h = 0xCBF29CE484222325
    for b in data: h = (h ^ b) * 0x100000001B3 & 2**64 - 1
    return h
def adler(data):
    a, b = 1, 0
    for x in data: a = (a + x) % 65521; b = (b + a) % 65521
    return b << 16 | a
print(hex(crc32(b"123456789")), hex(fnv(b"hello")), hex(adler(b"Wikipedia")), hex(crc32(bytes(range(256)) * 2)))
def rotl(x, n, w=32): return (x << n | x >> w - n) & (1 << w) - 1
def xorshift(seed, n):
    for _ in range(n):
        seed ^= seed << 13 & 2**64 - 1
        seed ^= seed >> 7
        seed ^= seed << 17 & 2**64 - 1
    return seed
print(hex(rotl(0x80000001, 4)), xorshift(88172645463325252, 200), [1 << i | 1 for i in (0, 31, 32, 62, 63, 64)], [(-1 << i) & 2**65 - 1 for i in (0, 33, 64)], int.from_bytes((2**70 + 5).to_bytes(9, "big"), "big") == 2**70 + 5)
def subsets(mask):
    sub = mask
    while True:
        yield sub
        if sub == 0: return
        sub = sub - 1 & mask
print(list(subsets(0b1011)), sum(1 for s in subsets(2**8 - 1)))
