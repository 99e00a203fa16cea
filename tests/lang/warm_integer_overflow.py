# Arithmetic that leaves the range of machine words after its instructions have specialized, and comes back.


def grow(value, step, count):
    for _ in range(count):
        value = value + step
    return value


def multiply(value, factor, count):
    for _ in range(count):
        value = value * factor
    return value


def shrink(value, count):
    for _ in range(count):
        value = value // 2 - 1
    return value


grow(0, 1, 500)
for start in (2**61 - 3, 2**62 - 3, 2**63 - 3, -(2**61) + 2, -(2**62) + 2, -(2**63) + 2):
    print(grow(start, 1, 6), grow(start, -1, 6), grow(start, 2**60, 3))
print(multiply(3, 3, 60), multiply(-7, 10, 25), multiply(1, 0, 3))
print(shrink(2**70, 66), shrink(-(2**70), 80))


def bits(value, count):
    seen = []
    for shift in range(count):
        seen.append((value << shift) >> shift == value)
        value ^= 1 << shift
        value |= value >> 3
        value &= ~(1 << (shift + 5))
    return all(seen), value


print(bits(12345, 90), bits(-9, 130), bits(0, 64))


def divide(pairs):
    results = []
    for a, b in pairs:
        try:
            results.append((a // b, a % b, divmod(a, b)))
        except ZeroDivisionError as error:
            results.append(str(error))
    return results


pairs = [(7, 2), (-7, 2), (7, -2), (-7, -2), (2**62, -1), (-(2**62), -1), (-(2**63), -1), (5, 0), (10**30, 7), (True, 3)]
for _ in range(40):
    results = divide(pairs)
print(results)


def compare(values):
    return [(a < b, a == b, a >= b) for a, b in zip(values, values[1:])]


values = [2**61, 2**61 + 1, 2**62, 2**62, 2**63, 10**30, 10**30, -(10**30), 1, 1.0, True, 2**53 + 1, 2.0**53]
for _ in range(60):
    result = compare(values)
print(result)
total = 0
for number in range(2**62 - 50, 2**62 + 50):
    total += number
print(total, sum(range(2**62 - 50, 2**62 + 50)) == total)
print([n for n in range(-(2**63) - 2, -(2**63) + 2)], len(range(2**62, 2**62 + 10)))
counter = 0
while counter < 300:
    counter += 1
counter -= 2**63
print(counter, -counter, abs(counter), ~counter, +counter)
