; expect: [4]
.code generator
.locals f
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
    BUILD_LIST 0
    LOAD_FAST f
    PUSH_NULL
    CALL 0
    LIST_EXTEND 1
    RETURN_VALUE
.end
