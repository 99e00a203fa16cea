; expect: True
.code compare_op_2
    RESUME 0
    LOAD_CONST 1
    LOAD_CONST 1.0
    COMPARE_OP ==
    RETURN_VALUE
.end
