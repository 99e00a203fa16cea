; raises: NameError: name 'n' is not defined
.code delete_name
    RESUME 0
    LOAD_SMALL_INT 8
    STORE_NAME n
    DELETE_NAME n
    LOAD_NAME n
    RETURN_VALUE
.end
