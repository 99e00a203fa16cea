# itemgetter, attrgetter and methodcaller: texts, copies, what they tell pickle.
from _operator import attrgetter, itemgetter, methodcaller


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def shifted(self, by=0, *, scale=1):
        return ((self.x + by) * scale, (self.y + by) * scale)


point = Point(3, 4j)
callables = [
    attrgetter("x"),
    attrgetter("x", "y.imag"),
    methodcaller("shifted"),
    methodcaller("shifted", 2),
    methodcaller("shifted", 1, scale=10),
    methodcaller("shifted", by=5, scale=2),
]
for function in callables:
    print(function, function(point))
    if "=" not in repr(function):
        maker, arguments = function.__reduce__()
        again = maker(*arguments)
        print(repr(again) == repr(function), again(point) == function(point), arguments)
for function in (itemgetter(1), itemgetter(2, 0), itemgetter(slice(1, None))):
    print(function, function("abcd"), function([5, 6, 7]), function.__reduce__()[1])

print(methodcaller("shifted", 1).__reduce__()[1])
for wrong in (lambda: methodcaller(), lambda: methodcaller(5), lambda: attrgetter(5), lambda: itemgetter()):
    try:
        wrong()
    except TypeError as error:
        print(error)
