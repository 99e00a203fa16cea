"""What lists, dicts, sets and strings cost: their operations, building, sorting, slicing, and the ways to iterate."""

import pyperf

LOOPS = range(10_000)
NUMBERS = [n * 7919 % 10_007 for n in range(10_000)]
WORDS = [f"word{n * 7919 % 10_007}" for n in range(2_000)]
TABLE = {word: len(word) for word in WORDS}


def list_append():
    items = []
    for i in LOOPS:
        items.append(i)
    while items:
        items.pop()


def list_index():
    items = [0] * 16
    for i in LOOPS:
        items[i & 15] = items[3] + 1


def list_comprehension():
    return [n + 1 for n in NUMBERS if n & 1]


def list_membership():
    items = NUMBERS[:50]
    for _ in range(1_000):
        -1 in items


def list_insert_and_delete():
    items = list(range(100))
    for i in range(5_000):
        items.insert(50, i)
        del items[50]


def list_concatenation():
    one, two = [1, 2, 3], [4, 5]
    for _ in LOOPS:
        one + two
        one * 2


def tuples():
    for i in LOOPS:
        pair = (i, i)
        a, b = pair
        b, a = a, b


def dict_store_and_load():
    table = {}
    for i in LOOPS:
        table[i] = i
    for i in LOOPS:
        table[i]


def dict_of_strings():
    for word in WORDS:
        TABLE[word]


def dict_get_and_setdefault():
    table = {}
    for n in NUMBERS:
        table.get(n)
        table.setdefault(n & 63, n)


def dict_counting():
    counts = {}
    for n in NUMBERS:
        key = n & 255
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1


def dict_display_and_copy():
    for i in range(3_000):
        dict({"a": i, "b": i, "c": i})


def set_operations():
    one, two = set(NUMBERS[:200]), set(NUMBERS[100:300])
    for _ in range(100):
        one & two
        one | two
        one - two


def set_add_and_test():
    seen = set()
    for n in NUMBERS:
        if n not in seen:
            seen.add(n)


def string_concatenation():
    text = ""
    for _ in LOOPS:
        text += "x"
    return text


def string_join():
    return [",".join(WORDS) for _ in range(10)]


def string_formatting():
    for i in range(3_000):
        f"{i}: {i:>8} {i!r}"
        "%s and %d" % ("x", i)


def string_methods():
    for word in WORDS:
        word.upper().replace("W", "w").startswith("wo")
        word.split("d")
        word.find("7")


def string_index_and_compare():
    text = "abcdefghij" * 10
    count = 0
    for i in range(100):
        for j in range(50):
            if text[i] == text[j]:
                count += 1
    return count


def string_iteration():
    for character in "abcdefghij" * 1_000:
        pass


def slicing():
    items, text = list(range(64)), "x" * 64
    for _ in range(5_000):
        items[8:40]
        items[::2]
        text[8:40]


def slice_assignment():
    items = list(range(64))
    for _ in range(5_000):
        items[8:16] = items[16:24]


def sort_numbers():
    return sorted(NUMBERS)


def sort_strings():
    return sorted(WORDS)


def sort_with_key():
    return sorted(NUMBERS, key=lambda n: -n)


def sort_sorted():
    return sorted(range(10_000))


def iterate_list():
    for _ in NUMBERS:
        pass


def iterate_range():
    for _ in range(10_000):
        pass


def iterate_enumerate():
    for _, _ in enumerate(NUMBERS):
        pass


def iterate_zip():
    for _, _ in zip(NUMBERS, NUMBERS):
        pass


def iterate_reversed():
    for _ in reversed(NUMBERS):
        pass


def iterate_map_and_filter():
    for _ in map(abs, filter(None, NUMBERS)):
        pass


def iterate_map_of_function():
    for _ in map(lambda n: n + 1, NUMBERS):
        pass


def iterate_dict_views():
    for _ in TABLE:
        pass
    for _ in TABLE.values():
        pass
    for _, _ in TABLE.items():
        pass


def iterate_generator():
    def numbers():
        for n in NUMBERS:
            yield n

    for _ in numbers():
        pass


def generator_expression():
    return sum(n for n in NUMBERS)


def sum_min_max():
    return sum(NUMBERS), min(NUMBERS), max(NUMBERS), any(NUMBERS), all(NUMBERS)


if __name__ == "__main__":
    runner = pyperf.Runner()
    for function in (
        list_append, list_index, list_comprehension, list_membership, list_insert_and_delete, list_concatenation,
        tuples, dict_store_and_load, dict_of_strings, dict_get_and_setdefault, dict_counting,
        dict_display_and_copy, set_operations, set_add_and_test, string_concatenation, string_join,
        string_formatting, string_methods, string_index_and_compare, string_iteration, slicing,
        slice_assignment, sort_numbers, sort_strings, sort_with_key, sort_sorted, iterate_list, iterate_range,
        iterate_enumerate, iterate_zip, iterate_reversed, iterate_map_and_filter, iterate_map_of_function,
        iterate_dict_views, iterate_generator, generator_expression, sum_min_max,
    ):
        runner.bench_func(function.__name__, function)
