# Huffman codes: ordering by tuples with ties broken, recursion over nested tuples, string building, bit twiddling.


def frequencies(text):
    counts = {}
    for char in text:
        counts[char] = counts.get(char, 0) + 1
    return counts


def tree(counts):
    nodes = sorted((count, char) for char, count in counts.items())
    nodes = [(count, order, char) for order, (count, char) in enumerate(nodes)]
    order = len(nodes)
    while len(nodes) > 1:
        nodes.sort(key=lambda node: node[:2])
        (first, _, left), (second, _, right), *nodes = nodes
        nodes.append((first + second, order, (left, right)))
        order += 1
    return nodes[0][2]


def codes(node, prefix=""):
    match node:
        case (left, right):
            yield from codes(left, prefix + "0")
            yield from codes(right, prefix + "1")
        case str():
            yield node, prefix or "0"


def encode(text, table):
    bits = "".join(table[char] for char in text)
    number = int("1" + bits, 2)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def decode(data, root):
    bits = bin(int.from_bytes(data))[3:]
    if isinstance(root, str):
        return root * len(bits)
    result, node = [], root
    for bit in bits:
        node = node[bit == "1"]
        if isinstance(node, str):
            result.append(node)
            node = root
    return "".join(result)


for text in ["abracadabra", "mississippi river", "aaaa", "the quick brown fox jumps over the lazy dog" * 3, "äöü€😀€"]:
    root = tree(frequencies(text))
    table = dict(codes(root))
    data = encode(text, table)
    assert decode(data, root) == text
    shown = sorted(table.items(), key=lambda item: (len(item[1]), item[1]))[:4]
    print(len(text.encode()), len(data), data[:6].hex(" "), shown)
    lengths = sum(2.0 ** -len(code) for code in table.values())
    print(lengths if len(table) > 1 else "one symbol", len(table))
