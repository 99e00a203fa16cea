"""The codec registry, error handlers, and the codecs that `encodings` builds on."""

_search_functions = []
_cache = {}
_builtin_handlers = ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "surrogateescape", "surrogatepass")


def register(search_function, /):
    """Register a codec search function."""
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _search_functions.append(search_function)


def unregister(search_function, /):
    """Unregister a codec search function and clear the registry's cache."""
    if search_function in _search_functions:
        _search_functions.remove(search_function)
        _cache.clear()


def lookup(encoding, /):
    """Looks up a codec tuple in the Python codec registry and returns a CodecInfo object."""
    if not isinstance(encoding, str):
        raise TypeError(f"lookup() argument must be str, not {type(encoding).__name__}")
    if "\0" in encoding:
        raise ValueError("embedded null character")
    name = encoding.lower().replace(" ", "_")
    found = _cache.get(name)
    if found is not None:
        return found
    if not _search_functions:
        try:
            import encodings
        except ImportError:
            pass
    for function in _search_functions:
        found = function(name)
        if found is not None:
            if not isinstance(found, tuple) or len(found) != 4:
                raise TypeError("codec search functions must return 4-tuples")
            _cache[name] = found
            return found
    raise LookupError(f"unknown encoding: {encoding}")


def encode(obj, encoding="utf-8", errors="strict"):
    """Encodes obj using the codec registered for encoding."""
    result = lookup(encoding)[0](obj, errors)
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("encoder must return a tuple (object, integer)")
    return result[0]


def decode(obj, encoding="utf-8", errors="strict"):
    """Decodes obj using the codec registered for encoding."""
    result = lookup(encoding)[1](obj, errors)
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("decoder must return a tuple (object,integer)")
    return result[0]


def _text_codec(encoding, side):
    """The function of a codec between text and bytes, for `str.encode` and `bytes.decode`."""
    own = _own_codecs.get(encoding.lower().replace("-", "_").replace(" ", "_"))
    if own is not None:
        return own[side]
    codec = lookup(encoding)
    if not getattr(codec, "_is_text_encoding", True):
        verb, module = ("encode", "codecs.encode()") if side == 0 else ("decode", "codecs.decode()")
        raise LookupError(f"{encoding!r} is not a text encoding; use {module} to handle arbitrary codecs")
    return codec[side]


def _encode_text(text, encoding, errors):
    result = _text_codec(encoding, 0)(text, errors)[0]
    if not isinstance(result, (bytes, bytearray)):
        raise TypeError(
            f"'{encoding}' encoder returned '{type(result).__name__}' instead of 'bytes'; "
            "use codecs.encode() to encode to arbitrary types"
        )
    return bytes(result)


def _decode_text(data, encoding, errors):
    result = _text_codec(encoding, 1)(data, errors)[0]
    if not isinstance(result, str):
        raise TypeError(
            f"'{encoding}' decoder returned '{type(result).__name__}' instead of 'str'; "
            "use codecs.decode() to decode to arbitrary types"
        )
    return result


# Error handlers.


def _wrong(error):
    if isinstance(error, BaseException):
        return TypeError(f"don't know how to handle {type(error).__name__} in error callback")
    return TypeError("codec must pass exception instance")


def strict_errors(error, /):
    if isinstance(error, BaseException):
        raise error
    raise TypeError("codec must pass exception instance")


def ignore_errors(error, /):
    if not isinstance(error, UnicodeError) or not hasattr(error, "end"):
        raise _wrong(error)
    return "", error.end


def replace_errors(error, /):
    if isinstance(error, UnicodeEncodeError):
        return "?" * (error.end - error.start), error.end
    if isinstance(error, UnicodeDecodeError):
        return "\ufffd", error.end
    if isinstance(error, UnicodeTranslateError):
        return "\ufffd" * (error.end - error.start), error.end
    raise _wrong(error)


def _escaped(character):
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def backslashreplace_errors(error, /):
    if isinstance(error, UnicodeDecodeError):
        return "".join(f"\\x{byte:02x}" for byte in error.object[error.start : error.end]), error.end
    if isinstance(error, (UnicodeEncodeError, UnicodeTranslateError)):
        return "".join(map(_escaped, error.object[error.start : error.end])), error.end
    raise _wrong(error)


def xmlcharrefreplace_errors(error, /):
    if not isinstance(error, UnicodeEncodeError):
        raise _wrong(error)
    return "".join(f"&#{ord(c)};" for c in error.object[error.start : error.end]), error.end


