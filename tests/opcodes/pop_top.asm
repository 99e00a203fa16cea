; expect: 1
.code pop_top
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    POP_TOP
    RETURN_VALUE
.end
