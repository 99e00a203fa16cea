"""The iterator behind `tokenize`: tokens of Python source, line by line."""

import re
from token import (
    COMMENT,
    DEDENT,
    ENDMARKER,
    EXACT_TOKEN_TYPES,
    FSTRING_END,
    FSTRING_MIDDLE,
    FSTRING_START,
    INDENT,
    NAME,
    NEWLINE,
    NL,
    NUMBER,
    OP,
    STRING,
    TSTRING_END,
    TSTRING_MIDDLE,
    TSTRING_START,
)

_NAME = re.compile(r"\w+")
_NUMBER = re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?"
    r"|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*[jJ]?"
    r"|[0-9](?:_?[0-9])*[jJ]?"
)
_PREFIX = re.compile(r"(?i:([rbuft]|br|rb|fr|rf|tr|rt)?)('''|\"\"\"|'|\")")
_OPERATORS = sorted(EXACT_TOKEN_TYPES, key=len, reverse=True)
_OPERATOR = re.compile("|".join(map(re.escape, _OPERATORS)))
_CLOSES = {")": "(", "]": "[", "}": "{"}


def TokenizerIter(readline, *, encoding=None, extra_tokens=False):
    """An iterator of (type, string, start, end, line)."""
    return _Tokenizer(readline, encoding, extra_tokens).tokens()


class _Text:
    """An f-string or t-string that is being read."""

    def __init__(self, quote, raw, kinds):
        self.quote, self.raw = quote, raw
        self.middle, self.end = kinds
        # For each field that is open: the depth of parentheses outside it, and whether its format spec is being read.
        self.fields = []