def namereplace_errors(error, /):
    if not isinstance(error, UnicodeEncodeError):
        raise _wrong(error)
    import unicodedata

    parts = []
    for character in error.object[error.start : error.end]:
        name = unicodedata.name(character, "")
        parts.append(f"\\N{{{name}}}" if name else _escaped(character))
    return "".join(parts), error.end


def _surrogateescape(error, /):
    if isinstance(error, UnicodeEncodeError):
        part = error.object[error.start : error.end]
        if any(not "\udc80" <= character <= "\udcff" for character in part):
            raise error
        return bytes(ord(character) - 0xDC00 for character in part), error.end
    if isinstance(error, UnicodeDecodeError):
        text, at = [], error.start
        while at < error.end and error.object[at] >= 0x80:
            text.append(chr(0xDC00 + error.object[at]))
            at += 1
        if not text:
            raise error
        return "".join(text), at
    raise _wrong(error)


def _surrogatepass(error, /):
    if isinstance(error, UnicodeEncodeError):
        part = error.object[error.start : error.end]
        return part.encode(error.encoding, "surrogatepass"), error.end
    if isinstance(error, UnicodeDecodeError):
        raise error
    raise _wrong(error)


_handlers = {
    "strict": strict_errors,
    "ignore": ignore_errors,
    "replace": replace_errors,
    "backslashreplace": backslashreplace_errors,
    "xmlcharrefreplace": xmlcharrefreplace_errors,
    "namereplace": namereplace_errors,
    "surrogateescape": _surrogateescape,
    "surrogatepass": _surrogatepass,
}
del strict_errors, ignore_errors, replace_errors, backslashreplace_errors, xmlcharrefreplace_errors, namereplace_errors


def register_error(errors, handler, /):
    """Register the specified error handler under the name errors."""
    if not callable(handler):
        raise TypeError("handler must be callable")
    _handlers[errors] = handler


def _unregister_error(errors, /):
    if errors in _builtin_handlers:
        raise ValueError(f"cannot un-register built-in error handler '{errors}'")
    return _handlers.pop(errors, None) is not None


def lookup_error(name, /):
    """Return the error handler for the specified error handling name."""
    try:
        return _handlers[name]
    except KeyError:
        raise LookupError(f"unknown error handler name '{name}'") from None


def _handle(errors, error, kind):
    """What replaces a bad part, and where to go on."""
    result = lookup_error(errors or "strict")(error)
    if not isinstance(result, tuple) or len(result) != 2 or not isinstance(result[1], int):
        raise TypeError(f"{kind} error handler must return (str{'/bytes' if kind == 'encoding' else ''}, int) tuple")
    replacement, at = result
    length = len(error.object)
    if at < 0:
        at += length
    if not 0 <= at <= length:
        raise IndexError(f"position {result[1]} from error handler out of bounds")
    return replacement, at


def _encode_with(encoding, text, errors, fits, reason, put):
    """Encodes `text` piece by piece with a registered error handler."""
    out, at = [], 0
    while at < len(text):
        if fits(text[at]):
            start = at
            while at < len(text) and fits(text[at]):
                at += 1
            out.append(put(text[start:at]))
            continue
        end = at + 1
        while end < len(text) and not fits(text[end]):
            end += 1
        replacement, at = _handle(errors, UnicodeEncodeError(encoding, text, at, end, reason), "encoding")
        if isinstance(replacement, bytes):
            out.append(replacement)
        else:
            for index, character in enumerate(replacement):
                if not fits(character):
                    raise UnicodeEncodeError(encoding, text, at - 1, at, reason)
            out.append(put(replacement))
    return b"".join(out)


def _encode_registered(text, encoding, errors):
    """For `str.encode` with a handler that the interpreter does not know itself."""
    name = encoding.lower().replace("-", "").replace("_", "")
    if name in ("utf8", "u8"):
        fits, reason = lambda c: not "\ud800" <= c <= "\udfff", "surrogates not allowed"
        encoding = "utf-8"
    elif name in ("ascii", "usascii", "646"):
        fits, reason, encoding = lambda c: c < "\x80", "ordinal not in range(128)", "ascii"
    else:
        fits, reason, encoding = lambda c: c < "\u0100", "ordinal not in range(256)", "latin-1"
    lookup_error(errors)
    return _encode_with(encoding, text, errors, fits, reason, lambda part: part.encode(encoding))


