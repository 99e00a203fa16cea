"""Reading and writing of delimited text, for `csv`."""

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)
__version__ = "1.0"
_field_limit = 128 * 1024
_dialects = {}
_unset = object()


class Error(Exception):
    __module__ = "_csv"


def _character(name, value, optional, space=True):
    if value is None and optional:
        return None
    kinds = "a unicode character or None" if optional else "a unicode character"
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be {kinds}, not {type(value).__name__}')
    if len(value) != 1:
        raise TypeError(f'"{name}" must be {kinds}, not a string of length {len(value)}')
    return value


class Dialect:
    """CSV dialect."""

    __slots__ = (
        "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict",
        "__weakref__",
    )

    def __new__(
        cls,
        dialect=None,
        delimiter=_unset,
        doublequote=_unset,
        escapechar=_unset,
        lineterminator=_unset,
        quotechar=_unset,
        quoting=_unset,
        skipinitialspace=_unset,
        strict=_unset,
    ):
        given = [delimiter, doublequote, escapechar, lineterminator, quotechar, quoting, skipinitialspace, strict]
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        if type(dialect) is Dialect and all(value is _unset for value in given):
            return dialect
        names = cls.__slots__[:-1] if cls is Dialect else Dialect.__slots__[:-1]
        defaults = [",", True, None, "\r\n", '"', QUOTE_MINIMAL, False, False]
        values = {}
        for name, value, default in zip(names, given, defaults):
            if value is _unset:
                value = getattr(dialect, name, default) if dialect is not None else default
            values[name] = value
        if values["quotechar"] is None and quoting is _unset and not hasattr(dialect, "quoting"):
            values["quoting"] = QUOTE_NONE
        self = object.__new__(cls)
        put = lambda name, value: object.__setattr__(self, name, value)
        put("delimiter", _character("delimiter", values["delimiter"], False))
        put("escapechar", _character("escapechar", values["escapechar"], True))
        put("quotechar", _character("quotechar", values["quotechar"], True))
        put("doublequote", bool(values["doublequote"]))
        put("skipinitialspace", bool(values["skipinitialspace"]))
        put("strict", bool(values["strict"]))
        terminator = values["lineterminator"]
        if not isinstance(terminator, str):
            raise TypeError(f'"lineterminator" must be a string, not {type(terminator).__name__}')
        put("lineterminator", terminator)
        kind = values["quoting"]
        if not isinstance(kind, int) or isinstance(kind, bool):
            raise TypeError(f'"quoting" must be an integer, not {type(kind).__name__}')
        if not 0 <= kind <= 5:
            raise TypeError('bad "quoting" value')
        put("quoting", kind)
        if kind != QUOTE_NONE and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        special = [("delimiter", self.delimiter), ("escapechar", self.escapechar), ("quotechar", self.quotechar)]
        for name, character in special:
            spaced = character == " " and self.skipinitialspace and name != "delimiter"
            if character is not None and (character in "\r\n" or spaced):
                raise ValueError(f"bad {name} value")
            if character is not None and character in terminator:
                raise ValueError(f"bad {name} or lineterminator value")
        for index, (first, one) in enumerate(special):
            for second, other in special[index + 1 :]:
                if one is not None and one == other:
                    raise ValueError(f"bad {first} or {second} value")
        return self

    def __setattr__(self, name, value):
        raise AttributeError(f"attribute '{name}' of '_csv.Dialect' objects is not writable")

    def __delattr__(self, name):
        raise AttributeError(f"attribute '{name}' of '_csv.Dialect' objects is not writable")

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle 'Dialect' instances")


def _make_dialect(dialect, options):
    return Dialect(*dialect, **options)


