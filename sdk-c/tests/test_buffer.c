/* The bounded buffer: nothing lost, nothing twice, never beyond the budget. */
#include "buffer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { THREADS = 4, ROWS = 50000 };

typedef struct record {
    uint64_t size;
    uint64_t thread;
    uint64_t index;
} record;

static dw_buffer *make_buffer(dw_budget *budget, size_t limit) {
    dw_buffer *buffer = aligned_alloc(_Alignof(dw_buffer), sizeof *buffer);
    *budget = (dw_budget){.limit = limit};
    dw_buffer_init(buffer, budget);
    return buffer;
}

static bool append(dw_buffer *buffer, record record) {
    dw_shard *shard;
    uint8_t *place = dw_buffer_reserve(buffer, record.size, &shard);
    if (place == NULL) return false;
    memcpy(place, &record, sizeof record);
    (void)dw_buffer_commit(buffer, shard, record.size);
    return true;
}

/* Takes everything and counts the rows of each thread. */
static uint64_t drain(dw_buffer *buffer, bool started, uint8_t (*seen)[ROWS]) {
    uint64_t rows = 0;
    dw_chunk *chunk = dw_buffer_collect(buffer, started);
    while (chunk != NULL) {
        dw_chunk *next = chunk->next;
        for (size_t at = 0; at < chunk->used; rows++) {
            record row;
            memcpy(&row, chunk->data + at, sizeof row);
            CHECK(row.thread < THREADS && row.index < ROWS && seen[row.thread][row.index]++ == 0);
            at += row.size;
        }
        dw_buffer_recycle(buffer, chunk);
        chunk = next;
    }
    return rows;
}

static uint8_t seen[THREADS][ROWS];

static void rows_come_out_once_and_in_order(void) {
    dw_budget budget;
    dw_buffer *buffer = make_buffer(&budget, 1 << 20);
    memset(seen, 0, sizeof seen);
    CHECK(dw_buffer_is_empty(buffer));
    for (uint64_t i = 0; i < 1000; i++) CHECK(append(buffer, (record){24 + 8 * (i % 50), 0, i}));
    CHECK(!dw_buffer_is_empty(buffer));
    CHECK(dw_buffer_accepted(buffer) == 1000);
    uint64_t expected = 0;
    dw_chunk *chunk = dw_buffer_collect(buffer, true);
    while (chunk != NULL) {
        dw_chunk *next = chunk->next;
        for (size_t at = 0; at < chunk->used;) {
            record row;
            memcpy(&row, chunk->data + at, sizeof row);
            CHECK(row.index == expected++);
            at += row.size;
        }
        dw_buffer_recycle(buffer, chunk);
        chunk = next;
    }
    CHECK(expected == 1000 && dw_buffer_is_empty(buffer));
    dw_buffer_destroy(buffer);
    CHECK(atomic_load(&budget.used) == 0);
    free(buffer);
}

static void a_full_buffer_refuses_and_recovers(void) {
    dw_budget budget;
    dw_buffer *buffer = make_buffer(&budget, 65536);
    memset(seen, 0, sizeof seen);
    uint64_t taken = 0;
    while (append(buffer, (record){256, 0, taken})) taken++;
    CHECK(taken > 100 && taken <= 256);
    CHECK(atomic_load(&budget.used) <= budget.limit);
    CHECK(atomic_load(&buffer->dropped_full) == 1);
    CHECK(!append(buffer, (record){256, 0, 0}));
    CHECK(drain(buffer, true, seen) == taken);
    CHECK(append(buffer, (record){256, 1, 0}));
    CHECK(!append(buffer, (record){1 << 20, 1, 1})); /* larger than everything */
    CHECK(append(buffer, (record){16384, 1, 2}));    /* larger than a chunk */
    CHECK(append(buffer, (record){256, 1, 3}));
    CHECK(drain(buffer, true, seen) == 3);
    dw_buffer_destroy(buffer);
    CHECK(atomic_load(&budget.used) == 0);
    free(buffer);
}

typedef struct job {
    dw_buffer *buffer;
    uint64_t thread;
    atomic_int *running;
} job;

static void *write_rows(void *context) {
    job *job = context;
    for (uint64_t i = 0; i < ROWS; i++) {
        while (!append(job->buffer, (record){24 + 8 * (i % 20), job->thread, i})) continue;
    }
    atomic_fetch_sub(job->running, 1);
    return NULL;
}

static void many_threads_lose_nothing(void) {
    dw_budget budget;
    dw_buffer *buffer = make_buffer(&budget, 1 << 20);
    atomic_int running = THREADS;
    pthread_t threads[THREADS];
    job jobs[THREADS];
    memset(seen, 0, sizeof seen);
    for (uint64_t i = 0; i < THREADS; i++) {
        jobs[i] = (job){buffer, i, &running};
        CHECK(pthread_create(&threads[i], NULL, write_rows, &jobs[i]) == 0);
    }
    uint64_t rows = 0;
    while (atomic_load(&running) > 0) {
        rows += drain(buffer, rows % 3 == 0, seen);
        CHECK(atomic_load(&budget.used) <= budget.limit + 65536); /* a take that fails shows for a moment */
    }
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    rows += drain(buffer, true, seen);
    CHECK(rows == (uint64_t)THREADS * ROWS);
    CHECK(dw_buffer_accepted(buffer) == rows);
    dw_buffer_destroy(buffer);
    CHECK(atomic_load(&budget.used) == 0);
    free(buffer);
}

int main(void) {
    RUN(rows_come_out_once_and_in_order);
    RUN(a_full_buffer_refuses_and_recovers);
    RUN(many_threads_lose_nothing);
    return 0;
}
