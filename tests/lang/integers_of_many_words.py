"""Sums, products and shifts of integers of any length: whatever carries, becomes short, or is of a subclass."""

state = 1


def number(bits):
    """A number of about so many bits, or one at whose words sums carry."""
    global state
    result = 0
    for _ in range(bits // 32 + 1):
        state = (state * 1103515245 + 12345) % (1 << 31)
        result = result << 31 | state
    result &= (1 << bits) - 1
    result = (result, (1 << bits) - 1, 1 << bits, (1 << bits) + 1)[state >> 8 & 3]
    return -result if state >> 12 & 1 else result


class Named(int):
    """Attributes lie between the object and its words."""


class Bare(int):
    __slots__ = ()


PRIME = (1 << 61) - 1
LENGTHS = 0, 1, 5, 61, 62, 63, 64, 65, 127, 128, 129, 190, 256, 320, 511, 512, 513, 700, 1000, 3000
SHIFTS = 0, 1, 5, 63, 64, 65, 77, 128, 200, 1000, 5000
for left in LENGTHS:
    total = 0
    for right in LENGTHS:
        a, b = number(left), number(right)
        named, bare = Named(a), Bare(b)
        named.note = b
        results = [a + b, a - b, b - a, a * b, a & b, a | b, a ^ b, -a, abs(a), ~a, hash(a), a + 1 - 1, True + a, a - True]
        results += [named + bare, named * b, int(named), named.note, hash(bare), +bare, named >> 3, bare << 70]
        results += [shifted for shift in SHIFTS for shifted in (a << shift, a >> shift)]
        if b:
            results += divmod(a, b)
        for result in results:
            total = (total * 31 + result) % PRIME
            assert int(str(result)) == result == int(hex(result), 16)
        assert a + b - b == a and a - b + b == a and -(-a) == a, (a, b)
        assert a * b == sum((a << bit if b > 0 else -(a << bit)) for bit in range(abs(b).bit_length()) if abs(b) >> bit & 1)
        assert all(a >> shift == a // (1 << shift) and a << shift == a * 2**shift for shift in SHIFTS), a
        assert (a == b, a < b, a <= b) == (a - b == 0, a - b < 0, a - b <= 0)
    print(left, total)

print(1 << 10_000 == 2**10_000, (1 << 10_000) - (1 << 10_000), (1 << 200) - (1 << 200) + 7, (1 << 64) - (1 << 64) - 1)
print(-(1 << 128) >> 128, (1 - (1 << 128)) >> 64, (1 - (1 << 128)) >> 5000, 0 << 5000, -1 >> 5000, True << 70, True >> 1)
for wrong in lambda: (1 << 100) << -1, lambda: (1 << 100) >> -1, lambda: (1 << 100) + "", lambda: 1.5 << (1 << 100):
    try:
        wrong()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(str(10**99), str(-(10**50) + 1), f"{10**30:,}", repr(Named(2**70)), [Bare(-5)], {Bare(2**70): 1}[2**70])
