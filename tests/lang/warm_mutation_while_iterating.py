# Containers that change under a loop whose instructions are specialized.


def grow_list(limit):
    items, seen = [0], 0
    for item in items:
        seen += 1
        if item < limit:
            items.append(item + 1)
    return seen, len(items)


def shrink_list():
    items, seen = list(range(20)), []
    for item in items:
        seen.append(item)
        items.pop()
        if item % 3 == 0:
            items.pop(0)
    return seen, items


def clear_list():
    items, seen = list(range(10)), []
    for item in items:
        seen.append(item)
        if item == 4:
            items.clear()
    items.append("after")
    return seen, items


def exhausted():
    items = [1, 2]
    iterator = iter(items)
    drained = list(iterator)
    items.append(3)
    return drained, list(iterator), next(iterator, "end")


def replace_items():
    items = list(range(6))
    for index, item in enumerate(items):
        items[index:index] = [] if index > 3 else [f"new{index}"]
        if len(items) > 12:
            break
    return items


def change_dict(change):
    table = dict.fromkeys("abcdef", 1)
    try:
        for key in table:
            change(table, key)
    except RuntimeError as error:
        return str(error), len(table)
    return table


def change_set():
    items = {1, 2, 3}
    try:
        for item in items:
            items.add(item + 10)
    except RuntimeError as error:
        return str(error)


for _ in range(30):
    results = [
        grow_list(300),
        shrink_list(),
        clear_list(),
        exhausted(),
        replace_items(),
        change_dict(lambda table, key: table.__setitem__(key, 2)),
        change_dict(lambda table, key: table.__setitem__(key * 2, 2)),
        change_dict(lambda table, key: table.pop(key)),
        change_dict(lambda table, key: table.clear()),
        change_set(),
    ]
for result in results:
    print(result)


def rebind():
    items = [1, 2, 3]
    for item in items:
        items = [item] * 2
    return items


def nested(n):
    total = 0
    for i in range(n):
        for i in range(i):
            total += i
    return total, i


def generator_shared():
    source = (n for n in range(10))
    return [(a, b) for a in source for b in source if b % 2]


def reversed_growing():
    items, seen = [1, 2, 3], []
    for item in reversed(items):
        items.append(item)
        seen.append(item)
    return seen, items


for _ in range(30):
    results = [rebind(), nested(12), generator_shared(), reversed_growing()]
print(results)
view = {1: "a"}.keys()
table = {n: n for n in range(5)}
print([table.pop(n) for n in list(table) if n % 2], table, view)
