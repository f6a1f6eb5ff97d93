/*
 * The bounded buffer between the threads that log and the thread that sends.
 *
 * Rows lie in chunks. Each thread writes into the chunk of its own shard, under a lock that it only ever tries: a shard that is busy is
 * left for the next. A chunk that is full goes to a lock-free list; the sender takes that list, and the started chunks too
 * when their time has come. Every byte is counted against one budget, which encoded batches share.
 */
#ifndef DW_BUFFER_H
#define DW_BUFFER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that may be in use at a time. Any thread. */
typedef struct dw_budget {
    atomic_size_t used;
    size_t limit;
} dw_budget;

/* Takes `bytes`, or returns false when that would go beyond the limit. */
bool dw_budget_take(dw_budget *budget, size_t bytes);

/* Takes `bytes` even beyond the limit: for what replaces bytes that are about to be given back. */
void dw_budget_charge(dw_budget *budget, size_t bytes);

void dw_budget_give(dw_budget *budget, size_t bytes);
bool dw_budget_is_exceeded(dw_budget *budget);

typedef struct dw_chunk {
    struct dw_chunk *next;
    size_t capacity;
    size_t used;
    _Alignas(8) uint8_t data[];
} dw_chunk;

enum { DW_SHARDS = 16, DW_SPARE_CHUNKS_MAX = 32 };

typedef struct dw_shard {
    _Alignas(64) atomic_flag busy;
    dw_chunk *chunk; /* or null; guarded by busy */
    atomic_uint_least64_t accepted; /* rows, ever */
} dw_shard;

typedef struct dw_buffer {
    dw_budget *budget;
    size_t chunk_bytes;
    _Atomic(dw_chunk *) full; /* newest first */
    atomic_flag spare_busy;
    dw_chunk *spare; /* guarded by spare_busy */
    size_t spare_count;
    atomic_uint_least64_t dropped_full;
    atomic_uint_least64_t dropped_contention;
    dw_shard shards[DW_SHARDS];
} dw_buffer;

/* The budget must outlive the buffer. */
void dw_buffer_init(dw_buffer *buffer, dw_budget *budget);

/* Frees every chunk. No other thread may use the buffer any more. */
void dw_buffer_destroy(dw_buffer *buffer);

/* A place for a row of `size` bytes (a multiple of 8) in a shard that is now the caller's until dw_buffer_commit; null when the
 * budget is used up or every shard is busy, which is then counted. Never blocks. */
uint8_t *dw_buffer_reserve(dw_buffer *buffer, size_t size, dw_shard **shard);

/* Makes the reserved row visible. True: a chunk became full on the way, so the sender should be woken. */
bool dw_buffer_commit(dw_buffer *buffer, dw_shard *shard, size_t size);

/* The sender's: takes all full chunks, oldest first; with `started` the begun ones too. The chunks are the caller's. */
dw_chunk *dw_buffer_collect(dw_buffer *buffer, bool started);

/* Gives a chunk back. */
void dw_buffer_recycle(dw_buffer *buffer, dw_chunk *chunk);

/* Whether no row waits, full or started chunk. */
bool dw_buffer_is_empty(dw_buffer *buffer);

/* Rows ever accepted. */
uint64_t dw_buffer_accepted(dw_buffer *buffer);

#endif
