# A calculator for reverse Polish notation: dispatch through a dict of lambdas, exceptions of its own, chaining.


class CalculatorError(Exception):
    def __init__(self, message, position):
        super().__init__(message)
        self.position = position

    def __str__(self):
        return f"{self.args[0]} at token {self.position}"


class Calculator:
    operators = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "//": lambda a, b: a // b,
        "%": lambda a, b: a % b,
        "^": lambda a, b: a**b,
    }

    def __init__(self):
        self.stack = []
        self.names = {}

    def evaluate(self, text):
        self.stack.clear()
        for position, token in enumerate(text.split()):
            try:
                self.step(token)
            except (IndexError, KeyError, ZeroDivisionError) as error:
                raise CalculatorError(type(error).__name__, position) from error
        if len(self.stack) != 1:
            raise CalculatorError(f"{len(self.stack)} values left", position)
        return self.stack[-1]

    def step(self, token):
        match token:
            case "dup":
                self.stack.append(self.stack[-1])
            case "swap":
                self.stack[-1], self.stack[-2] = self.stack[-2], self.stack[-1]
            case str() if token.startswith("="):
                self.names[token[1:]] = self.stack.pop()
            case str() if token in self.operators:
                right, left = self.stack.pop(), self.stack.pop()
                self.stack.append(self.operators[token](left, right))
            case str() if token.lstrip("-").isdigit():
                self.stack.append(int(token))
            case str() if "." in token:
                self.stack.append(float(token))
            case _:
                self.stack.append(self.names[token])


calculator = Calculator()
for text in ["1 2 +", "2 3 ^ 4 -", "10 4 /", "7 dup *", "1 2 swap -", "5 =x x x *", "x 2.5 +", "-7 2 //", "-7 2 %"]:
    print(f"{text:15} = {calculator.evaluate(text)!r}")
for text in ["1 +", "1 0 /", "y", "1 2", "3 0 %"]:
    try:
        calculator.evaluate(text)
    except CalculatorError as error:
        print(f"{text:15} ! {error}; caused by {error.__cause__!r}")
