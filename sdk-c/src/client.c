/* The public functions. What they do in the background is in sender.c. */
#include "client.h"

#include <signal.h>
#include <stdlib.h>

#include "error.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)

static const char forked_message[] =
    "the client was in use before fork(); its threads are not in this process; fork first and log afterwards";

static const int64_t millisecond = 1000000;

/* ------------------------------------------------------------------------------------------------------------- Opening */

static bool init_waiting(dw_client *client) {
    pthread_condattr_t attributes;
    if (pthread_mutex_init(&client->mutex, NULL) != 0) return false;
    if (pthread_condattr_init(&attributes) != 0) return false;
    bool done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0
        && pthread_cond_init(&client->changed, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return done;
}

dw_status dw_open(const dw_options *options, dw_client **opened) {
    if (opened == NULL) return dw_fail(DW_INVALID_ARGUMENT, "dw_open: the place for the client is a null pointer");
    *opened = NULL;
    if (dw_fork_is_orphan()) return dw_fail_with(DW_FORKED, forked_message);
    dw_settings settings;
    dw_status status = dw_settings_init(&settings, options);
    if (status != DW_OK) return status;

    dw_client *client = aligned_alloc(_Alignof(dw_client), sizeof *client);
    if (client == NULL) {
        dw_settings_free(&settings);
        return dw_fail(DW_NO_MEMORY, "no memory for a client");
    }
    memset(client, 0, sizeof *client);
    client->settings = settings;
    client->settings.transport.client_id = client->settings.client_id;
    client->transport = &dw_transport_grpc;
    client->budget.limit = settings.options.buffer_bytes;
    dw_buffer_init(&client->buffer, &client->budget);
    dw_wake_init(&client->wake);
    if (!init_waiting(client)) {
        dw_settings_free(&client->settings);
        free(client);
        return dw_fail(DW_SYSTEM, "the system gave no mutex");
    }
    dw_fork_register(client);
    *opened = client;
    return DW_OK;
}

/* Starts the thread with every signal blocked, so that the application's handlers never run on it. */
static int start_thread(dw_client *client) {
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&client->thread, NULL, dw_sender_run, client);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* The first event starts the thread; others that come meanwhile go on. */
static __attribute__((noinline, cold)) dw_status start(dw_client *client) {
    int expected = DW_STATE_NEW;
    if (atomic_compare_exchange_strong(&client->state, &expected, DW_STATE_STARTING)) {
        int error = start_thread(client);
        atomic_store(&client->state, error == 0 ? DW_STATE_RUNNING : DW_STATE_NEW);
        return error == 0 ? DW_OK : dw_fail(DW_SYSTEM, "the SDK's thread could not be started: %s", strerror(error));
    }
    if (expected != DW_STATE_FORKED) return DW_OK;
    dw_count(&client->tally.dropped_forked, 1);
    return dw_fail_with(DW_FORKED, forked_message);
}

/* ------------------------------------------------------------------------------------------------------------- Logging */

static __attribute__((noinline, cold)) dw_status refuse(dw_client *client, dw_status status) {
    dw_count(&client->tally.dropped_invalid, 1);
    return status;
}

dw_status dw_log_inference(dw_client *client, const dw_event *event) {
    if (!LIKELY(client != NULL)) return dw_fail_with(DW_INVALID_ARGUMENT, "dw_log_inference: the client is a null pointer");
    if (!LIKELY(event != NULL)) {
        return refuse(client, dw_fail_with(DW_INVALID_ARGUMENT, "dw_log_inference: the event is a null pointer"));
    }
    size_t size;
    dw_status status = dw_event_measure(event, &client->settings.defaults, &size);
    if (!LIKELY(status == DW_OK)) return refuse(client, status);
    if (!LIKELY(atomic_load_explicit(&client->state, memory_order_acquire) == DW_STATE_RUNNING)) {
        status = start(client);
        if (status != DW_OK) return status;
    }

    dw_shard *shard;
    uint8_t *place = dw_buffer_reserve(&client->buffer, size, &shard);
    if (!LIKELY(place != NULL)) return dw_fail_with(DW_BUFFER_FULL, "the buffer is full; the event was dropped");
    dw_row_write(place, size, event, &client->settings.defaults, dw_now_unix());
    bool filled = dw_buffer_commit(&client->buffer, shard, size);
    dw_wake_notify(&client->wake, filled ? DW_SLEEP_LINGERING : DW_SLEEP_IDLE);
    return DW_OK;
}

/* ------------------------------------------------------------------------------------------------------------ Flushing */

static void forget_flusher(dw_client *client, dw_flusher *flusher) {
    for (dw_flusher **link = &client->flushers; *link != NULL; link = &(*link)->next) {
        if (*link != flusher) continue;
        *link = flusher->next;
        return;
    }
}

static uint64_t pending(dw_client *client) {
    uint64_t settled = atomic_load(&client->tally.acknowledged) + atomic_load(&client->tally.refused)
        + atomic_load(&client->tally.lost);
    uint64_t accepted = dw_buffer_accepted(&client->buffer);
    return accepted > settled ? accepted - settled : 0;
}

/* Waits for the flusher with the mutex held. */
static dw_status await(dw_client *client, dw_flusher *flusher, uint32_t timeout_ms) {
    int64_t deadline = dw_now_monotonic() + timeout_ms * millisecond;
    struct timespec time = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
    while (flusher->stage != DW_FLUSH_DONE && !client->rejected) {
        if (pthread_cond_timedwait(&client->changed, &client->mutex, &time) != 0) break;
    }
    if (flusher->stage == DW_FLUSH_DONE) return DW_OK;
    unsigned long long left = pending(client);
    if (client->rejected) return dw_fail(DW_REJECTED, "%llu events wait: %.200s", left, client->problem);
    return dw_fail(
        DW_TIMED_OUT, "%llu events not acknowledged after %u ms%s%.150s", left, (unsigned)timeout_ms,
        client->problem[0] == 0 ? "" : ": ", client->problem);
}

dw_status dw_flush(dw_client *client, uint32_t timeout_ms) {
    if (client == NULL) return dw_fail(DW_INVALID_ARGUMENT, "dw_flush: the client is a null pointer");
    int state = atomic_load(&client->state);
    if (state == DW_STATE_FORKED) return dw_fail_with(DW_FORKED, forked_message);
    if (state == DW_STATE_NEW) return DW_OK;
    if (dw_sender_is_here(client)) return dw_fail(DW_INVALID_ARGUMENT, "dw_flush was called from a callback; call it elsewhere");

    dw_flusher flusher = {.stage = DW_FLUSH_NEW};
    pthread_mutex_lock(&client->mutex);
    flusher.next = client->flushers;
    client->flushers = &flusher;
    dw_wake_tell(&client->wake);
    dw_status status = await(client, &flusher, timeout_ms);
    forget_flusher(client, &flusher);
    pthread_mutex_unlock(&client->mutex);
    return status;
}

/* ------------------------------------------------------------------------------------------------------------ Counters */

static void fill_counters(dw_client *client, dw_counters *counters) {
    dw_tally *tally = &client->tally;
    *counters = (dw_counters){
        .struct_size = sizeof *counters,
        .acknowledged = atomic_load(&tally->acknowledged),
        .refused = atomic_load(&tally->refused),
        .lost = atomic_load(&tally->lost),
        .dropped_buffer_full = atomic_load(&client->buffer.dropped_full),
        .dropped_contention = atomic_load(&client->buffer.dropped_contention),
        .dropped_invalid = atomic_load(&tally->dropped_invalid),
        .dropped_forked = atomic_load(&tally->dropped_forked),
        .batches_sent = atomic_load(&tally->batches_sent),
        .batches_retried = atomic_load(&tally->batches_retried),
        .batches_acknowledged = atomic_load(&tally->batches_acknowledged),
        .bytes_sent = atomic_load(&tally->bytes_sent),
        .connections = atomic_load(&tally->connections),
        .disconnections = atomic_load(&tally->disconnections),
        .rejections = atomic_load(&tally->rejections),
        .buffer_bytes = atomic_load(&client->budget.used),
    };
    uint64_t settled = counters->acknowledged + counters->refused + counters->lost;
    uint64_t accepted = dw_buffer_accepted(&client->buffer);
    counters->accepted = accepted > settled ? accepted : settled; /* an event may settle while the shards are added up */
    counters->pending = counters->accepted - settled;
}

dw_status dw_get_counters(dw_client *client, dw_counters *counters) {
    if (client == NULL) return dw_fail(DW_INVALID_ARGUMENT, "dw_get_counters: the client is a null pointer");
    if (counters == NULL || counters->struct_size < sizeof *counters) {
        return dw_fail(DW_INVALID_ARGUMENT, "the counters were not made by dw_counters_init");
    }
    fill_counters(client, counters);
    return DW_OK;
}

double dw_acknowledgement_latency_ms(const dw_client *client, double quantile) {
    return client == NULL ? (double)NAN : dw_latency_quantile(&client->latency, quantile);
}

const char *dw_client_id(const dw_client *client) {
    return client == NULL ? "" : client->settings.client_id;
}

/* ------------------------------------------------------------------------------------------------------------- Closing */

/* In a fork's child the locks may be held by threads that are not there, so the memory stays. */
static dw_status abandon(dw_client *client) {
    dw_fork_unregister(client);
    return DW_OK;
}

static void stop(dw_client *client, uint32_t timeout_ms) {
    pthread_mutex_lock(&client->mutex);
    client->closing = true;
    client->close_deadline = dw_now_monotonic() + timeout_ms * millisecond;
    pthread_mutex_unlock(&client->mutex);
    dw_wake_tell(&client->wake);
    (void)pthread_join(client->thread, NULL);
    dw_count(&client->tally.lost, pending(client));
}

static void destroy(dw_client *client) {
    dw_buffer_destroy(&client->buffer);
    dw_wake_destroy(&client->wake);
    (void)pthread_cond_destroy(&client->changed);
    (void)pthread_mutex_destroy(&client->mutex);
    dw_settings_free(&client->settings);
    free(client);
}

dw_status dw_close(dw_client *client, uint32_t timeout_ms, dw_counters *counters) {
    if (client == NULL) return DW_OK;
    if (counters != NULL && counters->struct_size < sizeof *counters) {
        return dw_fail(DW_INVALID_ARGUMENT, "the counters were not made by dw_counters_init");
    }
    int state = atomic_load(&client->state);
    if (dw_sender_is_here(client)) {
        return dw_fail(DW_INVALID_ARGUMENT, "dw_close was called from a callback; call it elsewhere");
    }
    if (state == DW_STATE_RUNNING) stop(client, timeout_ms);
    dw_counters last = dw_counters_init();
    fill_counters(client, &last);
    if (counters != NULL) *counters = last;
    if (state == DW_STATE_FORKED) return abandon(client);

    dw_status status = DW_OK;
    if (last.lost > 0) {
        status = dw_fail(
            DW_LOST, "%llu events were not acknowledged and are lost%s%.150s", (unsigned long long)last.lost,
            client->problem[0] == 0 ? "" : ": ", client->problem);
    }
    dw_fork_unregister(client);
    destroy(client);
    return status;
}