def _decode_registered(data, encoding, errors):
    """For `bytes.decode` with a handler that the interpreter does not know itself."""
    data = bytes(data)
    out, at = [], 0
    lookup_error(errors)
    while at < len(data):
        try:
            out.append(data[at:].decode(encoding))
            break
        except UnicodeDecodeError as error:
            start, end = at + error.start, at + error.end
            out.append(data[at:start].decode(encoding))
            found = UnicodeDecodeError(error.encoding, data, start, end, error.reason)
            replacement, at = _handle(errors, found, "decoding")
            out.append(replacement)
    return "".join(out)


# Codecs.


def _text(text):
    if not isinstance(text, str):
        raise TypeError(f"argument 1 must be str, not {type(text).__name__}")
    return text


def utf_8_encode(text, errors=None, /):
    return _text(text).encode("utf-8", errors or "strict"), len(text)


def latin_1_encode(text, errors=None, /):
    return _text(text).encode("latin-1", errors or "strict"), len(text)


def ascii_encode(text, errors=None, /):
    return _text(text).encode("ascii", errors or "strict"), len(text)


def _incomplete(data):
    """How many bytes at the end begin a UTF-8 sequence that goes on."""
    for count in range(1, min(4, len(data)) + 1):
        byte = data[-count]
        if byte < 0x80:
            return 0
        if byte >= 0xC2:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4 if byte < 0xF5 else 1
            return count if count < need and _starts_well(data[-count:]) else 0
    return 0


def _starts_well(part):
    if len(part) < 2:
        return True
    first, second = part[0], part[1]
    low = 0xA0 if first == 0xE0 else 0x90 if first == 0xF0 else 0x80
    high = 0x9F if first == 0xED else 0x8F if first == 0xF4 else 0xBF
    return low <= second <= high


def utf_8_decode(data, errors=None, final=False, /):
    data = bytes(data)
    if not final and (keep := _incomplete(data)):
        data = data[:-keep]
    return data.decode("utf-8", errors or "strict"), len(data)


def latin_1_decode(data, errors=None, /):
    return bytes(data).decode("latin-1", errors or "strict"), len(data)


def ascii_decode(data, errors=None, /):
    return bytes(data).decode("ascii", errors or "strict"), len(data)


def readbuffer_encode(data, errors=None, /):
    data = data.encode() if isinstance(data, str) else bytes(data)
    return data, len(data)


def _utf_16_units(text, order, encoding, errors):
    def put(part):
        out = bytearray()
        for character in part:
            point = ord(character)
            if point >= 0x10000:
                point -= 0x10000
                out += (0xD800 + (point >> 10)).to_bytes(2, order)
                out += (0xDC00 + (point & 0x3FF)).to_bytes(2, order)
            else:
                out += point.to_bytes(2, order)
        return bytes(out)

    if errors == "surrogatepass":
        return put(text)
    fits = lambda c: not "\ud800" <= c <= "\udfff"
    return _encode_with(encoding, text, errors, fits, "surrogates not allowed", put)


def _utf_32_units(text, order, encoding, errors):
    put = lambda part: b"".join(ord(c).to_bytes(4, order) for c in part)
    if errors == "surrogatepass":
        return put(text)
    fits = lambda c: not "\ud800" <= c <= "\udfff"
    return _encode_with(encoding, text, errors, fits, "surrogates not allowed", put)


def utf_16_le_encode(text, errors=None, /):
    return _utf_16_units(_text(text), "little", "utf-16-le", errors), len(text)


def utf_16_be_encode(text, errors=None, /):
    return _utf_16_units(_text(text), "big", "utf-16-be", errors), len(text)


def utf_16_encode(text, errors=None, byteorder=0, /):
    if byteorder == 0:
        return b"\xff\xfe" + _utf_16_units(_text(text), "little", "utf-16", errors), len(text)
    return (utf_16_le_encode if byteorder < 0 else utf_16_be_encode)(text, errors)


def utf_32_le_encode(text, errors=None, /):
    return _utf_32_units(_text(text), "little", "utf-32-le", errors), len(text)


def utf_32_be_encode(text, errors=None, /):
    return _utf_32_units(_text(text), "big", "utf-32-be", errors), len(text)


def utf_32_encode(text, errors=None, byteorder=0, /):
    if byteorder == 0:
        return b"\xff\xfe\x00\x00" + _utf_32_units(_text(text), "little", "utf-32", errors), len(text)
    return (utf_32_le_encode if byteorder < 0 else utf_32_be_encode)(text, errors)


