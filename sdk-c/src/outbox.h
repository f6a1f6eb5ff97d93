/*
 * Encoded batches from their encoding to their acknowledgement, in order. The first `in_flight` of them have been sent on the
 * stream that is open; when it ends they are sent again on the next one, with the same sequences, in the same order.
 *
 * No I/O and no clock in here. Owned by the sender's thread, except for dw_sealed_release.
 */
#ifndef DW_OUTBOX_H
#define DW_OUTBOX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An encoded AppendRequest. Shared by the outbox and, while it is being sent, the transport. */
typedef struct dw_sealed {
    struct dw_sealed *next;
    atomic_uint references;
    uint32_t deployment; /* the sender's number of it */
    uint32_t rows;
    uint32_t attempts;
    uint64_t serial;   /* of the outbox: 1, 2, 3, … */
    uint64_t sequence; /* of the deployment */
    size_t length; /* of the message */
    size_t size;   /* with what follows it: i64 × rows, when the SDK took each */
    uint8_t data[];
} dw_sealed;

/* A batch with room for a message of `length` bytes and `rows` times, and one reference; null: no memory. */
dw_sealed *dw_sealed_create(size_t length, uint32_t rows);

/* Gives up a reference; the last one frees. Any thread. */
void dw_sealed_release(void *sealed);

/* Zeroed: empty. */
typedef struct dw_outbox {
    dw_sealed *first;
    dw_sealed *last;
    dw_sealed *unsent; /* the first that is not in flight, or null */
    uint32_t in_flight;
    uint64_t last_serial;
} dw_outbox;

/* Takes over the caller's reference and gives the batch its serial. */
void dw_outbox_push(dw_outbox *outbox, dw_sealed *sealed);

/* Counts the first unsent batch, which there is, as sent, and returns it. */
dw_sealed *dw_outbox_send(dw_outbox *outbox);

/* Takes out the oldest batch in flight, or null when there is none. The caller releases it. */
dw_sealed *dw_outbox_acknowledge(dw_outbox *outbox);

/* The stream is gone: nothing is in flight any more. */
void dw_outbox_rewind(dw_outbox *outbox);

/* Whether every batch up to and with `serial` has been answered. */
bool dw_outbox_is_done(const dw_outbox *outbox, uint64_t serial);

/* Releases every batch. */
void dw_outbox_free(dw_outbox *outbox);

#endif
