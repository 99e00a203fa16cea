# Dates by hand: leap years, weekdays, day numbers, Easter, ISO weeks, durations, formatting a month.
def leap(y): return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
def days_in(y, m): return 29 if m == 2 and leap(y) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[m - 1]
print([y for y in (1900, 2000, 2023, 2024, 2100) if leap(y)], [days_in(2024, m) for m in range(1, 13)])
class Date:
    __match_args__ = ("year", "month", "day")
    def __init__(self, year, month, day):
        if not 1 <= month <= 12: raise ValueError(f"month must be in 1..12, not {month}")
        if not 1 <= day <= days_in(year, month): raise ValueError(f"day must be in 1..{days_in(year, month)}, not {day}")
        self.year, self.month, self.day = year, month, day
    @property
    def ordinal(self):
        y = self.year - 1
        return y * 365 + y // 4 - y // 100 + y // 400 + sum(days_in(self.year, m) for m in range(1, self.month)) + self.day
    @classmethod
    def from_ordinal(cls, n):
        y = n // 366 + 1
        while cls(y + 1, 1, 1).ordinal <= n: y += 1
        m = 1
        while m < 12 and cls(y, m + 1, 1).ordinal <= n: m += 1
        return cls(y, m, n - cls(y, m, 1).ordinal + 1)
    @classmethod
    def parse(cls, text):
        try: return cls(*map(int, text.split("-")))
        except TypeError: raise ValueError(f"bad date {text!r}") from None
    weekday = property(lambda self: (self.ordinal - 1) % 7)
    def __add__(self, days): return Date.from_ordinal(self.ordinal + days) if isinstance(days, int) else NotImplemented
    def __sub__(self, other): return self.ordinal - other.ordinal if isinstance(other, Date) else self + -other
    def __eq__(self, other): return isinstance(other, Date) and self.ordinal == other.ordinal
    def __lt__(self, other): return self.ordinal < other.ordinal
    def __hash__(self): return self.ordinal
    def __str__(self): return f"{self.year:04}-{self.month:02}-{self.day:02}"
    __repr__ = __str__
    def __format__(self, spec):
        if not spec: return str(self)
        names = "Mon Tue Wed Thu Fri Sat Sun".split()
        return spec.replace("D", f"{self.day:2}").replace("Y", str(self.year)).replace("W", names[self.weekday])
    def iso(self):
        thursday = self + (3 - self.weekday)
        return thursday.year, (thursday - Date(thursday.year, 1, 1)) // 7 + 1, self.weekday + 1
d = Date(2024, 2, 28)
print(d, d + 2, d - 59, Date(2024, 12, 31) - Date(2024, 1, 1), d.weekday, f"{d:W D/Y} {d}", d.iso(), d.ordinal, Date.from_ordinal(1), Date.parse("2000-02-29"), sorted([Date(2024, 1, 2), Date(2023, 5, 6)]), max(d, d + 1), {d: 1}[Date(2024, 2, 28)])
print(all(Date.from_ordinal(Date(2023, 1, 1).ordinal + i).ordinal == Date(2023, 1, 1).ordinal + i for i in range(0, 800, 37)), [Date(y, 1, 1).iso() for y in (2020, 2021, 2023, 2027)], (Date(2024, 1, 1) + 365).year)
for bad in (lambda: Date(2023, 2, 29), lambda: Date(2023, 13, 1), lambda: Date.parse("2023-1"), lambda: Date.parse("x-y-z"), lambda: d + "1", lambda: d < 5):
    try: print(bad())
    except (ValueError, TypeError, AttributeError) as error: print(type(error).__name__, error)
def easter(y):
    a, b, c = y % 19, y // 100, y % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * l) // 451
    return Date(y, *divmod(h + l - 7 * m + 114, 31)) + 1
print([str(easter(y)) for y in (2000, 2024, 2025)])
def month(y, m):
    first = Date(y, m, 1).weekday
    cells = ["  "] * first + [f"{i:2}" for i in range(1, days_in(y, m) + 1)]
    return "\n".join([f"{y}-{m:02}".center(20).rstrip(), "Mo Tu We Th Fr Sa Su"] + [" ".join(cells[i:i + 7]) for i in range(0, len(cells), 7)])
print(month(2024, 2))
match d:
    case Date(2024, 2, day): print("February", day)
print([str(Date(2024, 1, 31) + 30 * i) for i in range(4)], sum(Date(y, m, 13).weekday == 4 for y in range(2020, 2026) for m in range(1, 13)))
