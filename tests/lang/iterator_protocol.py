# __iter__ and __next__: custom iterators, wrong ones, iter with a sentinel, sharing, length hints.
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self):
        calls.append("iter")
        return self
    def __next__(self):
        calls.append("next")
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
calls = []
print(list(Countdown(2)), calls)
for consume in (sum, max, tuple, sorted, (lambda c: len(set(c))), list, lambda c: [*c], lambda c: dict.fromkeys(c), lambda c: ",".join(map(str, c)), lambda c: (lambda a, b, c: (a, b, c))(*c), lambda c: 1 in c, lambda c: list(zip(c, c)), lambda c: list(enumerate(c)), lambda c: all(c), lambda c: [x for x in c if x]):
    print(consume(Countdown(3)), end=" ")
print()
a, b, c = Countdown(3)
first, *rest = Countdown(3)
print(a, b, c, first, rest)
class NoNext:
    def __iter__(self): return 5
class NotSelf:
    def __iter__(self): return Countdown(1)
class NextOnly:
    def __next__(self): return 1
class BadIter:
    def __iter__(self): raise LookupError("no iteration")
class IterNone:
    def __iter__(self): return None
for thing in (NoNext(), NotSelf(), NextOnly(), BadIter(), IterNone(), 5, None, object(), NextOnly):
    for use in (iter, list, lambda t: [*t], lambda t: [x for x in t]):
        try: print(type(use(thing)).__name__, end="; ")
        except Exception as error: print(type(error).__name__, error, end="; ")
    print()
print(next(NextOnly()), hasattr(iter([]), "__next__"), iter(Countdown(1)).__class__.__name__)
for bad in (5, [], "a", NoNext()):
    try: next(bad)
    except TypeError as error: print(error)
shared = iter(range(6))
print([(x, next(shared)) for x in shared], list(zip(*[iter("abcdef")] * 2)))
values = iter([3, 1, 0, 7])
print(list(iter(lambda: next(values), 0)), list(values))
class Hint:
    def __init__(self, hint): self.hint = hint
    def __iter__(self): return iter("ab")
    def __length_hint__(self): return self.hint
for hint in (5, NotImplemented, 0):
    print(list(Hint(hint)))
it = iter("abc")
next(it)
print(it.__length_hint__(), iter([1, 2]).__length_hint__(), iter({}).__length_hint__(), iter((1,)).__length_hint__(), reversed([1, 2]).__length_hint__())
total = 0
class Warm:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 300: raise StopIteration
        return self.i
for x in Warm(): total += x
print(total)
