; raises: NameError: name 'g' is not defined
.code delete_global
    RESUME 0
    LOAD_SMALL_INT 4
    STORE_GLOBAL g
    DELETE_GLOBAL g
    LOAD_GLOBAL g
    RETURN_VALUE
.end