class Reader:
    """CSV reader."""

    __module__ = "_csv"

    def __init__(self, iterable, dialect, options):
        self._lines = iter(iterable)
        self.dialect = _make_dialect(dialect, options)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        dialect = self.dialect
        delimiter, quote, escape = dialect.delimiter, dialect.quotechar, dialect.escapechar
        quoting, strict = dialect.quoting, dialect.strict
        fields, field, state, quoted = [], [], "start record", False

        def save():
            nonlocal field, quoted
            text = "".join(field)
            if len(text) > _field_limit:
                raise Error(f"field larger than field limit ({_field_limit})")
            if not quoted and quoting in (QUOTE_NOTNULL, QUOTE_STRINGS) and not text:
                fields.append(None)
            elif not quoted and text and quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS):
                fields.append(float(text))
            else:
                fields.append(text)
            field, quoted = [], False

        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if field or state in ("in quotes", "escape in quotes"):
                    if strict:
                        raise Error("unexpected end of data") from None
                    save()
                    return fields
                if fields:
                    save()
                    return fields
                raise
            if not isinstance(line, str):
                raise Error(
                    f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)"
                )
            self.line_num += 1
            for character in [*line, None]:
                end = character is None or character in "\r\n"
                if state == "start record":
                    if character is None:
                        break
                    if end:
                        state = "eat newline"
                        continue
                    state = "start field"
                if state == "start field":
                    if end:
                        save()
                        state = "start record" if character is None else "eat newline"
                    elif character == quote and quoting != QUOTE_NONE:
                        quoted, state = True, "in quotes"
                    elif character == escape:
                        state = "escape"
                    elif character == " " and dialect.skipinitialspace:
                        pass
                    elif character == delimiter:
                        save()
                    else:
                        field.append(character)
                        state = "in field"
                elif state == "escape":
                    if character is None:
                        field.append("\n")
                        state = "after escaped newline"
                    elif end:
                        field.append(character)
                        state = "after escaped newline"
                    else:
                        field.append(character)
                        state = "in field"
                elif state in ("in field", "after escaped newline"):
                    if state == "after escaped newline" and character is None:
                        break
                    if end:
                        save()
                        state = "start record" if character is None else "eat newline"
                    elif character == escape:
                        state = "escape"
                    elif character == delimiter:
                        save()
                        state = "start field"
                    else:
                        field.append(character)
                        state = "in field"
                elif state == "in quotes":
                    if character is None:
                        pass
                    elif character == escape:
                        state = "escape in quotes"
                    elif character == quote and quoting != QUOTE_NONE:
                        state = "quote in quotes" if dialect.doublequote else "in field"
                    else:
                        field.append(character)
                elif state == "escape in quotes":
                    field.append("\n" if character is None else character)
                    state = "in quotes"
                elif state == "quote in quotes":
                    if quoting != QUOTE_NONE and character == quote:
                        field.append(character)
                        state = "in quotes"
                    elif character == delimiter:
                        save()
                        state = "start field"
                    elif end:
                        save()
                        state = "start record" if character is None else "eat newline"
                    elif not strict:
                        field.append(character)
                        state = "in field"
                    else:
                        raise Error(f"'{delimiter}' expected after '{quote}'")
                elif state == "eat newline":
                    if character is None:
                        state = "start record"
                    elif not end:
                        raise Error(
                            "new-line character seen in unquoted field - "
                            "do you need to open the file with newline=''?"
                        )
                if len(field) > _field_limit:
                    raise Error(f"field larger than field limit ({_field_limit})")
            if state == "start record":
                return fields


def _is_number(value):
    kind = type(value)
    return any(hasattr(kind, name) for name in ("__int__", "__float__", "__index__", "__complex__"))


class Writer:
    """CSV writer."""

    __module__ = "_csv"

    def __init__(self, file, dialect, options):
        self._write = getattr(file, "write", None)
        if not callable(self._write):
            raise TypeError('argument 1 must have a "write" method')
        self.dialect = _make_dialect(dialect, options)

    def writerow(self, row, /):
        """Construct and write a CSV record from an iterable of fields."""
        try:
            items = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        dialect = self.dialect
        parts = []
        row = list(items)
        for value in row:
            wants = (
                dialect.quoting == QUOTE_ALL
                or (dialect.quoting == QUOTE_NONNUMERIC and not _is_number(value))
                or (dialect.quoting == QUOTE_STRINGS and isinstance(value, str))
                or (dialect.quoting == QUOTE_NOTNULL and value is not None)
            )
            text = "" if value is None else value if isinstance(value, str) else str(value)
            parts.append(self._field(text, wants, value is None, len(row) == 1))
        return self._write(dialect.delimiter.join(parts) + dialect.lineterminator)

    def _field(self, text, wants, is_none, alone):
        dialect = self.dialect
        quote, escape = dialect.quotechar, dialect.escapechar
        out = []
        for character in text:
            if character in (dialect.delimiter, escape, quote) or character in "\r\n" or character in dialect.lineterminator:
                if dialect.quoting == QUOTE_NONE:
                    if escape is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(escape)
                elif character == quote:
                    if dialect.doublequote:
                        out.append(quote)
                        wants = True
                    else:
                        if escape is None:
                            raise Error("need to escape, but no escapechar set")
                        out.append(escape)
                elif character == escape:
                    out.append(escape)
                else:
                    wants = True
            out.append(character)
        if not text and (alone or (dialect.delimiter == " " and dialect.skipinitialspace)):
            if dialect.quoting == QUOTE_NONE or (
                is_none and dialect.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL)
            ):
                if alone:
                    raise Error("single empty field record must be quoted")
                raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
            wants = True
        if text.startswith(" ") and dialect.delimiter == " " and dialect.skipinitialspace:
            wants = True
        body = "".join(out)
        return f"{quote}{body}{quote}" if wants else body

    def writerows(self, rows, /):
        """Construct and write a series of iterables of fields to a CSV file."""
        for row in rows:
            self.writerow(row)


def reader(iterable, /, *dialect, **options):
    """Return a reader object that will process lines from the given iterable."""
    return Reader(iterable, dialect, options)


def writer(file, /, *dialect, **options):
    """Return a writer object that will write user data on the given file object."""
    return Writer(file, dialect, options)


def register_dialect(name, /, *dialect, **options):
    """Create a mapping from a string name to a CVS dialect."""
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = _make_dialect(dialect, options)


def unregister_dialect(name, /):
    """Delete the name/dialect mapping associated with a string name."""
    try:
        del _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def get_dialect(name, /):
    """Return the dialect instance associated with name."""
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    """Return a list of all known dialect names."""
    return list(_dialects)


def field_size_limit(new_limit=_unset, /):
    """Sets an upper limit on parsed fields."""
    global _field_limit
    old = _field_limit
    if new_limit is not _unset:
        if not isinstance(new_limit, int):
            raise TypeError("limit must be an integer")
        _field_limit = new_limit
    return old
