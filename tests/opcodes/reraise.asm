; raises: KeyError: 
.code reraise
    RESUME 0
begin:
    LOAD_GLOBAL KeyError
    RAISE_VARARGS 1
handler:
    PUSH_EXC_INFO
    LOAD_GLOBAL ValueError
    CHECK_EXC_MATCH
    POP_JUMP_IF_FALSE other
    POP_TOP
    POP_EXCEPT
    RETURN_CONST "caught"
other:
    RERAISE 0
.except begin handler handler 0
.end
