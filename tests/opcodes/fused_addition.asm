; expect: 2
; runs: LOAD_FAST_BORROW__BINARY_OP_ADD_INT
.code fused_addition
.locals number
    RESUME 0
    LOAD_SMALL_INT 5
    STORE_FAST number
again:
    LOAD_SMALL_INT 3
    LOAD_FAST_BORROW number
    BINARY_OP +
    POP_TOP
    LOAD_FAST_BORROW number
    LOAD_SMALL_INT 2
    COMPARE_OP ==
    POP_JUMP_IF_FALSE next
    NOT_TAKEN
    LOAD_SMALL_INT 0
    LOAD_FAST_BORROW number
    BINARY_OP +
    RETURN_VALUE
next:
    LOAD_SMALL_INT 2
    STORE_FAST number
    JUMP_BACKWARD again
.end
