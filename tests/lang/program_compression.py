# Compression: Huffman trees from frequencies, packed bits, LZW, the Burrows-Wheeler transform, all with round trips.
def tree(text):
    counts = {}
    for c in text: counts[c] = counts.get(c, 0) + 1
    nodes = sorted((n, c, None) for c, n in counts.items())
    if len(nodes) == 1: return {nodes[0][1]: "0"}
    while len(nodes) > 1:
        a, b, *nodes = nodes
        nodes.append((a[0] + b[0], min(a[1], b[1]), (a, b)))
        nodes.sort(key=lambda n: n[:2])
    codes = {}
    def walk(node, prefix):
        match node:
            case (_, c, None): codes[c] = prefix
            case (_, _, (left, right)):
                walk(left, prefix + "0")
                walk(right, prefix + "1")
    walk(nodes[0], "")
    return codes
def encode(text, codes): return "".join(codes[c] for c in text)
def decode(bits, codes):
    back, out, word = {v: k for k, v in codes.items()}, [], ""
    for b in bits:
        word += b
        if word in back: out.append(back[word]); word = ""
    if word: raise ValueError(f"left over {word!r}")
    return "".join(out)
text = "she sells sea shells by the sea shore"
codes = tree(text)
bits = encode(text, codes)
print(sorted(codes.items(), key=lambda p: (len(p[1]), p[1]))[:5], len(bits), len(text) * 8, decode(bits, codes) == text)
print(tree("aaaa"), tree("ab"), decode("0101", {"a": "0", "b": "1"}), all(not a.startswith(b) for a in codes.values() for b in codes.values() if a != b))
try: decode("110", {"a": "0", "b": "11", "c": "101"}) and decode("1", codes)
except ValueError as error: print(error)
def pack(bits):
    pad = -len(bits) % 8
    return bytes([pad]) + int(bits + "0" * pad or "0", 2).to_bytes((len(bits) + pad) // 8, "big")
def unpack(data): return "".join(f"{b:08b}" for b in data[1:])[:len(data[1:]) * 8 - data[0]]
print(len(pack(bits)), unpack(pack(bits)) == bits, pack("1"), unpack(pack("")) == "")
def lz(text):
    table, word, out = {chr(i): i for i in range(256)}, "", []
    for c in text:
        if word + c in table: word += c
        else:
            out.append(table[word])
            table[word + c] = len(table)
            word = c
    return out + [table[word]] if word else out
def unlz(codes):
    table, out, last = {i: chr(i) for i in range(256)}, [], ""
    for code in codes:
        entry = table[code] if code in table else last + last[0]
        out.append(entry)
        if last: table[len(table)] = last + entry[0]
        last = entry
    return "".join(out)
sample = "abab" * 30 + text * 3
print(len(lz(sample)), len(sample), unlz(lz(sample)) == sample, lz("aaaaaa"), unlz(lz("")) == "", [unlz(lz("x" * n)) == "x" * n for n in (1, 2, 50)])
def burrows(s):
    s += "\0"
    return "".join(r[-1] for r in sorted(s[i:] + s[:i] for i in range(len(s))))
def unburrows(b):
    rows = [""] * len(b)
    for _ in b: rows = sorted(c + r for c, r in zip(b, rows))
    return next(r for r in rows if r.endswith("\0"))[:-1]
print(repr(burrows("banana")), unburrows(burrows("mississippi")), [unburrows(burrows(w)) for w in ("", "a", "abcabc")])