class _Tokenizer:
    def __init__(self, readline, encoding, extra):
        self.readline, self.encoding, self.extra = readline, encoding, extra
        self.row = 0
        self.line = ""
        self.column = 0
        self.parens = []
        self.indents = [0]
        self.texts = []
        self.ended_newline = True

    def next_line(self):
        try:
            line = self.readline()
        except StopIteration:
            line = ""
        if isinstance(line, bytes):
            line = line.decode(self.encoding or "utf-8")
        self.row += 1
        self.ended_newline = not line or line.endswith("\n")
        if line and not line.endswith("\n"):
            line += "\n"
        if line.endswith("\r\n") and not self.extra:
            line = line[:-2] + "\n"
        self.line, self.column = line, 0
        return line

    def error(self, message, row=None, column=None):
        error = SyntaxError(message)
        error.lineno = self.row if row is None else row
        error.offset = (self.column if column is None else column) + 1
        error.text = self.line
        error.filename = "<string>"
        return error

    def token(self, kind, start, end=None, line=None):
        end = self.column if end is None else end
        return kind, self.line[start:end], (self.row, start), (self.row, end), self.shown() if line is None else line

    def shown(self):
        return self.line if self.ended_newline else self.line[:-1]

    def tokens(self):
        while self.next_line():
            yield from self.logical_line()
        row = self.row
        if self.texts:
            raise self.error("unterminated triple-quoted f-string literal")
        if self.parens:
            bracket, at_row, at_column = self.parens[-1]
            raise self.error("unexpected EOF in multi-line statement", row, 0)
        for _ in self.indents[1:]:
            yield DEDENT, "", (row, 0), (row, 0), ""
        yield ENDMARKER, "", (row, 0), (row, 0), ""

    def logical_line(self):
        """The tokens of a line, and of the lines that continue it."""
        width = at = 0
        for character in self.line:
            if character == " ":
                width += 1
            elif character == "\t":
                width = (width // 8 + 1) * 8
            elif character == "\f":
                width = 0
            else:
                break
            at += 1
        self.column = at
        rest = self.line[at:]
        if rest[:1] in "#\r\n":
            if rest.startswith("#"):
                stop = len(self.line.rstrip("\r\n"))
                if self.extra:
                    yield self.token(COMMENT, at, stop)
                at = stop
            if self.extra:
                yield self.newline(NL, at)
            return
        if width > self.indents[-1]:
            self.indents.append(width)
            yield self.token(INDENT, 0, at)
        while width < self.indents[-1]:
            self.indents.pop()
            if width > self.indents[-1]:
                error = IndentationError("unindent does not match any outer indentation level")
                error.lineno, error.offset, error.filename, error.text = self.row, at + 1, "<string>", self.line
                raise error
            yield DEDENT, "", (self.row, at), (self.row, at), self.shown()
        while True:
            if self.texts and (not self.texts[-1].fields or self.texts[-1].fields[-1][1]):
                yield from self.text_part()
                continue
            while self.line[self.column : self.column + 1] in (" ", "\t", "\f"):
                self.column += 1
            at = self.column
            character = self.line[at : at + 1]
            if character == "#":
                stop = len(self.line.rstrip("\r\n"))
                if self.extra:
                    yield self.token(COMMENT, at, stop)
                self.column = at = stop
                character = self.line[at : at + 1]
            if character in ("\n", "\r", ""):
                if not self.parens and not self.texts:
                    yield self.newline(NEWLINE, at)
                    return
                if self.extra:
                    yield self.newline(NL, at)
                if not self.next_line():
                    return
                continue
            if character == "\\" and self.line[at + 1 : at + 3].rstrip("\r") in ("\n", "\n"[:1]):
                if not self.next_line():
                    raise self.error("unexpected EOF in multi-line statement")
                continue
            yield from self.one(at, character)

    def newline(self, kind, at):
        """The token that ends a line; empty if the source's last line has no line feed."""
        text = self.line[at:] if self.ended_newline else ""
        if not self.extra:
            text = ""
        shown = self.shown()
        return kind, text, (self.row, at), (self.row, at + 1), shown

    def one(self, at, character):
        match = _PREFIX.match(self.line, at)
        if match:
            yield from self.string(match)
            return
        if character.isdecimal() or (character == "." and self.line[at + 1 : at + 2].isdecimal()):
            match = _NUMBER.match(self.line, at)
            end = match.end()
            following = self.line[end : end + 1]
            if following and (following.isalnum() or following == "_"):
                words = ("and", "else", "for", "if", "in", "is", "not", "or")
                if not any(self.line.startswith(word, end) for word in words):
                    raise self.error("invalid decimal literal", column=end - 1)
            self.column = end
            yield self.token(NUMBER, at)
            return
        if character == "_" or character.isidentifier():
            self.column = _NAME.match(self.line, at).end()
            yield self.token(NAME, at)
            return
        text = self.texts[-1] if self.texts else None
        if text is not None and text.fields and len(self.parens) == text.fields[-1][0]:
            if character == ":" or (character == "!" and self.line[at + 1 : at + 2] != "="):
                if character == ":":
                    text.fields[-1][1] = True
                self.column = at + 1
                yield self.token(OP if self.extra else EXACT_TOKEN_TYPES[character], at)
                return
            if character == "}":
                text.fields.pop()
                self.column = at + 1
                yield self.token(OP if self.extra else EXACT_TOKEN_TYPES[character], at)
                return
        match = _OPERATOR.match(self.line, at)
        if match is None:
            if character in "$?`!":
                # Not of the language, but readers of other languages look for them.
                if self.extra:
                    self.column = at + 1
                    yield self.token(OP, at)
                    return
                raise self.error("invalid syntax", column=at)
            raise self.error(f"invalid non-printable character U+{ord(character):04X}", column=at)
        operator = match.group()
        if operator in ("(", "[", "{"):
            self.parens.append((operator, self.row, at))
        elif operator in _CLOSES:
            if not self.parens:
                raise self.error(f"unmatched '{operator}'", column=at)
            opened, row, _ = self.parens.pop()
            if opened != _CLOSES[operator]:
                where = f" on line {row}" if row != self.row else ""
                raise self.error(
                    f"closing parenthesis '{operator}' does not match opening parenthesis '{opened}'{where}", column=at
                )
        self.column = match.end()
        yield self.token(OP if self.extra else EXACT_TOKEN_TYPES[operator], at)

    def string(self, match):
        prefix, quote = (match.group(1) or "").lower(), match.group(2)
        start = match.start()
        self.column = match.end()
        if "f" in prefix or "t" in prefix:
            kinds = (FSTRING_MIDDLE, FSTRING_END) if "f" in prefix else (TSTRING_MIDDLE, TSTRING_END)
            self.texts.append(_Text(quote, "r" in prefix, kinds))
            yield self.token(FSTRING_START if "f" in prefix else TSTRING_START, start)
            return
        first_row, first_lines = self.row, [self.shown()]
        piece = [self.line[start : self.column]]
        while True:
            at = self.column
            while True:
                character = self.line[at : at + 1]
                if not character or (character == "\n" and len(quote) == 1):
                    break
                if character == "\\":
                    at += 2
                    if self.line[at - 1 : at] == "\n" or self.line[at - 1 : at + 1] == "\r\n":
                        at = len(self.line)
                    continue
                if self.line.startswith(quote, at):
                    at += len(quote)
                    piece.append(self.line[self.column : at])
                    self.column = at
                    yield STRING, "".join(piece), (first_row, start), (self.row, at), "".join(first_lines)
                    return
                at += 1
            if self.line[at : at + 1] == "\n":
                raise self.error(f"unterminated string literal (detected at line {self.row})", first_row, start)
            piece.append(self.line[self.column :])
            if not self.next_line():
                raise self.error(
                    f"unterminated {'triple-quoted ' if len(quote) == 3 else ''}string literal "
                    f"(detected at line {self.row})",
                    first_row,
                    start,
                )
            first_lines.append(self.shown())

    def text_part(self):
        """Literal text of an f-string or t-string, up to a field or to its end."""
        text = self.texts[-1]
        in_spec = bool(text.fields)
        start_row, start = self.row, self.column
        piece, lines = [], [self.shown()]
        at = self.column
        while True:
            character = self.line[at : at + 1]
            if not character:
                piece.append(self.line[self.column :])
                if not self.next_line():
                    raise self.error("unterminated triple-quoted f-string literal", start_row, start)
                lines.append(self.shown())
                at = 0
                continue
            if not in_spec and self.line.startswith(text.quote, at):
                piece.append(self.line[self.column : at])
                yield from self.middle(text, piece, start_row, start, at, lines)
                self.column = at + len(text.quote)
                yield self.token(text.end, at)
                self.texts.pop()
                return
            if character == "\n" and len(text.quote) == 1:
                raise self.error(f"unterminated f-string literal (detected at line {self.row})", start_row, start)
            if character == "{":
                if not in_spec and self.line[at + 1 : at + 2] == "{":
                    piece.append(self.line[self.column : at + 1])
                    yield from self.middle(text, piece, start_row, start, at + 1, lines)
                    self.column = at = at + 2
                    start_row, start, piece, lines = self.row, self.column, [], [self.shown()]
                    continue
                piece.append(self.line[self.column : at])
                yield from self.middle(text, piece, start_row, start, at, lines)
                self.column = at + 1
                text.fields.append([len(self.parens), False])
                yield self.token(OP if self.extra else EXACT_TOKEN_TYPES["{"], at)
                return
            if character == "}":
                if in_spec:
                    piece.append(self.line[self.column : at])
                    yield from self.middle(text, piece, start_row, start, at, lines)
                    text.fields.pop()
                    self.column = at + 1
                    yield self.token(OP if self.extra else EXACT_TOKEN_TYPES["}"], at)
                    return
                if self.line[at + 1 : at + 2] != "}":
                    raise self.error("f-string: single '}' is not allowed", column=at)
                piece.append(self.line[self.column : at + 1])
                yield from self.middle(text, piece, start_row, start, at + 1, lines)
                self.column = at = at + 2
                start_row, start, piece, lines = self.row, self.column, [], [self.shown()]
                continue
            if character == "\\":
                following = self.line[at + 1 : at + 3]
                if following == "N{" and not text.raw:
                    close = self.line.find("}", at)
                    at = close + 1 if close > 0 else at + 3
                elif following[:1] in "{}":
                    at += 1
                else:
                    at += 2
                continue
            at += 1

    def middle(self, text, piece, start_row, start, at, lines):
        joined = "".join(piece)
        if joined:
            yield text.middle, joined, (start_row, start), (self.row, at), "".join(lines)
