# A tokenizer and a recursive-descent calculator with variables, functions and error messages.
class Error(Exception): pass
def tokens(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace(): i += 1
        elif c.isdigit() or c == ".":
            start = i
            while i < len(text) and (text[i].isdigit() or text[i] == "."): i += 1
            yield "number", text[start:i]
        elif c.isalpha():
            start = i
            while i < len(text) and text[i].isalnum(): i += 1
            yield "name", text[start:i]
        elif text[i:i + 2] in ("**", "//", "=="): yield "op", text[i:i + 2]; i += 2
        elif c in "+-*/%()=,": yield "op", c; i += 1
        else: raise Error(f"unexpected {c!r} at {i}")
    yield "end", ""
class Parser:
    def __init__(self, text, variables):
        self.tokens, self.variables = list(tokens(text)), variables
        self.at = 0
    def peek(self): return self.tokens[self.at]
    def take(self, *values):
        if self.peek()[1] in values and self.peek()[0] == "op":
            self.at += 1
            return self.tokens[self.at - 1][1]
    def expect(self, value):
        if not self.take(value): raise Error(f"expected {value!r}, got {self.peek()[1]!r}")
    def statement(self):
        if self.peek()[0] == "name" and self.tokens[self.at + 1] == ("op", "="):
            name = self.peek()[1]
            self.at += 2
            value = self.variables[name] = self.expression()
        else: value = self.expression()
        if self.peek()[0] != "end": raise Error(f"trailing {self.peek()[1]!r}")
        return value
    def expression(self):
        value = self.term()
        while op := self.take("+", "-"): value = value + self.term() if op == "+" else value - self.term()
        return value
    def term(self):
        value = self.unary()
        while op := self.take("*", "/", "//", "%"):
            right = self.unary()
            value = {"*": lambda: value * right, "/": lambda: value / right, "//": lambda: value // right, "%": lambda: value % right}[op]()
        return value
    def unary(self):
        if self.take("-"): return -self.unary()
        base = self.atom()
        return base ** self.unary() if self.take("**") else base
    def atom(self):
        kind, text = self.peek()
        self.at += 1
        match kind, text:
            case "number", t: return float(t) if "." in t else int(t)
            case "name", n if self.take("("):
                args = []
                while not self.take(")"):
                    args.append(self.expression())
                    self.take(",")
                return {"max": max, "min": min, "abs": abs}[n](*args)
            case "name", n:
                if n not in self.variables: raise Error(f"unknown name {n}")
                return self.variables[n]
            case "op", "(":
                value = self.expression()
                self.expect(")")
                return value
        raise Error(f"unexpected {text or 'end'!r}")
variables = {}
for line in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "x = 10 / 4", "x * 2 - 1", "max(1, x, 3) + abs(-7)", "7 // 2 + 7 % 3", "y", "1 +", "(1", "1 $ 2", "1 2", "3 / 0", "1.5.2", "z = x = 1"):
    try: print(line, "=>", Parser(line, variables).statement())
    except (Error, ZeroDivisionError, ValueError) as error: print(line, "=>", type(error).__name__, error)
print(variables, sum(Parser(f"{i} * (x + {i}) // 2", {"x": i}).statement() for i in range(100)))
