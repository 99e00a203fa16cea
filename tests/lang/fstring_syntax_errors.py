# What the grammar of f-strings refuses, and the messages.
for source in ('f"{"', 'f"}"', 'f"{}"', 'f"{ }"', 'f"{!r}"', 'f"{:x}"', 'f"{a!}"', 'f"{a!x}"', 'f"{a!rr}"', 'f"{a! r}"', 'f"{a !r}"', 'f"{a:{"', 'f"{a:{b}"', 'f"{a b}"', 'f"{a;b}"', 'f"{lambda x: 1}"', 'f"{(lambda x: 1)}"', 'f"{yield}"', 'f"{*a}"', 'f"{**a}"',
               'f"{a = b = c}"', 'f"{a := 5}"', 'f"{(a := 5)}"', 'f"{a:=5}"', 'f"{a=}"', 'f"{a==b}"', 'f"{a!=b}"', 'f"{a=!r:>5}"', 'f"{=}"', 'f"{a#}"', 'f"{a\\}"', 'f"{\'a\'}"', 'f"{"a"}"', 'f"{f"{f"{1}"}"}"', "f'{'a' 'b'}'", 'f"{a[}"', 'f"{a(}"', 'f"{(a}"', 'f"{a)}"', 'f"{a]}"', 'f"{{}"', 'f"{{a}}"', 'f"{}}"', 'f"{a}}"', 'f"{a',
               'f"{a:{b:{c}}}"', 'f"{a:{b:{c:{d}}}}"', 'f"{a:\n}"', 'f"{a\n}"', 'f"""{\na\n}"""', 'f"{import x}"', 'f"{return}"', 'f"{x for x in y}"', 'f"{[x for x in y]}"', 'f"{a if b}"', 'f"{not}"', 'f"{a,}"', 'f"{,}"', 'f"{a.}"', 'f"{1a}"', 'f"\\N{BULLET}{a}"', 'f"{a!r!s}"', 'f"{a:}}"', 'f"{await a}"', 'f"{a:{}}"', 'f"{a:{!r}}"', 'f"{a $ b}"', 'f"{a?}"', "f'{a", "f'''{a", 'f"{a:x', 'rf"\\{a}"', 'f"\\{a}"', 'bf"a"', 'fu"a"', 'f"a" b"b"', 'f"{x}" = 1', 'f"{None = }"', 'f"{a!r=}"', 'f"{\\n}"', 'f"{""!r}"'):
    try:
        compile(source, "<test>", "eval")
        print(repr(source), "fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
