# Special methods in Python: what instructions make of their results, errors, and methods that go another way.
import sys


def rounds(function, *args):
    """What the function gives last of many times: enough for its loop to be compiled where that is done."""
    for _ in range(30):
        result = function(*args)
    return result


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value


def count_true(things):
    count = 0
    for thing in things:
        if thing:
            count += 1
        if not thing:
            count += 100
    return count


print(rounds(count_true, [Truth(True), Truth(False), Truth(True)] * 10))
print(attempt(count_true, [Truth(True)] * 40 + [Truth(1)]))
print(attempt(count_true, [Truth(True)] * 40 + [Truth("yes")]))


class Failing:
    def __init__(self, after):
        self.after = after

    def __bool__(self):
        self.after -= 1
        if self.after < 0:
            raise ValueError("no more")
        return True


print(attempt(count_true, [Failing(50)] * 100))


class Number:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        if not isinstance(other, Number):
            return NotImplemented
        return self.value == other.value

    def __lt__(self, other):
        return self.value < other.value

    def __le__(self, other):
        # Rebinds its parameter.
        other = other.value if isinstance(other, Number) else None
        return NotImplemented if other is None else self.value <= other

    def __gt__(self, other):
        return "greater" if self.value > other.value else []

    def __hash__(self):
        return hash(self.value)


class Derived(Number):
    def __eq__(self, other):
        return "derived"

    def __lt__(self, other):
        return NotImplemented


class Reflected:
    def __eq__(self, other):
        return ("reflected", type(other).__name__)

    def __gt__(self, other):
        return ("reflected gt", type(other).__name__)

    def __ge__(self, other):
        return ("reflected ge", type(other).__name__)


def compare_all(left, right):
    results = []
    for _ in range(60):
        results = [left == right, left != right]
        if left == right:
            results.append("equal")
    return results


for left in Number(1), Derived(1), Reflected(), 1:
    for right in Number(1), Number(2), Derived(1), Reflected(), 1, "1":
        print(type(left).__name__, type(right).__name__, attempt(compare_all, left, right))


def order_all(left, right):
    results = []
    for _ in range(60):
        results = [left < right]
        if left > right:
            results.append("greater")
        results.append(left <= right)
    return results


for right in Number(1), Number(0), Number(5), Derived(3), Reflected(), "1":
    print(type(right).__name__, attempt(order_all, Number(1), right))

print(attempt(lambda: Number(1) < Reflected()))
print(Number(1) > Number(0), Number(1) > Number(2), bool(Number(1) > Number(2)))


class Switching:
    """Says how to compare from somewhere on."""
    count = 0

    def __eq__(self, other):
        Switching.count += 1
        if Switching.count > 100:
            return NotImplemented
        return True


def switch():
    one, two, equal = Switching(), Switching(), 0
    for _ in range(200):
        if one == two:
            equal += 1
    return equal


# The reflected method counts, too.
print(switch(), Switching.count)


class Holds:
    def __init__(self, items):
        self.items = items

    def __contains__(self, item):
        return self.items.get(item)


def holds(container, item):
    found = []
    for _ in range(60):
        found = [item in container, item not in container]
    return found


for items in {1: True}, {1: 0}, {1: "text"}, {1: []}, {}:
    print(holds(Holds(items), 1))


class Raises:
    def __contains__(self, item):
        raise LookupError(item)


print(attempt(holds, Raises(), 3))


class Fallback:
    present = "present"

    def __getattr__(self, name):
        if name.startswith("no"):
            raise AttributeError("none of " + name)
        return name * 2


def read(thing):
    for _ in range(60):
        values = thing.present, thing.absent
    return values


thing = Fallback()
print(read(thing))
thing.absent = "own"
print(read(thing))
del thing.absent
print(read(thing))
Fallback.absent = "of the class"
print(read(thing))
del Fallback.absent
thing.__dict__["absent"] = "in the dict"
print(read(thing))
print(read(Fallback()))


def nothing(thing):
    for _ in range(60):
        try:
            thing.nothing
        except AttributeError as error:
            result = str(error), error.name, error.obj is thing
    return result


print(nothing(Fallback()))


class Both(Fallback):
    def __getattribute__(self, name):
        if name == "absent":
            raise AttributeError(name)
        return object.__getattribute__(self, name)


print(read(Both()))


class Rebinding:
    def __getattr__(self, name):
        name = name.upper()
        return name


def read_method(thing):
    for _ in range(60):
        value = thing.upper_case
    return value


print(read_method(Rebinding()))


class Keys(Number):
    made = 0

    def __hash__(self):
        Keys.made += 1
        return 7

    def __eq__(self, other):
        return self.value == other.value


def look_up():
    table = {Keys(number): number for number in range(4)}
    key, found = Keys(3), 0
    for _ in range(100):
        found += table[key]
    return found, Keys.made


print(look_up())


class Countdown:
    def __init__(self, number):
        self.number = number

    def __iter__(self):
        return self

    def __next__(self):
        self.number -= 1
        if self.number < 0:
            raise StopIteration("over")
        return self.number


print(sum(Countdown(100)), list(zip(Countdown(3), Countdown(5))))

# Methods that change while they are used.
def changing():
    class Changing:
        def __bool__(self):
            return True

        def __eq__(self, other):
            return True

    one, seen = Changing(), []
    for number in range(120):
        if number == 60:
            Changing.__bool__ = lambda self: False
            Changing.__eq__ = lambda self, other: NotImplemented
        if number == 90:
            del Changing.__bool__
            Changing.__len__ = lambda self: 3
        seen.append((bool(one), not one, one == 1))
    return seen[0], seen[59], seen[60], seen[89], seen[90], seen[119]


print(changing())


# Arguments that a native function lends outlive it where they have to.
def keeping():
    kept = []

    class Keeper:
        def __eq__(self, other):
            kept.append(lambda: (self, other))
            return False

        def __hash__(self):
            kept.append(sys._getframe())
            return 1

    table = {Keeper(): 1}
    for _ in range(3):
        table.get(Keeper())
    del table
    return [type(entry()[1]).__name__ if callable(entry) else type(entry.f_locals["self"]).__name__ for entry in kept]


print(keeping())


def generator_special():
    class Lazy:
        def __contains__(self, item):
            yield item

        def __bool__(self):
            yield True

    lazy = Lazy()
    return 3 in lazy, attempt(bool, lazy), attempt(lambda: not lazy)


print(generator_special())


# Recursion ends in an error.
class Endless:
    def __eq__(self, other):
        return self == other

    def __bool__(self):
        return not self

    def __getattr__(self, name):
        return getattr(self, name + "x") if len(name) > 3000 else self.__getattr__(name)


endless = Endless()
for use in (lambda: endless == 1), (lambda: not endless), (lambda: endless.missing):
    try:
        use()
    except RecursionError as error:
        print(type(error).__name__)
