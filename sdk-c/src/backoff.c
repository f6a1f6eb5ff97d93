#include "backoff.h"

void dw_backoff_init(dw_backoff *backoff, int64_t min_nanos, int64_t max_nanos, uint64_t seed) {
    *backoff = (dw_backoff){.min_nanos = min_nanos, .max_nanos = max_nanos, .next_nanos = min_nanos, .random = seed | 1};
}

int64_t dw_backoff_next(dw_backoff *backoff) {
    backoff->random ^= backoff->random << 13;
    backoff->random ^= backoff->random >> 7;
    backoff->random ^= backoff->random << 17;
    int64_t pause = backoff->next_nanos;
    backoff->next_nanos = pause > backoff->max_nanos / 2 ? backoff->max_nanos : pause * 2;
    return pause - (int64_t)(backoff->random % (uint64_t)(pause / 2 + 1));
}

void dw_backoff_reset(dw_backoff *backoff) {
    backoff->next_nanos = backoff->min_nanos;
}
