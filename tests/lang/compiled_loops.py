# Loops that run long enough to be compiled, and what happens to them then: other types, exceptions, frames that are looked
# at, reference counts, exits in inlined calls.
import sys


def change_of_types(values):
    total = 0
    for value in values:
        total = total + value
    return total


print(change_of_types(range(5000)), change_of_types([1] * 3000 + [0.5] * 3000 + [2**70, True]))
print(change_of_types([1] * 3000 + [2**61 - 1, 1, 1]), change_of_types([1e300] * 3000 + [1e308]))


def inverse(number):
    return 1 / number


def raise_inside(count):
    caught = []
    for number in range(count, -3, -1):
        try:
            inverse(number)
        except ZeroDivisionError as error:
            trace, names = error.__traceback__, []
            while trace:
                names.append((trace.tb_frame.f_code.co_name, trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno))
                trace = trace.tb_next
            caught.append((str(error), names, number))
    return caught


print(raise_inside(4000))


def look(depth):
    return sorted(sys._getframe(depth).f_locals.items())


def look_at_frames(count):
    x = 0.5
    for i in range(count):
        x = x + 1.0
        if i % 2500 == 7:
            print(look(1))
    return x


print(look_at_frames(6000))


class Thing:
    def __init__(self):
        self.value, self.other = 1, None

    def step(self, by=2, *, scale=1):
        self.value = self.value + by * scale
        return self

    def __getitem__(self, key):
        first, second = key
        return first * second + self.value % 3


def counts(count):
    thing, marker = Thing(), object()
    before = sys.getrefcount(thing), sys.getrefcount(marker)
    for i in range(count):
        thing.other = marker
        copy = thing.step()
        pair = (copy, marker)
        a, b = pair
        thing.other = None
    del copy, pair, a, b
    return before == (sys.getrefcount(thing), sys.getrefcount(marker)), thing.value


print(counts(5000))


def items(count):
    thing, total = Thing(), 0
    for i in range(count):
        total += thing[i, 2]
    return total


print(items(4000))


def branches(count):
    odd, even, names = [], 0, {}
    for i in range(count):
        if i % 2:
            odd.append(i)
        elif i % 3 == 0:
            even += i // 3
        else:
            names[i % 10] = names.get(i % 10, 0) + 1
    return len(odd), even, names


print(branches(6000))


def changed_class(count):
    thing, total = Thing(), 0
    for i in range(count):
        total += thing.step().value
        if i == count // 2:
            Thing.step = lambda self: self
    return total


print(changed_class(4000))


def unbound(count):
    for i in range(count):
        if i == count - 1:
            del i
            break
    try:
        return i
    except UnboundLocalError as error:
        return str(error)


print(unbound(4000))


def nested(count):
    rows = [[float(x * y) for x in range(count)] for y in range(count)]
    for k in range(count):
        for row in rows:
            for x in range(count):
                row[x] = row[x] * 0.5 + k
    return sum(map(sum, rows))


print(nested(25))


def pulled(count):
    for i in range(count):
        yield i, i * 0.25


print(sum(a + b for a, b in pulled(4000)))
