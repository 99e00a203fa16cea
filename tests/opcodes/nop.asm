; expect: 1
.code nop
    RESUME 0
    NOP
    LOAD_SMALL_INT 1
    RETURN_VALUE
.end
