#include "buffer.h"

#include <sched.h>
#include <stdlib.h>

/* ------------------------------------------------------------------------------------------------------------- Budget */

bool dw_budget_take(dw_budget *budget, size_t bytes) {
    size_t before = atomic_fetch_add_explicit(&budget->used, bytes, memory_order_relaxed);
    if (before + bytes <= budget->limit) return true;
    dw_budget_give(budget, bytes);
    return false;
}

void dw_budget_charge(dw_budget *budget, size_t bytes) {
    atomic_fetch_add_explicit(&budget->used, bytes, memory_order_relaxed);
}

void dw_budget_give(dw_budget *budget, size_t bytes) {
    atomic_fetch_sub_explicit(&budget->used, bytes, memory_order_relaxed);
}

bool dw_budget_is_exceeded(dw_budget *budget) {
    return atomic_load_explicit(&budget->used, memory_order_relaxed) > budget->limit;
}

/* ------------------------------------------------------------------------------------------------------------- Chunks */

static inline bool try_lock(atomic_flag *flag) {
    return !atomic_flag_test_and_set_explicit(flag, memory_order_acquire);
}

static inline void unlock(atomic_flag *flag) {
    atomic_flag_clear_explicit(flag, memory_order_release);
}

/* Only the sender waits, and it may. */
static void lock(atomic_flag *flag) {
    while (!try_lock(flag)) sched_yield();
}

static dw_chunk *take_spare(dw_buffer *buffer) {
    if (!try_lock(&buffer->spare_busy)) return NULL;
    dw_chunk *chunk = buffer->spare;
    if (chunk != NULL) {
        buffer->spare = chunk->next;
        buffer->spare_count--;
    }
    unlock(&buffer->spare_busy);
    return chunk;
}

static dw_chunk *make_chunk(dw_buffer *buffer, size_t capacity) {
    size_t whole = sizeof(dw_chunk) + capacity;
    dw_chunk *chunk = capacity == buffer->chunk_bytes ? take_spare(buffer) : NULL;
    if (chunk == NULL) {
        if (!dw_budget_take(buffer->budget, whole)) return NULL;
        chunk = malloc(whole);
        if (chunk == NULL) {
            dw_budget_give(buffer->budget, whole);
            return NULL;
        }
        chunk->capacity = capacity;
    }
    chunk->next = NULL;
    chunk->used = 0;
    return chunk;
}

static void free_chunk(dw_buffer *buffer, dw_chunk *chunk) {
    dw_budget_give(buffer->budget, sizeof(dw_chunk) + chunk->capacity);
    free(chunk);
}

void dw_buffer_recycle(dw_buffer *buffer, dw_chunk *chunk) {
    size_t used = atomic_load_explicit(&buffer->budget->used, memory_order_relaxed);
    if (chunk->capacity == buffer->chunk_bytes && used < buffer->budget->limit / 2) {
        lock(&buffer->spare_busy);
        bool kept = buffer->spare_count < DW_SPARE_CHUNKS_MAX;
        if (kept) {
            chunk->next = buffer->spare;
            buffer->spare = chunk;
            buffer->spare_count++;
        }
        unlock(&buffer->spare_busy);
        if (kept) return;
    }
    free_chunk(buffer, chunk);
}

static void push_full(dw_buffer *buffer, dw_chunk *chunk) {
    dw_chunk *head = atomic_load_explicit(&buffer->full, memory_order_relaxed);
    do {
        chunk->next = head;
    } while (!atomic_compare_exchange_weak_explicit(
        &buffer->full, &head, chunk, memory_order_release, memory_order_relaxed));
}

/* ----------------------------------------------------------------------------------------------------------- Lifetime */

void dw_buffer_init(dw_buffer *buffer, dw_budget *budget) {
    size_t chunk = budget->limit / 32;
    buffer->budget = budget;
    buffer->chunk_bytes = (chunk > 65536 ? 65536 : chunk < 2048 ? 2048 : chunk) & ~(size_t)7;
    atomic_init(&buffer->full, NULL);
    buffer->spare = NULL;
    buffer->spare_count = 0;
    atomic_flag_clear(&buffer->spare_busy);
    atomic_init(&buffer->dropped_full, 0);
    atomic_init(&buffer->dropped_contention, 0);
    for (size_t i = 0; i < DW_SHARDS; i++) {
        atomic_flag_clear(&buffer->shards[i].busy);
        buffer->shards[i].chunk = NULL;
        atomic_init(&buffer->shards[i].accepted, 0);
    }
}

