; expect: [7, 8]
; runs: CALL_PY_GENERATOR
.code call_py_generator
.locals f found item count
.code f
.flags OPTIMIZED NEWLOCALS GENERATOR
.args first second
    RETURN_GENERATOR
    POP_TOP
    RESUME 0
    LOAD_FAST first
    YIELD_VALUE 0
    RESUME 5
    POP_TOP
    LOAD_FAST second
    YIELD_VALUE 0
    RESUME 5
    POP_TOP
    RETURN_CONST "end"
.end
    RESUME 0
    LOAD_CONST code f
    MAKE_FUNCTION
    STORE_FAST f
    LOAD_SMALL_INT 9
    STORE_FAST count
again:
    BUILD_LIST 0
    STORE_FAST found
    LOAD_FAST f
    PUSH_NULL
    LOAD_SMALL_INT 7
    LOAD_SMALL_INT 8
    CALL 2
    GET_ITER
next:
    FOR_ITER end
    STORE_FAST item
    LOAD_FAST found
    LOAD_FAST item
    LIST_APPEND 1
    POP_TOP
    JUMP_BACKWARD next
end:
    END_FOR
    POP_ITER
    LOAD_FAST count
    LOAD_SMALL_INT 1
    BINARY_OP -
    COPY 1
    STORE_FAST count
    TO_BOOL
    POP_JUMP_IF_FALSE done
    JUMP_BACKWARD again
done:
    LOAD_FAST found
    RETURN_VALUE
.end
