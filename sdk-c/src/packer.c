#include "packer.h"

#include <stdlib.h>

#include "limits.h"
#include "encode.h"
#include "row_read.h"

/* Beyond so many deployments a batch gives its memory back when it is encoded. */
enum { KEPT_BATCHES = 16 };

static void charge(dw_packer *packer, dw_deployment *deployment, size_t bytes) {
    if (bytes > deployment->charged) {
        dw_budget_charge(packer->budget, bytes - deployment->charged);
    } else {
        dw_budget_give(packer->budget, deployment->charged - bytes);
    }
    deployment->charged = bytes;
}

/* ------------------------------------------------------------------------------------------------------------ Sealing */

static bool encode(dw_packer *packer, uint32_t index) {
    dw_deployment *deployment = &packer->deployments[index];
    dw_writer *writer = &packer->writer;
    if (writer->data == NULL) dw_writer_init(writer, packer->bytes_max);
    writer->start = writer->capacity;
    dw_text id = dw_packer_deployment(packer, index);
    if (!dw_encode_append(writer, deployment->batch, id, deployment->sequence + 1)) {
        dw_writer_free(writer);
        return false;
    }
    dw_sealed *sealed = dw_sealed_create(dw_writer_length(writer), deployment->batch->rows);
    if (sealed == NULL) return false;
    memcpy(sealed->data, writer->data + writer->start, sealed->length);
    memcpy(sealed->data + sealed->length, deployment->batch->logged.data, sealed->size - sealed->length);
    sealed->deployment = index;
    sealed->sequence = ++deployment->sequence;
    dw_budget_charge(packer->budget, sealed->size);
    dw_outbox_push(packer->outbox, sealed);
    return true;
}

/* Empties the batch; gives its memory back when there are many. */
static void clear(dw_packer *packer, dw_deployment *deployment) {
    packer->rows -= deployment->batch->rows;
    dw_batch_clear(deployment->batch);
    if (packer->count > KEPT_BATCHES) {
        dw_batch_free(deployment->batch);
        free(deployment->batch);
        deployment->batch = NULL;
    }
    charge(packer, deployment, 0);
}

static void seal(dw_packer *packer, uint32_t index) {
    dw_deployment *deployment = &packer->deployments[index];
    uint32_t rows = deployment->batch == NULL ? 0 : deployment->batch->rows;
    if (rows == 0) return;
    if (!encode(packer, index)) packer->listener.lost(packer->listener.context, rows);
    clear(packer, deployment);
}

void dw_packer_seal(dw_packer *packer) {
    for (uint32_t i = 0; i < packer->count && packer->rows > 0; i++) seal(packer, i);
}

/* ------------------------------------------------------------------------------------------------------------- Adding */

dw_text dw_packer_deployment(const dw_packer *packer, uint32_t deployment) {
    return dw_dictionary_entry(&packer->names, deployment + 1);
}

static bool grow(dw_packer *packer) {
    if (packer->count < packer->capacity) return true;
    uint32_t capacity = packer->capacity == 0 ? 4 : packer->capacity * 2;
    dw_deployment *deployments = realloc(packer->deployments, capacity * sizeof *deployments);
    if (deployments == NULL) return false;
    packer->deployments = deployments;
    packer->capacity = capacity;
    return true;
}

/* The number of a deployment; UINT32_MAX: there are too many, or no memory. */
static uint32_t find(dw_packer *packer, dw_text id) {
    if (packer->latest < packer->count) {
        dw_text latest = dw_packer_deployment(packer, packer->latest);
        if (latest.length == id.length && memcmp(latest.data, id.data, id.length) == 0) return packer->latest;
    }
    uint32_t number = dw_dictionary_find(&packer->names, id);
    if (number == 0) {
        if (packer->count == DW_DEPLOYMENTS_MAX || !grow(packer)) return UINT32_MAX;
        number = dw_dictionary_intern(&packer->names, id);
        if (number == 0) return UINT32_MAX;
        packer->deployments[packer->count++] = (dw_deployment){0};
    }
    return packer->latest = number - 1;
}

static bool prepare(dw_packer *packer, dw_deployment *deployment) {
    if (deployment->batch != NULL) return true;
    deployment->batch = malloc(sizeof *deployment->batch);
    if (deployment->batch != NULL) dw_batch_init(deployment->batch, packer->rows_max, packer->bytes_max);
    return deployment->batch != NULL;
}

/* Gives up a batch whose columns no longer agree. */
static void lose(dw_packer *packer, dw_deployment *deployment) {
    packer->listener.lost(packer->listener.context, deployment->batch->rows + 1);
    clear(packer, deployment);
}

static void add(dw_packer *packer, const dw_row *row) {
    dw_cursor cursor = dw_row_begin(row);
    dw_text id = dw_take_text(&cursor, row->deployment_length);
    dw_text request = dw_take_text(&cursor, row->request_length);
    const dw_packer_listener *listener = &packer->listener;
    uint32_t index = find(packer, id);
    if (index == UINT32_MAX) {
        listener->refused(
            listener->context, id, request, "too_many_deployments", "one client takes events of at most 4096 deployments");
        return;
    }
    dw_deployment *deployment = &packer->deployments[index];
    if (!prepare(packer, deployment)) {
        listener->lost(listener->context, 1);
        return;
    }
    const char *code, *message;
    dw_addition addition = dw_batch_add(deployment->batch, row, &code, &message);
    if (addition == DW_ADD_FULL) {
        seal(packer, index);
        if (!prepare(packer, deployment)) {
            listener->lost(listener->context, 1);
            return;
        }
        addition = dw_batch_add(deployment->batch, row, &code, &message);
    }
    if (addition == DW_ADDED) packer->rows++;
    if (addition == DW_ADD_REFUSED) listener->refused(listener->context, id, request, code, message);
    if (addition == DW_ADD_NO_MEMORY || addition == DW_ADD_FULL) lose(packer, deployment);
}

void dw_packer_add(dw_packer *packer, const dw_chunk *chunk) {
    for (size_t at = 0; at < chunk->used;) {
        const dw_row *row = (const dw_row *)(const void *)(chunk->data + at);
        add(packer, row);
        at += row->size;
    }
    for (uint32_t i = 0; i < packer->count; i++) {
        dw_deployment *deployment = &packer->deployments[i];
        if (deployment->batch != NULL) charge(packer, deployment, deployment->batch->rows == 0 ? 0 : deployment->batch->estimate);
    }
}

void dw_packer_free(dw_packer *packer) {
    for (uint32_t i = 0; i < packer->count; i++) {
        if (packer->deployments[i].batch == NULL) continue;
        dw_batch_free(packer->deployments[i].batch);
        free(packer->deployments[i].batch);
    }
    free(packer->deployments);
    dw_dictionary_free(&packer->names);
    dw_writer_free(&packer->writer);
}
