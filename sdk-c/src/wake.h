/* Sleeping and waking of the sender's thread. Waking costs one load while the sender is awake. */
#ifndef DW_WAKE_H
#define DW_WAKE_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum dw_sleep {
    DW_AWAKE = 0,
    DW_SLEEP_LINGERING = 1, /* single events may wait; a full chunk or news wake */
    DW_SLEEP_IDLE = 2,      /* the first event wakes */
} dw_sleep;

typedef struct dw_wake {
    atomic_int sleep;
    atomic_bool news; /* something other than events happened */
    sem_t semaphore;
} dw_wake;

void dw_wake_init(dw_wake *wake);
void dw_wake_destroy(dw_wake *wake);

/* Posts. Never blocks. Apart, so that the common path stays short. */
void dw_wake_post(dw_wake *wake);

/* Wakes a sender that sleeps at least as deeply as `depth`. Any thread. */
static inline void dw_wake_notify(dw_wake *wake, dw_sleep depth) {
    if (atomic_load_explicit(&wake->sleep, memory_order_relaxed) >= (int)depth) dw_wake_post(wake);
}

/* Says that there are news, and wakes. */
void dw_wake_tell(dw_wake *wake);

/* The sender's, after it has set `sleep` and has looked once more that there is nothing to do: waits until it is woken or the
 * monotonic clock shows `deadline` (INT64_MAX: for ever). */
void dw_wake_wait(dw_wake *wake, int64_t deadline_nanos);

/* The monotonic and the wall clock in nanoseconds. */
int64_t dw_now_monotonic(void);
int64_t dw_now_unix(void);

#endif
