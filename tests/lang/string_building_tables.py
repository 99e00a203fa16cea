# Printing tables, boxes, trees and histograms: alignment, padding, joins, multi-line strings, wide values.
rows = [("Name", "Qty", "Price"), ("apple", 3, 1.5), ("watermelon", 12, 0.25), ("é", 100, 1234.5678)]
widths = [max(len(f"{v:.2f}" if isinstance(v, float) else str(v)) for v in col) for col in zip(*rows)]
def cell(v, w): return f"{v:<{w}}" if isinstance(v, str) else f"{v:>{w}.2f}" if isinstance(v, float) else f"{v:>{w}}"
rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
print(rule, *("| " + " | ".join(cell(v, w) for v, w in zip(r, widths)) + " |" for r in rows), rule, sep="\n")
def box(text, pad=1, style="─│┌┐└┘"):
    h, v, tl, tr, bl, br = style
    lines = text.splitlines() or [""]
    w = max(map(len, lines)) + 2 * pad
    return "\n".join([tl + h * w + tr, *(v + line.center(w) + v for line in lines), bl + h * w + br])
print(box("hello\nwide world"), box("", style="-|++++"), sep="\n")
def tree(node, prefix="", last=True, root=True):
    name, children = node if isinstance(node, tuple) else (node, [])
    yield name if root else prefix + ("└── " if last else "├── ") + name
    for i, child in enumerate(children):
        yield from tree(child, "" if root else prefix + ("    " if last else "│   "), i == len(children) - 1, False)
print("\n".join(tree(("root", [("a", ["a1", ("a2", ["x"])]), "b", ("c", ["c1"])]))))
counts = {}
for c in "the rain in spain stays mainly in the plain".replace(" ", ""): counts[c] = counts.get(c, 0) + 1
for c, n in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:5]: print(f"{c} {'█' * n:<8}|{n:3d} {n / sum(counts.values()):6.1%}")
print(*(f"{i:2d} x {j} = {i * j:<4d}" for i in (3, 12) for j in (4, 10)), sep="; ")
print("\n".join("".join(f"{r * c:4}" for c in range(1, 6)) for r in range(1, 4)))
def diamond(n): return [("*" * (2 * i + 1)).center(2 * n + 1) for i in [*range(n + 1), *reversed(range(n))]]
print(*(line.rstrip() for line in diamond(2)), sep="\n")
def columns(items, width=30):
    w = max(map(len, items)) + 2
    per = max(1, width // w)
    return ["".join(i.ljust(w) for i in items[k:k + per]).rstrip() for k in range(0, len(items), per)]
print(*columns("alpha beta gamma delta epsilon zeta eta".split()), sep="\n")
def roman_clock(h): return f"{h:02}:00 {'AM' if h < 12 else 'PM'}"
print([roman_clock(h) for h in (0, 9, 12, 23)], f"{'left':<10}|{'mid':^10}|{'right':>10}|", f"{0.000123:.3g} {1e9:,.0f} {-5:+04d} {255:08b}", "tab\tsep".expandtabs(8), "%-6s|%6s|%06.2f" % ("ab", "cd", 3.14159), "a".rjust(3, "0"), str(5).zfill(3), "=" * 20, sep="\n")
def hexdump(data, width=8):
    for i in range(0, len(data), width):
        part = data[i:i + width]
        yield f"{i:04x}  {part.hex(' '):<{width * 3}} {''.join(chr(b) if 32 <= b < 127 else '.' for b in part)}"
print(*hexdump(b"Hello\x00\xffWorld!\n"), sep="\n")
