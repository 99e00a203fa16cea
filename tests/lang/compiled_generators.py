# Generators whose frames become part of the compiled loop that pulls from them, and all ways of leaving such a frame:
# other types, exceptions, ends, resumptions elsewhere, frames that are looked at.
import sys


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


# Yielded values of all kinds; what the frame holds is there again when it goes on.
def each(values):
    for value in values:
        yield value


def total(generator):
    result = 0
    for value in generator:
        result = result + value
    return result


print(total(each(range(4000))), total(each([1] * 3000 + [0.5] * 3000 + [2**70, True])))
print(total(each([1e300] * 3000 + [1e308, 5e-324])), total(each([2**64] * 3000)))
print(attempt(total, each([1] * 3000 + ["text"])))


def two_places(count):
    number = 0
    while number < count:
        yield number
        number += 1
        yield -number * 2
        if number % 3 == 0:
            yield number * 1.5
        number += 1


print(total(two_places(5000)))


def pairs(count):
    for number in range(count):
        yield number, number * 2


def sum_of_pairs(count):
    result = 0
    for first, second in pairs(count):
        result += second - first
    return result, [pair for pair in pairs(3)]


print(sum_of_pairs(4000))


def comparisons(count):
    for number in range(count):
        yield number > 7


print(sum(1 for truth in comparisons(4000) if truth), [truth for truth in comparisons(10)][-3:])


# Locals that change after they were yielded, and values on the stack below the one that is yielded.
def renewed(count):
    text = "x"
    for number in range(count):
        yield text
        text = "x" + str(number)


def joined(count):
    parts = []
    for part in renewed(count):
        parts.append(part)
    return len("".join(parts)), parts[:3], parts[-1]


print(joined(3000))


def with_stack(base, count):
    for number in range(count):
        base = [base[0], (yield base), number]


def with_stack_all(count):
    result = 0
    for items in with_stack(["first"], count):
        result += len(items)
    return result, items


print(with_stack_all(3000))


# Exceptions: raised in the generator, in the loop, and handled on either side.
def fails_at(count, bad):
    for number in range(count):
        if number == bad:
            raise ValueError(number)
        yield number


def handled_outside(count, bad):
    result = 0
    try:
        for number in fails_at(count, bad):
            result += number
    except ValueError as error:
        trace, names = error.__traceback__, []
        while trace:
            frame = trace.tb_frame
            names.append((frame.f_code.co_name, trace.tb_lineno - frame.f_code.co_firstlineno))
            trace = trace.tb_next
        return result, names
    return result


print(handled_outside(3000, 4000), handled_outside(3000, 2900), handled_outside(3000, 10))


def handles(items):
    for item in items:
        try:
            yield 100 // item
        except ZeroDivisionError as error:
            yield type(sys.exception()).__name__
            assert sys.exception() is error
        assert sys.exception() is None


def counts_of(items):
    results = {}
    for result in handles(items):
        results[result] = results.get(result, 0) + 1
        assert sys.exception() is None
    return results


print(counts_of([1, 2, 0] * 2000))


def asks(count):
    for _ in range(count):
        yield sys.exception()


def pulled_in_handler(count):
    seen = set()
    try:
        raise KeyError("outside")
    except KeyError:
        for exception in asks(count):
            seen.add(repr(exception))
            try:
                raise IndexError("inside")
            except IndexError:
                pass
            seen.add(repr(sys.exception()))
    return sorted(seen), sys.exception()


print(pulled_in_handler(3000))


# Ends: a value that is returned, loops that break, generators that are closed while they wait.
log = []


def closes(count):
    try:
        for number in range(count):
            yield number
        return "returned"
    finally:
        log.append(("closed", number))


def breaks(count, last):
    for number in closes(count):
        if number == last:
            break
    else:
        return "else"
    return number


print(breaks(3000, 2500), breaks(3000, 5000), breaks(3000, 1), log)


def breaks_inside(count):
    for number in range(count):
        for item in closes(3):
            if item == number % 3:
                break
        yield number


def late_ends(count):
    log.clear()
    for number in breaks_inside(count):
        if len(log) != number + 1 or number == count - 2:
            break
    return len(log), number


print([late_ends(count) for count in (10, 3000, 3001, 3002)])


def many_short(count):
    result = 0
    for number in range(count):
        for item in each(range(number % 4)):
            result += item
    return result


print(many_short(6000))


def nested(depth, count):
    if depth == 0:
        for number in range(count):
            yield number
    else:
        for number in nested(depth - 1, count):
            yield number + 1


