# Text work: wrapping, counting, run lengths, Caesar and Vigenère, anagrams, roman numerals, base conversion.
text = "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness"
def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width: lines.append(line); line = word
        else: line = f"{line} {word}" if line else word
    return lines + [line]
for width in (30, 50): print(*(f"|{line:<{width}}|" for line in wrap(text, width)), sep="\n")
words = [w.strip(",").lower() for w in text.split()]
counts = {w: words.count(w) for w in dict.fromkeys(words)}
print(sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:4], max(words, key=len), len(set(words)))
def encode(s):
    out, i = "", 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]: j += 1
        out, i = out + (f"{j - i}{s[i]}" if j - i > 1 else s[i]), j
    return out
def decode(s):
    out, number = "", ""
    for c in s:
        if c.isdigit(): number += c
        else: out, number = out + c * int(number or 1), ""
    return out
for s in ("aaabccd", "", "abc", "zzzzzzzzzzzz", "ééa"): print(encode(s), decode(encode(s)) == s, end=" ")
print()
def caesar(s, n): return "".join(chr((ord(c) - base + n) % 26 + base) if (base := 97 if c.islower() else 65 if c.isupper() else 0) else c for c in s)
def vigenere(s, key, sign=1): return "".join(caesar(c, sign * (ord(key[i % len(key)]) - 97)) for i, c in enumerate(s))
secret = vigenere(text, "lemon")
print(caesar("Hello, World!", 3), caesar(caesar(text, 11), -11) == text, secret[:20], vigenere(secret, "lemon", -1) == text)
def roman(n):
    out = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += letters * (n // value)
        n %= value
    return out
def arabic(s):
    values = [dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000)))[c] for c in s]
    return sum(v if v >= max(values[i + 1:], default=0) else -v for i, v in enumerate(values))
print([roman(n) for n in (1, 4, 1994, 2024, 3999)], all(arabic(roman(n)) == n for n in range(1, 500)))
def to_base(n, base, digits="0123456789abcdefghijklmnopqrstuvwxyz"):
    out = ""
    while n: n, d = divmod(n, base); out = digits[d] + out
    return out or "0"
print(to_base(255, 16), to_base(10**20, 36), all(int(to_base(n, b), b) == n for n in (0, 1, 12345, 2**70) for b in range(2, 37)))
groups = {}
for w in "listen silent enlist google elgoog abc cab".split(): groups.setdefault("".join(sorted(w)), []).append(w)
print(list(groups.values()), [w for w in words if w == w[::-1]], " ".join(w[::-1] for w in "never odd or even".split()[::-1]))
def levenshtein(a, b):
    row = range(len(b) + 1)
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1): new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]
print([levenshtein(a, b) for a, b in (("kitten", "sitting"), ("", "abc"), ("flaw", "lawn"), ("same", "same"))])
