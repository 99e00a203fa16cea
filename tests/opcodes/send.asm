; expect: [4, 'end']
.code send
.locals f
.code f
.flags GENERATOR
.code inner
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
    RETURN_GENERATOR
    POP_TOP
    RESUME 0
    LOAD_CONST code inner
    MAKE_FUNCTION
    PUSH_NULL
    CALL 0
    GET_YIELD_FROM_ITER
    LOAD_CONST None
loop:
    SEND end
suspended:
    YIELD_VALUE 1
suspended_end:
    RESUME 2
    JUMP_BACKWARD_NO_INTERRUPT loop
thrown:
    CLEANUP_THROW
end:
    END_SEND
    YIELD_VALUE 0
    RESUME 5
    POP_TOP
    RETURN_CONST None
.except suspended suspended_end thrown 2
.end
    RESUME 0
    LOAD_CONST code f
    MAKE_FUNCTION
    STORE_FAST f
    BUILD_LIST 0
    LOAD_FAST f
    PUSH_NULL
    CALL 0
    LIST_EXTEND 1
    RETURN_VALUE
.end