def _decode_units(data, errors, final, order, encoding, width, start):
    out, at = [], start
    end = len(data)
    while at < end:
        if at + width > end:
            if not final:
                break
            error = UnicodeDecodeError(encoding, data, at, end, "truncated data")
            replacement, at = _handle(errors, error, "decoding")
            out.append(replacement)
            continue
        unit = int.from_bytes(data[at : at + width], order)
        reason, bad = None, width
        if width == 2 and 0xD800 <= unit < 0xE000:
            if unit < 0xDC00:
                if at + 4 > end:
                    if not final:
                        break
                    reason, bad = "unexpected end of data", end - at
                else:
                    low = int.from_bytes(data[at + 2 : at + 4], order)
                    if 0xDC00 <= low < 0xE000:
                        out.append(chr(0x10000 + (unit - 0xD800 << 10) + low - 0xDC00))
                        at += 4
                        continue
                    reason = "illegal UTF-16 surrogate"
            else:
                reason = "illegal encoding"
        elif width == 4 and 0xD800 <= unit < 0xE000:
            reason = "code point in surrogate code point range(0xd800, 0xe000)"
        elif unit > 0x10FFFF:
            reason = "code point not in range(0x110000)"
        if reason is not None:
            if errors == "surrogatepass" and 0xD800 <= unit < 0xE000:
                out.append(chr(unit))
                at += width
                continue
            replacement, at = _handle(errors, UnicodeDecodeError(encoding, data, at, at + bad, reason), "decoding")
            out.append(replacement)
            continue
        out.append(chr(unit))
        at += width
    return "".join(out), at


def _ordered(data, order, width):
    """The byte order of data, by its mark; where it starts, and the number that stands for the order."""
    mark = bytes(data[:width])
    if order == 0 and mark == (0xFEFF).to_bytes(width, "little"):
        return "little", width, -1
    if order == 0 and mark == (0xFEFF).to_bytes(width, "big"):
        return "big", width, 1
    return ("big" if order > 0 else "little"), 0, order


def utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = bytes(data)
    order, start, number = _ordered(data, byteorder, 2)
    text, consumed = _decode_units(data, errors, final, order, "utf-16", 2, start)
    return text, consumed, number


def utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = bytes(data)
    order, start, number = _ordered(data, byteorder, 4)
    text, consumed = _decode_units(data, errors, final, order, "utf-32", 4, start)
    return text, consumed, number


def utf_16_decode(data, errors=None, final=False, /):
    return utf_16_ex_decode(data, errors, 0, final)[:2]


def utf_32_decode(data, errors=None, final=False, /):
    return utf_32_ex_decode(data, errors, 0, final)[:2]


def utf_16_le_decode(data, errors=None, final=False, /):
    return _decode_units(bytes(data), errors, final, "little", "utf-16-le", 2, 0)


def utf_16_be_decode(data, errors=None, final=False, /):
    return _decode_units(bytes(data), errors, final, "big", "utf-16-be", 2, 0)


def utf_32_le_decode(data, errors=None, final=False, /):
    return _decode_units(bytes(data), errors, final, "little", "utf-32-le", 4, 0)


def utf_32_be_decode(data, errors=None, final=False, /):
    return _decode_units(bytes(data), errors, final, "big", "utf-32-be", 4, 0)


def charmap_build(map, /):
    return {ord(character): index for index, character in enumerate(map)}


def charmap_encode(text, errors=None, mapping=None, /):
    if mapping is None:
        return latin_1_encode(text, errors)
    found = {}

    def find(character):
        if character in found:
            return found[character]
        try:
            value = mapping[ord(character)]
        except LookupError:
            value = None
        if isinstance(value, int):
            if not 0 <= value < 256:
                raise TypeError("character mapping must be in range(256)")
            value = bytes([value])
        elif value is not None and not isinstance(value, bytes):
            raise TypeError(
                f"character mapping must return integer, bytes or None, not {type(value).__name__}"
            )
        found[character] = value
        return value

    fits = lambda character: find(character) is not None
    put = lambda part: b"".join(map(find, part))
    return _encode_with("charmap", _text(text), errors, fits, "character maps to <undefined>", put), len(text)


def charmap_decode(data, errors=None, mapping=None, /):
    if mapping is None:
        return latin_1_decode(data, errors)
    data = bytes(data)
    out, at = [], 0
    while at < len(data):
        try:
            value = mapping[data[at]]
        except LookupError:
            value = None
        if isinstance(value, int):
            value = chr(value)
        if value is None or value == "\ufffe":
            error = UnicodeDecodeError("charmap", data, at, at + 1, "character maps to <undefined>")
            replacement, at = _handle(errors, error, "decoding")
            out.append(replacement)
            continue
        if not isinstance(value, str):
            raise TypeError("character mapping must return integer, None or str")
        out.append(value)
        at += 1
    return "".join(out), len(data)


