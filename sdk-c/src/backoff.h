/* Pauses between attempts: they double up to a limit, and each is shortened by chance by up to a half. */
#ifndef DW_BACKOFF_H
#define DW_BACKOFF_H

#include <stdint.h>

typedef struct dw_backoff {
    int64_t min_nanos;
    int64_t max_nanos;
    int64_t next_nanos;
    uint64_t random; /* state of a xorshift generator; never 0 */
} dw_backoff;

void dw_backoff_init(dw_backoff *backoff, int64_t min_nanos, int64_t max_nanos, uint64_t seed);

/* The pause before the next attempt. */
int64_t dw_backoff_next(dw_backoff *backoff);

/* An attempt has succeeded. */
void dw_backoff_reset(dw_backoff *backoff);

#endif
