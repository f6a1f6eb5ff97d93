/*
 * From rows in chunks to encoded batches in the outbox: one batch at a time for each deployment, numbered by it from 1.
 * Owned by the sender's thread.
 */
#ifndef DW_PACKER_H
#define DW_PACKER_H

#include "batch.h"
#include "buffer.h"
#include "outbox.h"
#include "protobuf.h"

typedef struct dw_deployment {
    dw_batch *batch; /* or null */
    uint64_t sequence; /* of its last batch */
    size_t charged; /* to the budget, for the batch */
} dw_deployment;

/* Told about rows that cannot be sent. */
typedef struct dw_packer_listener {
    void *context;
    void (*refused)(void *context, dw_text deployment_id, dw_text request_id, const char *code, const char *message);
    void (*lost)(void *context, uint32_t rows); /* no memory */
} dw_packer_listener;

typedef struct dw_packer {
    dw_budget *budget;
    dw_outbox *outbox;
    dw_packer_listener listener;
    uint32_t rows_max;
    size_t bytes_max;
    dw_dictionary names; /* number k is deployments[k - 1] */
    dw_deployment *deployments;
    uint32_t count, capacity;
    uint32_t latest; /* the deployment of the last row */
    uint32_t rows;   /* in all batches */
    dw_writer writer;
} dw_packer;

/* Zeroed with its first five fields set: ready. */

/* Adds every row of a chunk; batches that become full go to the outbox. */
void dw_packer_add(dw_packer *packer, const dw_chunk *chunk);

/* Encodes what has been added: every batch goes to the outbox. */
void dw_packer_seal(dw_packer *packer);

/* The id of a deployment by its number, as dw_sealed has it. */
dw_text dw_packer_deployment(const dw_packer *packer, uint32_t deployment);

void dw_packer_free(dw_packer *packer);

#endif
