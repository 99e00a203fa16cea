# Sequences that run in one handler once they are warm, and then meet what the handler was not made for.


class Plain:
    def __init__(self, value):
        self.value = value


class Slotted:
    __slots__ = ("value",)


class Truth:
    def __init__(self, truth):
        self.truth = truth

    def __bool__(self):
        return self.truth


def outcome(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error} (line {error.__traceback__.tb_next.tb_lineno - function.__code__.co_firstlineno})"


def warm(function, *args, rounds=200):
    for _ in range(rounds):
        result = outcome(function, *args)
    return result


def plus_one(number):
    return number + 1


def minus_two(number):
    number = number - 2
    return number


def total(left, right):
    return left + right


def product(left, right):
    return left * right


def below_ten(number):
    if number < 10:
        return "below"
    return "not below"


def ordered(left, right):
    if left < right:
        return "less"
    return "not less"


def truth_of(value):
    if not value:
        return "false"
    return "true"


def item(items, index):
    return items[index]


def attribute(thing):
    return thing.value


def attribute_and_local(thing, other):
    return thing.value + other


def identity(value):
    return value


def half_deleted(flag):
    local = flag
    if flag:
        del local
    return local


big = 1 << 61
print("int to other")
for function in (plus_one, minus_two):
    print(warm(function, 5), [outcome(function, value) for value in (big - 1, -big, big * 4, 1.5, True, 2j, "s", None)])
print("two operands")
for function in (total, product):
    print(
        warm(function, 3, 4),
        [
            outcome(function, *pair)
            for pair in ((big - 1, big - 1), (1.5, 2), (2, 1.5), ("ab", 3), ([1], [2]), ((1,), 2), (True, 5))
        ],
    )
print("floats")
print(warm(product, 1.5, 2.0), [outcome(product, *pair) for pair in ((1e200, 1e200), (1e-300, 1e-300), (2, 3), (1.5, "s"))])
print("comparisons")
print(warm(below_ten, 3), [outcome(below_ten, value) for value in (10, 9.5, big * 8, -big * 8, "s", float("nan"))])
print(warm(ordered, 3, 4), [outcome(ordered, *pair) for pair in ((4, 3), (1, 1.5), ("a", "b"), ([1], [1, 2]), (1, None))])
print("truth")
print(warm(truth_of, True), [outcome(truth_of, value) for value in (False, 0, 1, "", "x", [], [0], None, Truth(False), Truth(True))])
print("items")
print(
    warm(item, [1, 2, 3], 1),
    [outcome(item, *pair) for pair in (([1, 2, 3], -1), ([1], 5), ([1], -5), ((1, 2), 1), ("abc", 2), ({5: 6}, 5), ([1], "x"), ([1], big * 4))],
)
print("attributes")
slotted = Slotted()
print(warm(attribute, Plain(1)), outcome(attribute, slotted), outcome(attribute, 5))
slotted.value = 2
thing = Plain(3)
del thing.value
print(outcome(attribute, slotted), outcome(attribute, thing), outcome(attribute, Plain("again")))
print(warm(attribute_and_local, Plain(1), 2), outcome(attribute_and_local, Plain(1.5), 2), outcome(attribute_and_local, slotted, "s"))
print("locals")
print(warm(identity, 1), outcome(identity, "value"), warm(half_deleted, 0), outcome(half_deleted, 1))


def loop(items):
    seen = []
    for number in items:
        if number < 3:
            continue
        seen.append(number + 1)
    return seen


print("loops")
print(warm(loop, list(range(6))), outcome(loop, range(2, 6)), outcome(loop, (1, 5.5, big)), outcome(loop, [4, "s"]))


def counted(stop):
    total = 0
    for number in range(stop):
        total = total + number
    return total


print(warm(counted, 50), counted(100_000))


def summed(start, steps):
    number = start
    while steps:
        number = number + 1
        steps = steps - 1
    return number


print(warm(summed, 0, 20), summed((1 << 61) - 5, 10), summed(0.5, 3))
