# Python-level __getitem__ and __setitem__ entered from warm loops, and changed afterwards.


class Grid:
    def __init__(self, width, height):
        self.width = width
        self.cells = [0] * (width * height)

    def __getitem__(self, at):
        x, y = at
        return self.cells[y * self.width + x]

    def __setitem__(self, at, value):
        x, y = at
        self.cells[y * self.width + x] = value
        return "dropped"


def fill(grid, size):
    for y in range(size):
        for x in range(size):
            grid[x, y] = grid[x, y] + x * y
    return sum(grid.cells)


grid = Grid(20, 20)
print(fill(grid, 20))


class Sparse(Grid):
    def __getitem__(self, at):
        return -1


print(fill(Sparse(20, 20), 20), fill(grid, 20))

# The methods change after the loop is warm.
Grid.__getitem__ = lambda self, at: 1000
print(fill(Grid(5, 5), 5))
Grid.__getitem__ = int  # not a Python function
try:
    fill(Grid(5, 5), 5)
except TypeError as error:
    print(type(error).__name__)
del Grid.__getitem__
try:
    fill(Grid(5, 5), 5)
except TypeError as error:
    print(error)
print(fill(Sparse(4, 4), 4))


def defaulted(self, at, extra=5):
    return extra


Grid.__getitem__ = defaulted
print(fill(Grid(4, 4), 4))
defaulted.__code__ = (lambda self, at, extra=6: at[0]).__code__
print(fill(Grid(4, 4), 4))


class Bounds:
    def __getitem__(self, index):
        if index >= 50:
            raise IndexError(index)
        return index * 2

    def __setitem__(self, index, value):
        raise LookupError(f"{index}={value}")


bounds, total = Bounds(), 0
try:
    for index in range(100):
        total += bounds[index]
except IndexError as error:
    print(total, error.args, error.__traceback__.tb_next.tb_frame.f_code.co_name)
caught = []
for index in range(60):
    try:
        bounds[index] = index
    except LookupError as error:
        caught.append(str(error))
print(len(caught), caught[-1])
print(sum(bounds), [item for item in bounds][-1])


class Deep:
    def __getitem__(self, index):
        return self[index + 1]


try:
    Deep()[0]
except RecursionError as error:
    print(type(error).__name__)


def slices(items):
    seen = []
    for start in range(-3, 6):
        for stop in (None, -2, 0, 3, 99):
            seen.append((items[start:stop], items[:stop], items[start:]))
    return seen


for items in ([1, 2, 3, 4], (1, 2, 3, 4), "abcd", "aéz€", b"wxyz", range(4)):
    print(slices(items)[7], slices(items)[21], len(slices(items)))
numbers = list(range(10))
for _ in range(30):
    numbers[2:4] = numbers[4:6]
    numbers[:1] = [0]
    numbers[8:] = numbers[8:] + [7] if len(numbers) < 14 else []
print(numbers)
numbers[3:1] = [True]
numbers[-1:] = numbers
print(numbers)
