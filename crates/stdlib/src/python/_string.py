"""What `string.Formatter` needs of the formatting of strings."""


def formatter_parser(text, /):
    """Parse a format string into (literal, field name, format spec, conversion)."""
    if not isinstance(text, str):
        raise TypeError(f"expected str, got {type(text).__name__}")
    return _parts(text)


def _parts(text):
    at, end = 0, len(text)
    while at < end:
        start = at
        while at < end and text[at] not in "{}":
            at += 1
        if at == end:
            yield text[start:], None, None, None
            return
        brace = text[at]
        if text[at + 1 : at + 2] == brace:
            yield text[start : at + 1], None, None, None
            at += 2
            continue
        if brace == "}" or at + 1 == end:
            raise ValueError(f"Single '{brace}' encountered in format string")
        literal, at = text[start:at], at + 1
        depth, start = 1, at
        while at < end:
            character = text[at]
            at += 1
            if character == "{":
                depth += 1
            elif character == "}":
                depth -= 1
                if depth == 0:
                    break
        if depth:
            raise ValueError("expected '}' before end of string")
        yield literal, *_field(text[start : at - 1])


def _field(field):
    at, brackets = 0, False
    while at < len(field):
        character = field[at]
        if character == "[":
            brackets = True
        elif character == "]":
            brackets = False
        elif character == "{":
            raise ValueError("unexpected '{' in field name")
        elif not brackets and character in ":!":
            break
        at += 1
    name, rest = field[:at], field[at:]
    conversion, spec = None, ""
    if rest.startswith("!"):
        if len(rest) < 2:
            raise ValueError("unmatched '{' in format spec")
        conversion, rest = rest[1], rest[2:]
        if rest and rest[0] != ":":
            raise ValueError("expected ':' after conversion specifier")
    if rest:
        spec = rest[1:]
    return name, spec, conversion


def formatter_field_name_split(name, /):
    """Split a field name into its first part and what follows it."""
    if not isinstance(name, str):
        raise TypeError(f"expected str, got {type(name).__name__}")
    at = 0
    while at < len(name) and name[at] not in ".[":
        at += 1
    first = name[:at]
    return int(first) if first.isdecimal() else first, _rest(name, at)


def _rest(name, at):
    while at < len(name):
        if name[at] == ".":
            start = at + 1
            at = start
            while at < len(name) and name[at] not in ".[":
                at += 1
            if at == start:
                raise ValueError("Empty attribute in format string")
            yield True, name[start:at]
        elif name[at] == "[":
            close = name.find("]", at)
            if close < 0:
                raise ValueError("Missing ']' in format string")
            key = name[at + 1 : close]
            if not key:
                raise ValueError("Empty attribute in format string")
            at = close + 1
            yield False, int(key) if key.isdecimal() else key
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
