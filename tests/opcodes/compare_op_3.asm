; expect: True
.code compare_op_3
    RESUME 0
    LOAD_CONST "a"
    LOAD_CONST "b"
    COMPARE_OP !=
    RETURN_VALUE
.end
