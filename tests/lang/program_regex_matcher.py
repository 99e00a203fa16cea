# A regular-expression matcher by backtracking generators: classes, anchors, groups, repetition, alternatives.
class Pattern:
    def __init__(self, source):
        self.source, self.at = source, 0
        self.node = self.alternatives()
        if self.at < len(source): raise ValueError(f"unexpected {source[self.at]!r} at {self.at}")
    def peek(self): return self.source[self.at:self.at + 1]
    def take(self):
        self.at += 1
        return self.source[self.at - 1]
    def alternatives(self):
        options = [self.sequence()]
        while self.peek() == "|": self.take(); options.append(self.sequence())
        return options[0] if len(options) == 1 else lambda s, i, g: (m for o in options for m in o(s, i, g))
    def sequence(self):
        parts = []
        while self.peek() and self.peek() not in "|)": parts.append(self.repeated())
        def match(s, i, g, k=0):
            if k == len(parts): yield i, g
            else:
                for j, h in parts[k](s, i, g): yield from match(s, j, h, k + 1)
        return match
    def repeated(self):
        atom = self.atom()
        while self.peek() and self.peek() in "*+?":
            low, high = {"*": (0, 10**9), "+": (1, 10**9), "?": (0, 1)}[self.take()]
            lazy = self.peek() == "?" and self.take() == "?"
            def loop(s, i, g, n=0, atom=atom, low=low, high=high, lazy=lazy):
                if n >= low and lazy: yield i, g
                if n < high:
                    for j, h in atom(s, i, g):
                        if j > i or n < low: yield from loop(s, j, h, n + 1)
                if n >= low and not lazy: yield i, g
            atom = loop
        return atom
    groups = 0
    def atom(self):
        match self.take():
            case "(":
                self.groups += 1
                number, inner = self.groups, self.alternatives()
                if self.peek() != ")": raise ValueError("missing )")
                self.take()
                return lambda s, i, g: ((j, {**h, number: s[i:j]}) for j, h in inner(s, i, g))
            case "[":
                negated = self.peek() == "^" and self.take() == "^"
                chars = set()
                while (c := self.take()) != "]":
                    if self.peek() == "-" and self.source[self.at + 1:self.at + 2] != "]":
                        self.take()
                        chars |= {chr(n) for n in range(ord(c), ord(self.take()) + 1)}
                    else: chars.add(c)
                test = lambda c: (c in chars) != negated
            case ".": test = lambda c: c != "\n"
            case "^": return lambda s, i, g: ((i, g) for _ in range(i == 0))
            case "$": return lambda s, i, g: ((i, g) for _ in range(i == len(s)))
            case "\\":
                c = self.take()
                if c.isdigit(): return lambda s, i, g: ((i + len(w), g) for w in [g.get(int(c), "")] if s.startswith(w, i))
                test = {"d": str.isdigit, "w": lambda c: c.isalnum() or c == "_", "s": str.isspace}.get(c) or (lambda x: x == c)
            case c if c in "*+?": raise ValueError(f"nothing to repeat at {self.at - 1}")
            case c: test = lambda x: x == c
        return lambda s, i, g: ((i + 1, g) for _ in range(i < len(s) and bool(test(s[i]))))
    def search(self, s):
        for i in range(len(s) + 1):
            for j, g in self.node(s, i, {}): return s[i:j], g
    def findall(self, s):
        i, out = 0, []
        while i <= len(s):
            j, _ = next(self.node(s, i, {}), (None, None))
            if j is None: i += 1
            else: out.append(s[i:j]); i = j + (j == i)
        return out
for source, text in (("a*b", "xaaab"), ("(a|b)+c", "abacx"), ("^h.*o$", "hello"), ("[a-c]+[^x]", "zzabcdx"), (r"(\w+)@(\w+)\.com", "mail joe@site.com now"), ("a.?c", "ac abc"), ("<.+?>", "<a><b>"), ("<.+>", "<a><b>"), (r"(ab)\1", "ababab"), ("", "x"), ("x", "y"), ("(a(b)?)+", "abaab"), (r"\d+\s\d+", "12 34"), ("a|b|", "c"), ("[]", "x") if False else ("é+", "caféé")): print(repr(source), Pattern(source).search(text))
for bad in ("(", "a)", "*a", "[a", "(a", "a|*"):
    try: print(Pattern(bad).search("a"))
    except (ValueError, IndexError) as error: print(repr(bad), type(error).__name__, error)
print(Pattern(r"\d+").findall("a1b22c333"), Pattern("[aeiou]").findall("regular expression"), Pattern("a*").findall("baac"), Pattern(r"(\w)\1").findall("bookkeeper"))
print(sum(bool(Pattern("^(a?)+b$").search("a" * i + "b")) for i in range(8)), len(Pattern("[0-9]").findall("".join(map(str, range(60))))))