def pull_nested(depth, count):
    result = 0
    for number in nested(depth, count):
        result += number
    return result


print([pull_nested(depth, 3000) for depth in (1, 2, 5, 30)])
print(attempt(pull_nested, 5000, 1))


def delegating(items):
    yield from each(items)
    yield from items


print(total(delegating(range(3000))))


class Tree:
    def __init__(self, depth):
        self.depth = depth
        self.children = [Tree(depth - 1) for _ in range(2)] if depth else []

    def __iter__(self):
        for child in self.children:
            for depth in child:
                yield depth
        yield self.depth


def depths(tree):
    counts = [0] * 12
    for depth in tree:
        counts[depth] += 1
    return counts


print(depths(Tree(10)))


# Somebody else resumes the generator, or lets it go.
def stolen(count):
    generator, results = each(range(count)), 0
    for number in generator:
        results += number
        if number % 7 == 0:
            results -= next(generator, 0)
    return results


print(stolen(5000))


def by_two_loops(count):
    generator, results = each(range(count)), []
    for first in generator:
        for second in generator:
            if second % 10 == 0:
                break
        results.append((first, second))
    return len(results), results[:2], results[-1]


print(by_two_loops(20000))


def lets_go(count):
    generator = each(range(count))
    result = 0
    for number in generator:
        generator = None
        result += number
    return result


print(lets_go(3000))


def resumes_itself(count, bad):
    for number in range(count):
        if number == bad:
            next(holder[0])
        yield number


def pull_held():
    result = 0
    for number in holder[0]:
        result += number
    return result


holder = [resumes_itself(3000, 2500)]
print(attempt(pull_held))


def changes_code(count):
    results = []
    for number in range(count):
        source = each if number % 2 else two_places
        for value in source(range(3) if number % 2 else 3):
            results.append(value)
    return len(results), results[:8]


print(changes_code(3000))


# Frames that are looked at, from inside and outside.
def looks(count):
    for number in range(count):
        if number % 1000 == 999:
            frame = sys._getframe()
            back = frame.f_back
            yield frame.f_lineno - frame.f_code.co_firstlineno, back.f_code.co_name, sorted(back.f_locals)
        yield number


def looked_at(count):
    seen, generator = [], looks(count)
    for value in generator:
        if type(value) is tuple:
            seen.append(value)
            seen.append((generator.gi_running, generator.gi_frame.f_locals["number"], generator.gi_suspended))
    return seen


print(looked_at(4000))


def called(number):
    return number * 2 if number != 2900 else sys._getframe(2).f_code.co_name


def calls(count):
    for number in range(count):
        yield called(number)


def pull_calls(count):
    result, names = 0, []
    for value in calls(count):
        if type(value) is str:
            names.append(value)
        else:
            result += value
    return result, names


print(pull_calls(3000))


def closure(count):
    offset = 5

    def inner():
        nonlocal offset
        for number in range(count):
            offset += 1
            yield offset + number

    result = 0
    for value in inner():
        result += value + offset
    return result


print(closure(3000))


class Chain:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        for item in self.items:
            yield item

    def evens(self):
        return (item for item in self if item % 2 == 0)


def methods(count):
    chain, result = Chain(range(count)), 0
    for item in chain:
        result += item
    for item in chain.evens():
        result -= item
    return result


print(methods(4000))


# What is let go: each object once.
class Counted:
    live = 0

    def __init__(self):
        Counted.live += 1

    def __del__(self):
        Counted.live -= 1


def makes(count):
    kept = Counted()
    for _ in range(count):
        yield kept
        kept = Counted()


def most_alive(count):
    most = 0
    for thing in makes(count):
        most = max(most, Counted.live)
    return most


print(most_alive(3000) <= 2, Counted.live)


def counted_items(things, count):
    for _ in range(count):
        for thing in things:
            yield thing


def references(count):
    things = [object() for _ in range(3)]
    before = [sys.getrefcount(thing) for thing in things]
    for thing in counted_items(things, count):
        last = thing
    del thing, last
    return [sys.getrefcount(thing) - old for thing, old in zip(things, before)]


print(references(2000))


def sends(count):
    generator, results = received(), 0
    next(generator)
    for number in range(count):
        results += generator.send(number)
    for value in generator:
        if value == "none":
            break
    return results


def received():
    value = 0
    while True:
        value = yield (value if value is not None else "none")


print(sends(3000))
