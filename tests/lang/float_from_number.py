# float.from_number takes numbers and refuses text; subclasses build themselves.
class Celsius(float):
    pass


class Ratio:
    def __init__(self, top, bottom):
        self.top, self.bottom = top, bottom

    def __float__(self):
        return self.top / self.bottom


class Index:
    def __index__(self):
        return 12


for value in (1, 2.5, True, -0.0, 10**20, Ratio(3, 4), Index(), Celsius(21.5)):
    print(float.from_number(value), type(float.from_number(value)).__name__)

warm = Celsius.from_number(36.6)
print(warm, type(warm).__name__, Celsius.from_number(warm) == warm)
exact = 1.25
print(float.from_number(exact) is exact, float.from_number(Celsius(1.0)) == 1.0)
print(float.from_number(float("inf")), float.from_number(float("nan")))

for wrong in ("1.5", b"1.5", None, [], 1j):
    try:
        print(float.from_number(wrong))
    except TypeError as error:
        print(error)

try:
    float.from_number(10**400)
except OverflowError as error:
    print(error)
try:
    float.from_number()
except TypeError as error:
    print(error)