_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "b": "\b", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v", "a": "\a"}


def escape_encode(data, errors=None, /):
    return repr(bytes(data))[2:-1].replace('\\"', '"').encode(), len(data)


def escape_decode(data, errors=None, /):
    data = data.encode() if isinstance(data, str) else bytes(data)
    out, at = bytearray(), 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte != 0x5C:
            out.append(byte)
            continue
        if at == len(data):
            raise ValueError("Trailing \\ in string")
        letter = chr(data[at])
        at += 1
        if letter == "\n":
            continue
        if letter in _ESCAPES:
            out.append(ord(_ESCAPES[letter]))
        elif letter in "01234567":
            digits = letter
            while len(digits) < 3 and at < len(data) and chr(data[at]) in "01234567":
                digits += chr(data[at])
                at += 1
            out.append(int(digits, 8) & 0xFF)
        elif letter == "x":
            digits = data[at : at + 2].decode("latin-1")
            if len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                out.append(int(digits, 16))
                at += 2
            elif errors in (None, "strict"):
                raise ValueError(f"invalid \\x escape at position {at - 2}")
            else:
                if errors == "replace":
                    out.append(0x3F)
                at += len(digits) and digits[0] in "0123456789abcdefABCDEF"
        else:
            out += b"\\"
            out.append(ord(letter))
    return bytes(out), len(data)


