#include "outbox.h"

#include <stdlib.h>

dw_sealed *dw_sealed_create(size_t length, uint32_t rows) {
    size_t size = length + sizeof(int64_t) * rows;
    dw_sealed *sealed = malloc(sizeof *sealed + size);
    if (sealed == NULL) return NULL;
    *sealed = (dw_sealed){.rows = rows, .length = length, .size = size};
    atomic_init(&sealed->references, 1);
    return sealed;
}

void dw_sealed_release(void *context) {
    dw_sealed *sealed = context;
    if (atomic_fetch_sub_explicit(&sealed->references, 1, memory_order_acq_rel) == 1) free(sealed);
}

void dw_outbox_push(dw_outbox *outbox, dw_sealed *sealed) {
    sealed->next = NULL;
    sealed->serial = ++outbox->last_serial;
    if (outbox->last == NULL) {
        outbox->first = sealed;
    } else {
        outbox->last->next = sealed;
    }
    outbox->last = sealed;
    if (outbox->unsent == NULL) outbox->unsent = sealed;
}

dw_sealed *dw_outbox_send(dw_outbox *outbox) {
    dw_sealed *sealed = outbox->unsent;
    outbox->unsent = sealed->next;
    outbox->in_flight++;
    sealed->attempts++;
    return sealed;
}

dw_sealed *dw_outbox_acknowledge(dw_outbox *outbox) {
    if (outbox->in_flight == 0) return NULL;
    dw_sealed *sealed = outbox->first;
    outbox->first = sealed->next;
    if (outbox->first == NULL) outbox->last = NULL;
    outbox->in_flight--;
    return sealed;
}

void dw_outbox_rewind(dw_outbox *outbox) {
    outbox->unsent = outbox->first;
    outbox->in_flight = 0;
}

bool dw_outbox_is_done(const dw_outbox *outbox, uint64_t serial) {
    return outbox->first == NULL || outbox->first->serial > serial;
}

void dw_outbox_free(dw_outbox *outbox) {
    while (outbox->first != NULL) {
        dw_sealed *next = outbox->first->next;
        dw_sealed_release(outbox->first);
        outbox->first = next;
    }
    *outbox = (dw_outbox){0};
}