static void free_chunks(dw_buffer *buffer, dw_chunk *chunk) {
    while (chunk != NULL) {
        dw_chunk *next = chunk->next;
        free_chunk(buffer, chunk);
        chunk = next;
    }
}

void dw_buffer_destroy(dw_buffer *buffer) {
    free_chunks(buffer, dw_buffer_collect(buffer, true));
    for (size_t i = 0; i < DW_SHARDS; i++) free_chunks(buffer, buffer->shards[i].chunk);
    free_chunks(buffer, buffer->spare);
}

/* ------------------------------------------------------------------------------------------------------------ Writing */

/* Threads take shards in turn, so that a few threads never meet. */
static size_t home_shard(void) {
    static atomic_size_t next;
    static _Thread_local size_t mine; /* plus one; 0: none yet */
    if (mine == 0) mine = 1 + atomic_fetch_add_explicit(&next, 1, memory_order_relaxed) % DW_SHARDS;
    return mine - 1;
}

static void count(atomic_uint_least64_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static dw_shard *lock_any_shard(dw_buffer *buffer) {
    size_t home = home_shard();
    for (size_t i = 0; i < DW_SHARDS; i++) {
        dw_shard *shard = &buffer->shards[(home + i) % DW_SHARDS];
        if (try_lock(&shard->busy)) return shard;
    }
    count(&buffer->dropped_contention);
    return NULL;
}

uint8_t *dw_buffer_reserve(dw_buffer *buffer, size_t size, dw_shard **reserved) {
    dw_shard *shard = lock_any_shard(buffer);
    if (shard == NULL) return NULL;
    *reserved = shard;

    dw_chunk *chunk = shard->chunk;
    if (chunk != NULL && chunk->capacity - chunk->used >= size) return chunk->data + chunk->used;

    bool outsized = size > buffer->chunk_bytes;
    dw_chunk *fresh = make_chunk(buffer, outsized ? size : buffer->chunk_bytes);
    if (fresh == NULL) {
        unlock(&shard->busy);
        count(&buffer->dropped_full);
        return NULL;
    }
    fresh->next = chunk; /* until the commit: the full one behind the fresh one */
    shard->chunk = fresh;
    return fresh->data;
}

bool dw_buffer_commit(dw_buffer *buffer, dw_shard *shard, size_t size) {
    dw_chunk *chunk = shard->chunk, *full = chunk->next;
    chunk->used += size;
    chunk->next = NULL;
    if (chunk->capacity > buffer->chunk_bytes) { /* outsized: goes at once, and the one before stays */
        shard->chunk = full;
        full = chunk;
    }
    uint64_t accepted = atomic_load_explicit(&shard->accepted, memory_order_relaxed);
    atomic_store_explicit(&shard->accepted, accepted + 1, memory_order_relaxed);
    if (full != NULL) push_full(buffer, full);
    unlock(&shard->busy);
    return full != NULL;
}

/* ------------------------------------------------------------------------------------------------------------ Reading */

static dw_chunk *reversed(dw_chunk *chunk, dw_chunk *tail) {
    while (chunk != NULL) {
        dw_chunk *next = chunk->next;
        chunk->next = tail;
        tail = chunk;
        chunk = next;
    }
    return tail;
}

dw_chunk *dw_buffer_collect(dw_buffer *buffer, bool started) {
    dw_chunk *chunks = NULL;
    for (size_t i = 0; started && i < DW_SHARDS; i++) {
        dw_shard *shard = &buffer->shards[i];
        lock(&shard->busy);
        dw_chunk *chunk = shard->chunk;
        if (chunk != NULL && chunk->used > 0) {
            shard->chunk = NULL;
            chunk->next = chunks;
            chunks = chunk;
        }
        unlock(&shard->busy);
    }
    return reversed(atomic_exchange_explicit(&buffer->full, NULL, memory_order_acquire), chunks);
}

bool dw_buffer_is_empty(dw_buffer *buffer) {
    bool empty = true;
    for (size_t i = 0; i < DW_SHARDS && empty; i++) {
        dw_shard *shard = &buffer->shards[i];
        lock(&shard->busy);
        empty = shard->chunk == NULL || shard->chunk->used == 0;
        unlock(&shard->busy);
    }
    return empty && atomic_load_explicit(&buffer->full, memory_order_acquire) == NULL;
}

uint64_t dw_buffer_accepted(dw_buffer *buffer) {
    uint64_t sum = 0;
    for (size_t i = 0; i < DW_SHARDS; i++) {
        sum += atomic_load_explicit(&buffer->shards[i].accepted, memory_order_relaxed);
    }
    return sum;
}