def unicode_escape_encode(text, errors=None, /):
    out = []
    for character in _text(text):
        if character == "\\":
            out.append("\\\\")
        elif " " <= character <= "~":
            out.append(character)
        else:
            out.append({"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(character) or _escaped(character))
    return "".join(out).encode("ascii"), len(text)


def raw_unicode_escape_encode(text, errors=None, /):
    out = [character if character < "\u0100" else _escaped(character) for character in _text(text)]
    return "".join(out).encode("latin-1"), len(text)


def _decode_escapes(data, errors, final, encoding, raw):
    data = data.encode() if isinstance(data, str) else bytes(data)
    out, at, end = [], 0, len(data)
    while at < end:
        byte = data[at]
        if byte != 0x5C:
            out.append(chr(byte))
            at += 1
            continue
        if raw:
            slashes = 0
            while at + slashes < end and data[at + slashes] == 0x5C:
                slashes += 1
            letter = chr(data[at + slashes]) if at + slashes < end else ""
            if slashes % 2 == 0 or letter not in ("u", "U"):
                if not letter and not final:
                    break
                out.append("\\" * slashes)
                at += slashes
                continue
            out.append("\\" * (slashes - 1))
            at += slashes - 1
        if at + 1 >= end:
            if not final:
                break
            error = UnicodeDecodeError(encoding, data, at, end, "\\ at end of string")
            replacement, at = _handle(errors, error, "decoding")
            out.append(replacement)
            continue
        letter = chr(data[at + 1])
        width = {"x": 2, "u": 4, "U": 8}.get(letter)
        if width is not None:
            digits = 0
            while digits < width and at + 2 + digits < end and chr(data[at + 2 + digits]) in "0123456789abcdefABCDEF":
                digits += 1
            if digits == width:
                point = int(data[at + 2 : at + 2 + width], 16)
                if point <= 0x10FFFF:
                    out.append(chr(point))
                    at += 2 + width
                    continue
                reason = "\\Uxxxxxxxx out of range" if raw else "illegal Unicode character"
                stop = at + 2 + width
            else:
                if not final and at + 2 + digits == end:
                    break
                reason = f"truncated \\{letter}{'X' * width if letter == 'x' else 'x' * width} escape"
                if letter == "x":
                    reason = "truncated \\xXX escape"
                elif letter == "u":
                    reason = "truncated \\uXXXX escape"
                else:
                    reason = "truncated \\UXXXXXXXX escape"
                stop = at + 2 + digits
            replacement, at = _handle(errors, UnicodeDecodeError(encoding, data, at, stop, reason), "decoding")
            out.append(replacement)
            continue
        if letter == "\n":
            at += 2
        elif letter in _ESCAPES:
            out.append(_ESCAPES[letter])
            at += 2
        elif letter in "01234567":
            stop = at + 2
            while stop < end and stop < at + 4 and chr(data[stop]) in "01234567":
                stop += 1
            out.append(chr(int(data[at + 1 : stop], 8)))
            at = stop
        elif letter == "N":
            import unicodedata

            close = data.find(b"}", at)
            name = data[at + 3 : close].decode("latin-1") if data[at + 2 : at + 3] == b"{" and close > 0 else ""
            try:
                out.append(unicodedata.lookup(name))
                at = close + 1
            except KeyError:
                stop = close + 1 if name else at + 2
                reason = "unknown Unicode character name" if name else "malformed \\N character escape"
                replacement, at = _handle(errors, UnicodeDecodeError(encoding, data, at, stop, reason), "decoding")
                out.append(replacement)
        else:
            out.append("\\" + letter)
            at += 2
    return "".join(out), at


def unicode_escape_decode(data, errors=None, final=True, /):
    return _decode_escapes(data, errors, final, "unicodeescape", False)


def raw_unicode_escape_decode(data, errors=None, final=True, /):
    return _decode_escapes(data, errors, final, "rawunicodeescape", True)


_DIRECT = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'(),-./:? \t\r\n!\"#$%&*;<=>@[]^_`{|}"
)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def utf_7_encode(text, errors=None, /):
    out, pending = bytearray(), []

    def close(following):
        units = _utf_16_units("".join(pending), "big", "utf-7", "surrogatepass")
        bits = int.from_bytes(units, "big")
        count = len(units) * 8
        padding = -count % 6
        bits <<= padding
        out.extend(b"+")
        out.extend(_BASE64[bits >> shift & 63] for shift in range(count + padding - 6, -1, -6))
        if following is None or following in _BASE64 or following == 0x2D:
            out.extend(b"-")
        pending.clear()

    for character in _text(text):
        point = ord(character)
        if point in _DIRECT or (point == 0x2B and not pending):
            if pending:
                close(point)
            out.extend(b"+-" if point == 0x2B else bytes([point]))
        else:
            pending.append(character)
    if pending:
        close(None)
    return bytes(out), len(text)


def utf_7_decode(data, errors=None, final=False, /):
    data = bytes(data)
    out, at, end = [], 0, len(data)
    while at < end:
        byte = data[at]
        if byte >= 0x80:
            error = UnicodeDecodeError("utf7", data, at, at + 1, "unexpected special character")
            replacement, at = _handle(errors, error, "decoding")
            out.append(replacement)
        elif byte != 0x2B:
            out.append(chr(byte))
            at += 1
        elif data[at + 1 : at + 2] == b"-":
            out.append("+")
            at += 2
        else:
            stop, bits, count = at + 1, 0, 0
            while stop < end and data[stop] in _BASE64:
                bits, count, stop = bits << 6 | _BASE64.index(data[stop]), count + 6, stop + 1
            if stop == end and not final:
                break
            units = (bits >> count % 16).to_bytes(count // 16 * 2, "big")
            if stop == end or not units:
                reason = "unterminated shift sequence" if stop == end else "ill-formed sequence"
                error = UnicodeDecodeError("utf7", data, at, stop if stop == end else stop + 1, reason)
                if stop != end or not units:
                    replacement, at = _handle(errors, error, "decoding")
                    out.append(replacement)
                    continue
            out.append(_decode_units(units, "surrogatepass", True, "big", "utf7", 2, 0)[0])
            at = stop + (data[stop : stop + 1] == b"-")
    return "".join(out), at


def _final(decoder):
    return lambda data, errors: decoder(data, errors, True)


# Text codecs that need no library.
_own_codecs = {
    "utf_7": (utf_7_encode, _final(utf_7_decode)),
    "utf_16": (utf_16_encode, _final(utf_16_decode)),
    "utf_16_le": (utf_16_le_encode, _final(utf_16_le_decode)),
    "utf_16_be": (utf_16_be_encode, _final(utf_16_be_decode)),
    "utf_32": (utf_32_encode, _final(utf_32_decode)),
    "utf_32_le": (utf_32_le_encode, _final(utf_32_le_decode)),
    "utf_32_be": (utf_32_be_encode, _final(utf_32_be_decode)),
    "unicode_escape": (unicode_escape_encode, unicode_escape_decode),
    "raw_unicode_escape": (raw_unicode_escape_encode, raw_unicode_escape_decode),
}
_own_codecs["utf16"] = _own_codecs["utf_16"]
_own_codecs["utf32"] = _own_codecs["utf_32"]
