; expect: 4
.code for_iter
.locals f x
.code f
.flags GENERATOR
    RETURN_GENERATOR
    POP_TOP
    RESUME 0
    LOAD_SMALL_INT 4
    YIELD_VALUE 0
    RESUME 5
    POP_TOP
    RETURN_CONST "end"
.end
    RESUME 0
    LOAD_CONST code f
    MAKE_FUNCTION
    STORE_FAST f
    LOAD_FAST f
    PUSH_NULL
    CALL 0
    GET_ITER
loop:
    FOR_ITER end
    STORE_FAST x
    JUMP_BACKWARD loop
end:
    END_FOR
    POP_ITER
    LOAD_FAST_CHECK x
    RETURN_VALUE
.end
