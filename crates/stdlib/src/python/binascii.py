"""The errors of `binascii`, and its quoted-printable and uuencode forms."""


class Error(ValueError):
    __module__ = "binascii"


class Incomplete(Exception):
    __module__ = "binascii"


def b2a_uu(data, /, *, backtick=False):
    """Uuencode line of data."""
    data = bytes(data)
    if len(data) > 45:
        raise Error("At most 45 bytes at once")
    zero = 0x60 if backtick else 0x20
    code = lambda value: value + 0x20 if value else zero
    out = bytearray([code(len(data))])
    for at in range(0, len(data), 3):
        bits = int.from_bytes(data[at : at + 3].ljust(3, b"\0"), "big")
        out += bytes(code(bits >> shift & 63) for shift in (18, 12, 6, 0))
    return bytes(out) + b"\n"


def a2b_uu(data, /):
    """Decode a line of uuencoded data."""
    data = data.encode("ascii") if isinstance(data, str) else bytes(data)
    if not data:
        raise Error("Missing length byte")
    count = data[0] - 0x20 & 63
    bits, have, out = 0, 0, bytearray()
    at = 1
    while len(out) < count:
        byte = data[at] if at < len(data) else 0x20
        at += 1
        if byte in b"\r\n":
            byte, at = 0x20, at - 1
            if at >= len(data):
                break
            data = data[:at]
        if not 0x20 <= byte <= 0x60:
            raise Error("Illegal char")
        bits, have = bits << 6 | byte - 0x20 & 63, have + 6
        if have >= 8:
            have -= 8
            out.append(bits >> have & 255)
    for byte in data[at:]:
        if byte not in b" `\r\n":
            raise Error("Trailing garbage")
    return bytes(out)


def a2b_qp(data, header=False):
    """Decode a string of qp-encoded data."""
    data = data.encode("ascii") if isinstance(data, str) else bytes(data)
    out, at = bytearray(), 0
    while at < len(data):
        byte = data[at]
        if byte == 0x3D:
            at += 1
            if at >= len(data):
                break
            if data[at] in b"\r\n":
                end = data.find(b"\n", at)
                at = len(data) if end < 0 else end + 1
            elif data[at] == 0x3D:
                out.append(0x3D)
                at += 1
            else:
                digits = data[at : at + 2]
                if len(digits) == 2 and all(digit in b"0123456789abcdefABCDEF" for digit in digits):
                    out.append(int(digits, 16))
                    at += 2
                else:
                    out.append(0x3D)
            continue
        out.append(0x20 if header and byte == 0x5F else byte)
        at += 1
    return bytes(out)


def b2a_qp(data, quotetabs=False, istext=True, header=False):
    """Encode a string using quoted-printable encoding."""
    data = bytes(data)
    newline = b"\r\n" if 0 < (end := data.find(b"\n")) and data[end - 1] == 0x0D else b"\n"
    out, line = bytearray(), 0
    at = 0

    def put(piece, last):
        nonlocal line
        if line + len(piece) >= (77 if last else 76):
            out.extend(b"=" + newline)
            line = 0
        out.extend(piece)
        line += len(piece)

    while at < len(data):
        byte = data[at]
        if istext and (byte == 0x0A or data[at : at + 2] == b"\r\n"):
            if out and line and out[-1] in b" \t":
                trailing = out.pop()
                out.extend(b"=%02X" % trailing)
            out.extend(newline)
            line = 0
            at += 1 if byte == 0x0A else 2
            continue
        follows = data[at + 1 : at + 2]
        special = (
            byte > 126
            or byte == 0x3D
            or (header and byte == 0x5F)
            or (byte == 0x2E and line == 0 and (not follows or follows in b"\r\n\0"))
            or (not istext and byte in b"\r\n")
            or (byte in b" \t" and (not follows or quotetabs))
            or (byte < 33 and byte not in b"\r\n\t ")
        )
        if byte in b" \t" and not follows:
            special = True
        if header and byte == 0x20 and not special:
            put(b"_", not follows or follows == b"\n")
        elif special:
            put(b"=%02X" % byte, not follows or follows == b"\n")
        else:
            put(bytes([byte]), not follows or follows == b"\n")
        at += 1
    return bytes(out)
