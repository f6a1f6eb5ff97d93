#define _GNU_SOURCE
#include "wake.h"

#include <time.h>

static const int64_t second = 1000000000;

static int64_t now(clockid_t clock) {
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * second + time.tv_nsec;
}

int64_t dw_now_monotonic(void) {
    return now(CLOCK_MONOTONIC);
}

int64_t dw_now_unix(void) {
    return now(CLOCK_REALTIME);
}

void dw_wake_init(dw_wake *wake) {
    atomic_init(&wake->sleep, DW_AWAKE);
    atomic_init(&wake->news, false);
    (void)sem_init(&wake->semaphore, 0, 0);
}

void dw_wake_destroy(dw_wake *wake) {
    (void)sem_destroy(&wake->semaphore);
}

void dw_wake_post(dw_wake *wake) {
    if (atomic_exchange(&wake->sleep, DW_AWAKE) != DW_AWAKE) (void)sem_post(&wake->semaphore);
}

void dw_wake_tell(dw_wake *wake) {
    atomic_store(&wake->news, true);
    if (atomic_load(&wake->sleep) != DW_AWAKE) dw_wake_post(wake);
}

void dw_wake_wait(dw_wake *wake, int64_t deadline) {
    if (deadline == INT64_MAX) {
        (void)sem_wait(&wake->semaphore);
    } else {
        struct timespec time = {.tv_sec = deadline / second, .tv_nsec = deadline % second};
        (void)sem_clockwait(&wake->semaphore, CLOCK_MONOTONIC, &time);
    }
    atomic_store(&wake->sleep, DW_AWAKE);
}
