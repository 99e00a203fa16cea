; expect: 2
.code load_global_call
    RESUME 0
    LOAD_GLOBAL len null
    LOAD_CONST "ab"
    CALL 1
    RETURN_VALUE
.end
