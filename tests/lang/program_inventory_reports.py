# Reports over records: grouping, sorting on several keys, totals, joins, pivots, running sums, validation messages.
records = [("2024-01-03", "pen", 12, 150), ("2024-01-03", "ink", 2, 900), ("2024-01-10", "pen", 5, 155), ("2024-02-01", "pad", 20, 320), ("2024-02-11", "ink", 1, 950), ("2024-02-11", "pen", 30, 140), ("2024-03-05", "cap", 0, 75)]
class Record:
    __slots__ = __match_args__ = ("date", "item", "count", "price")
    def __init__(self, *values):
        for name, value in zip(self.__slots__, values, strict=True): setattr(self, name, value)
    month = property(lambda self: self.date[:7])
    total = property(lambda self: self.count * self.price)
    def __repr__(self): return f"<{self.date} {self.count}x{self.item}>"
rows = [Record(*r) for r in records]
def group(rows, key):
    out = {}
    for r in rows: out.setdefault(key(r), []).append(r)
    return out
for month, part in group(rows, lambda r: r.month).items(): print(month, len(part), f"{sum(r.total for r in part) / 100:>8.2f}", max(part, key=lambda r: r.total))
by_item = {item: (sum(r.count for r in part), sum(r.total for r in part)) for item, part in group(rows, lambda r: r.item).items()}
print(by_item, sorted(by_item, key=lambda i: (-by_item[i][1], i)), {i: f"{t / c / 100:.2f}" if c else "n/a" for i, (c, t) in by_item.items()})
print(sorted(rows, key=lambda r: (r.item, -r.count)), [r.item for r in sorted(rows, key=lambda r: r.price, reverse=True)])
items, months = sorted({r.item for r in rows}), sorted({r.month for r in rows})
print("item".ljust(6) + "".join(m.rjust(9) for m in months) + "total".rjust(9))
for item in items:
    cells = [sum(r.count for r in rows if r.item == item and r.month == m) for m in months]
    print(f"{item:<6}" + "".join(f"{c or '-':>9}" for c in cells) + f"{sum(cells):>9}")
running = []
for r in rows: running.append((running[-1] if running else 0) + r.total)
print(running, running[-1] == sum(r.total for r in rows))
names = {"pen": "Pencil", "ink": "Ink bottle", "pad": "Paper pad"}
print([(names.get(r.item, f"?{r.item}"), r.count) for r in rows if r.item not in names or r.count > 10])
def check(r):
    match r:
        case Record(count=0, item=item): return f"{item}: nothing sold"
        case Record(date, "pen", n) if n > 20: return f"{date}: many pens ({n})"
        case Record(price=p) if p >= 900: return f"dear at {p / 100:.2f}"
print([m for r in rows if (m := check(r))])
for bad in (("2024",), ("a", "b", 1, 2, 3)):
    try: Record(*bad)
    except ValueError as error: print(error)
def median(values):
    s = sorted(values)
    return s[len(s) // 2] if len(s) % 2 else (s[len(s) // 2 - 1] + s[len(s) // 2]) / 2
prices = [r.price for r in rows]
mean = sum(prices) / len(prices)
print(median(prices), median(prices[:4]), round(mean, 2), round((sum((p - mean) ** 2 for p in prices) / len(prices)) ** 0.5, 3), {q: sorted(prices)[int(q * (len(prices) - 1))] for q in (0, 0.5, 1)})
big = [Record(f"2024-{i % 12 + 1:02}-01", "abc"[i % 3], i % 7, i) for i in range(300)]
print({k: sum(r.total for r in v) for k, v in sorted(group(big, lambda r: r.item).items())}, len(group(big, lambda r: (r.month, r.item))))
