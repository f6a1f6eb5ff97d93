#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char message[256];
static _Thread_local const char *last = "";

dw_status dw_fail(dw_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    last = message;
    return status;
}

dw_status dw_fail_with(dw_status status, const char *sentence) {
    last = sentence;
    return status;
}

const char *dw_last_error(void) {
    return last;
}

const char *dw_version(void) {
    return DW_VERSION;
}

const char *dw_status_name(dw_status status) {
    switch (status) {
    case DW_OK: return "DW_OK";
    case DW_INVALID_ARGUMENT: return "DW_INVALID_ARGUMENT";
    case DW_INVALID_EVENT: return "DW_INVALID_EVENT";
    case DW_BUFFER_FULL: return "DW_BUFFER_FULL";
    case DW_TIMED_OUT: return "DW_TIMED_OUT";
    case DW_LOST: return "DW_LOST";
    case DW_REJECTED: return "DW_REJECTED";
    case DW_FORKED: return "DW_FORKED";
    case DW_NO_MEMORY: return "DW_NO_MEMORY";
    case DW_SYSTEM: return "DW_SYSTEM";
    }
    return "unknown status";
}
