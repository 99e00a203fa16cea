; expect: 3
.code push_null_call
    RESUME 0
    LOAD_NAME len
    PUSH_NULL
    LOAD_CONST "abc"
    CALL 1
    RETURN_VALUE
.end
