/* The error of the calling thread. */
#ifndef DW_ERROR_H
#define DW_ERROR_H

#include "driftwatch.h"

/* Stores a sentence for dw_last_error and returns `status`. Cuts what is longer than 255 bytes. */
dw_status dw_fail(dw_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a constant sentence, which must live for ever: costs one store, for the paths that may fail often. */
dw_status dw_fail_with(dw_status status, const char *sentence);

#endif
