# Matrices with operators: reflected and in-place forms, `@`, indexing with tuples, iteration, equality and hashing.


class Matrix:
    __slots__ = ("rows",)

    def __init__(self, rows):
        self.rows = tuple(tuple(row) for row in rows)
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("rows of different lengths")

    @classmethod
    def identity(cls, size):
        return cls([[int(i == j) for j in range(size)] for i in range(size)])

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])

    @property
    def T(self):
        return type(self)(zip(*self.rows))

    def __getitem__(self, key):
        match key:
            case (int(row), int(column)):
                return self.rows[row][column]
            case (slice() as rows, slice() as columns):
                return Matrix(row[columns] for row in self.rows[rows])
            case int():
                return self.rows[key]
            case _:
                raise TypeError(f"bad index {key!r}")

    def __add__(self, other):
        if not isinstance(other, Matrix):
            return NotImplemented
        return Matrix([a + b for a, b in zip(r, s, strict=True)] for r, s in zip(self.rows, other.rows, strict=True))

    def __mul__(self, factor):
        if isinstance(factor, (int, float)):
            return Matrix([factor * item for item in row] for row in self.rows)
        return NotImplemented

    __rmul__ = __mul__

    def __matmul__(self, other):
        if self.shape[1] != other.shape[0]:
            raise ValueError(f"{self.shape} @ {other.shape}")
        columns = other.T.rows
        return Matrix([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows)

    def __pow__(self, exponent, modulus=None):
        result, base = Matrix.identity(self.shape[0]), self
        while exponent:
            if exponent & 1:
                result @= base
            base @= base
            exponent >>= 1
            if modulus:
                result, base = result % modulus, base % modulus
        return result

    def __mod__(self, modulus):
        return Matrix([item % modulus for item in row] for row in self.rows)

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    def __hash__(self):
        return hash(self.rows)

    def __iter__(self):
        for row in self.rows:
            yield from row

    def __repr__(self):
        return f"Matrix({[list(row) for row in self.rows]})"

    def determinant(self):
        if len(self.rows) == 1:
            return self[0, 0]
        return sum(
            (-1) ** j * item * Matrix(row[:j] + row[j + 1 :] for row in self.rows[1:]).determinant()
            for j, item in enumerate(self.rows[0])
        )


fibonacci = Matrix([[1, 1], [1, 0]])
print((fibonacci**90)[0, 1], pow(fibonacci, 10**12, 1_000_007)[0, 1])
a, b = Matrix([[1, 2, 3], [4, 5, 6]]), Matrix([[7, 8], [9, 10], [11, 12]])
print(a @ b, b @ a, (a @ b).determinant(), a.T == Matrix([[1, 4], [2, 5], [3, 6]]))
print(a + a, 2 * a, a * 0.5, -a, sum(a), max(b), a[0:2, 1:], a[1])
print(len({a, a + Matrix([[0] * 3] * 2), b}), a != b, a == "a")
c = a
c @= b
print(c, c is a)
for bad in (lambda: a @ a, lambda: a + 1, lambda: a * "x", lambda: a["x"], lambda: Matrix([[1], [1, 2]]), lambda: a + b):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
