; expect: True
.code compare_op_5
    RESUME 0
    LOAD_CONST "b"
    LOAD_CONST "a"
    COMPARE_OP >=
    RETURN_VALUE
.end
