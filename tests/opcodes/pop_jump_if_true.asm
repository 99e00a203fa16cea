; expect: 'jumped'
.code pop_jump_if_true
    RESUME 0
    LOAD_CONST True
    POP_JUMP_IF_TRUE yes
    RETURN_CONST "fell"
yes:
    RETURN_CONST "jumped"
.end
