/* A client, as its parts see it. */
#ifndef DW_CLIENT_H
#define DW_CLIENT_H

#include <pthread.h>

#include "buffer.h"
#include "driftwatch.h"
#include "latency.h"
#include "settings.h"
#include "wake.h"

typedef enum dw_state {
    DW_STATE_NEW = 0,      /* no thread yet */
    DW_STATE_STARTING = 1, /* somebody is starting it */
    DW_STATE_RUNNING = 2,
    DW_STATE_FORKED = 3, /* in a child, and was running in the parent */
} dw_state;

/* A dw_flush that waits. Lies on the waiting thread's stack; in the client's list, under its mutex. */
typedef struct dw_flusher {
    struct dw_flusher *next;
    enum { DW_FLUSH_NEW, DW_FLUSH_COLLECTING, DW_FLUSH_MARKED, DW_FLUSH_DONE } stage;
    uint64_t mark; /* the last batch it waits for */
} dw_flusher;

/* Written by the sender's thread, read by any. */
typedef struct dw_tally {
    atomic_uint_least64_t acknowledged, refused, lost;
    atomic_uint_least64_t batches_sent, batches_retried, batches_acknowledged, bytes_sent;
    atomic_uint_least64_t connections, disconnections, rejections;
    atomic_uint_least64_t dropped_invalid, dropped_forked; /* written by any */
} dw_tally;

struct dw_client {
    atomic_int state;
    dw_settings settings;
    const dw_transport_functions *transport;
    dw_budget budget;
    dw_buffer buffer;
    dw_wake wake;
    dw_tally tally;
    dw_latency latency; /* from the call to the acknowledgement */
    pthread_t thread;
    dw_client *next; /* of all clients; guarded by fork.c */

    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a flusher's stage, or rejected */
    /* Guarded by mutex: */
    dw_flusher *flushers;
    bool rejected;     /* the last attempt failed for a reason that time does not mend */
    char problem[400];/* why the last stream ended; "" while all is well */
    bool closing;
    int64_t close_deadline;
};

static inline void dw_count(atomic_uint_least64_t *counter, uint64_t more) {
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

/* The sender's thread. `context` is the client, which outlives it. */
void *dw_sender_run(void *context);

/* Whether the calling thread is the sender's. */
bool dw_sender_is_here(const dw_client *client);

/* fork.c: the list of all clients, and what happens to them in a child. */
void dw_fork_register(dw_client *client);
void dw_fork_unregister(dw_client *client);

/* The transport's threads are about to start in this process. */
void dw_fork_note_transport(void);

/* Whether this process is a child of one in which they had been started. */
bool dw_fork_is_orphan(void);

#endif
