/*
 * The SDK's own thread: takes rows out of the buffer, has them packed into batches, sends these and handles the answers.
 *
 * It works in rounds: hear what the transport has to say, move rows, send, answer who waits in dw_flush, sleep. Nothing that it owns
 * is touched by another thread; what others may touch is in client.h.
 */
#define _GNU_SOURCE
#include <stdio.h>

#include "backoff.h"
#include "client.h"
#include "inbox.h"
#include "packer.h"
#include "refusal.h"

enum { CHUNKS_A_ROUND = 8 };

static const int64_t millisecond = 1000000;
static const int64_t slow_retry = 5000 * millisecond;
static const int64_t farewell = 1000 * millisecond; /* for the stream to end by itself */

typedef struct sender {
    dw_client *client;
    int64_t now;

    /* Rows. */
    dw_chunk *chunks, **chunks_end; /* collected, not packed yet */
    dw_packer packer;
    bool ticking;       /* there may be started chunks, to be collected at tick_at */
    int64_t tick_at;
    bool seal_wanted;   /* rows have lingered: seal as soon as the outbox has nothing else to send */
    bool flushing;      /* a round of dw_flush: everything up to flush_until is to be packed and sealed */
    dw_chunk *flush_until;

    /* Batches. */
    dw_outbox outbox;
    dw_inbox inbox;
    dw_news news;
    void *transport;
    enum { CLOSED, OPEN, ENDING } stream;
    bool sending;
    bool answered; /* something, on this stream */
    int64_t progress_at; /* the last answer, or the first sending after a rest */
    int64_t retry_at;
    int last_code; /* of the last stream that ended, so that a lasting trouble is logged once */
    dw_backoff backoff;
    bool finished;
} sender;

static _Thread_local const dw_client *here;

bool dw_sender_is_here(const dw_client *client) {
    return here == client;
}

static const dw_options *options_of(const sender *self) {
    return &self->client->settings.options;
}

static int64_t milliseconds(uint32_t count) {
    return count * millisecond;
}

/* ------------------------------------------------------------------------------------------------------------- Telling */

static void log_line(const sender *self, dw_log_level level, const char *line) {
    if (options_of(self)->log != NULL) options_of(self)->log(options_of(self)->context, level, line);
}

static void on_lost(void *context, uint32_t rows) {
    sender *self = context;
    dw_count(&self->client->tally.lost, rows);
    log_line(self, DW_LOG_ERROR, "events were lost for want of memory");
}

static void on_refused(void *context, dw_text deployment_id, dw_text request_id, const char *code, const char *message) {
    sender *self = context;
    dw_count(&self->client->tally.refused, 1);
    dw_tell_refusal(options_of(self), deployment_id, request_id, dw_text_of(code), dw_text_of(message), false);
}

/* Changes what dw_flush looks at. */
static void set_problem(sender *self, bool rejected, const char *problem) {
    dw_client *client = self->client;
    pthread_mutex_lock(&client->mutex);
    client->rejected = rejected;
    (void)snprintf(client->problem, sizeof client->problem, "%.399s", problem);
    if (rejected) pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->mutex);
}

/* ---------------------------------------------------------------------------------------------------- From the transport */

/* Codes that another attempt in a moment does not mend. */
static bool is_rejection(int code) {
    enum { INVALID_ARGUMENT = 3, NOT_FOUND = 5, PERMISSION_DENIED = 7, FAILED_PRECONDITION = 9, UNIMPLEMENTED = 12, UNAUTHENTICATED = 16 };
    return code == INVALID_ARGUMENT || code == NOT_FOUND || code == PERMISSION_DENIED || code == FAILED_PRECONDITION
        || code == UNIMPLEMENTED || code == UNAUTHENTICATED;
}

static const char *code_name(int code) {
    static const char *const names[] = {
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    };
    return code >= 0 && (size_t)code < sizeof names / sizeof *names ? names[code] : "UNKNOWN";
}

static void end_stream(sender *self, const char *why) {
    if (self->stream != OPEN) return;
    self->stream = ENDING;
    log_line(self, DW_LOG_WARNING, why);
    self->client->transport->cancel(self->transport);
}

/* Says so, once for a trouble that lasts. */
static void log_end(sender *self, int code, const char *message, bool rejected) {
    char line[400];
    (void)snprintf(
        line, sizeof line, "stream to %.100s ended: %s: %.200s", self->client->settings.transport.target, code_name(code), message);
    bool is_news = code != self->last_code || self->answered;
    if (is_news) log_line(self, rejected ? DW_LOG_ERROR : DW_LOG_WARNING, line);
    /* Last: it wakes dw_flush, whose caller may look for the line. */
    set_problem(self, rejected, line);
}

static void handle_closed(sender *self, int code, const char *message) {
    bool rejected = is_rejection(code);
    dw_tally *tally = &self->client->tally;
    self->stream = CLOSED;
    self->sending = false;
    dw_outbox_rewind(&self->outbox);
    if (self->finished) return;

    dw_count(&tally->disconnections, 1);
    if (rejected) dw_count(&tally->rejections, 1);
    int64_t pause = dw_backoff_next(&self->backoff);
    self->retry_at = self->now + (rejected && pause < slow_retry ? slow_retry : pause);
    log_end(self, code, message, rejected);
    self->last_code = code;
    self->answered = false;
}

static void note_latencies(dw_latency *latency, const dw_sealed *sealed) {
    int64_t now = dw_now_unix(), logged;
    for (size_t at = sealed->length; at < sealed->size; at += sizeof logged) {
        memcpy(&logged, sealed->data + at, sizeof logged);
        int64_t micros = (now - logged) / 1000;
        dw_latency_add(latency, micros < 0 ? 0 : micros > UINT32_MAX ? UINT32_MAX : (uint32_t)micros);
    }
}

static void settle(sender *self, dw_sealed *sealed, uint32_t refused) {
    dw_tally *tally = &self->client->tally;
    dw_count(&tally->batches_acknowledged, 1);
    dw_count(&tally->refused, refused);
    dw_count(&tally->acknowledged, sealed->rows - refused);
    note_latencies(&self->client->latency, sealed);
    dw_budget_give(&self->client->budget, sealed->size);
    dw_sealed_release(sealed);
}

static void note_health(sender *self) {
    self->progress_at = self->now;
    if (self->answered) return;
    self->answered = true;
    dw_backoff_reset(&self->backoff);
    set_problem(self, false, "");
    char line[160];
    (void)snprintf(line, sizeof line, "connected to %.100s", self->client->settings.transport.target);
    log_line(self, DW_LOG_INFO, line);
}

static void handle_answer(sender *self, const uint8_t *data, size_t length) {
    dw_response response;
    const dw_sealed *due = self->outbox.in_flight > 0 ? self->outbox.first : NULL;
    if (self->stream != OPEN) return;
    if (due == NULL || !dw_response_parse(data, length, &response) || response.sequence != due->sequence) {
        end_stream(self, "the server's answer does not fit the batch that was sent; sending again");
        return;
    }
    if (response.has_error && response.retriable) {
        end_stream(self, "the server cannot take a batch now; sending again");
        return;
    }
    note_health(self);
    dw_text id = dw_packer_deployment(&self->packer, due->deployment);
    uint32_t refused = dw_tell_refusals(options_of(self), &response, due, id);
    settle(self, dw_outbox_acknowledge(&self->outbox), refused);
}

static void hear(sender *self) {
    dw_inbox_take(&self->inbox, &self->news);
    if (self->news.sent) self->sending = false;
    const uint8_t *at = self->news.answers.data, *end = at == NULL ? at : at + self->news.answers.length;
    while (at < end) {
        uint32_t length;
        memcpy(&length, at, sizeof length);
        handle_answer(self, at + sizeof length, length);
        at += sizeof length + length;
    }
    if (self->news.broken) end_stream(self, "an answer was lost for want of memory; sending again");
    if (self->news.closed) handle_closed(self, self->news.code, self->news.message);
}

/* ------------------------------------------------------------------------------------------------------------ Moving rows */

/* Whether rows had better stay where they are, until answers make room. */
static bool is_blocked(sender *self) {
    return self->outbox.first != NULL && dw_budget_is_exceeded(&self->client->budget);
}

/* Appends what the buffer has to the chunks; whether there was any. */
static bool collect(sender *self, bool started) {
    *self->chunks_end = dw_buffer_collect(&self->client->buffer, started);
    bool any = *self->chunks_end != NULL;
    while (*self->chunks_end != NULL) self->chunks_end = &(*self->chunks_end)->next;
    return any;
}

static void tick(sender *self) {
    if (self->ticking && self->now >= self->tick_at) {
        if (is_blocked(self)) {
            self->tick_at = self->now + milliseconds(options_of(self)->linger_ms);
            return;
        }
        self->ticking = collect(self, true);
        self->seal_wanted |= self->ticking || self->packer.rows > 0;
        self->tick_at = self->now + milliseconds(options_of(self)->linger_ms);
    } else if (!is_blocked(self)) {
        (void)collect(self, false);
    }
}

static void end_flush_round(sender *self);

static void pack(sender *self) {
    for (int i = 0; i < CHUNKS_A_ROUND && self->chunks != NULL && !is_blocked(self); i++) {
        dw_chunk *chunk = self->chunks;
        self->chunks = chunk->next;
        if (self->chunks == NULL) self->chunks_end = &self->chunks;
        dw_packer_add(&self->packer, chunk);
        bool last_of_flush = self->flushing && chunk == self->flush_until;
        dw_buffer_recycle(&self->client->buffer, chunk);
        if (last_of_flush) end_flush_round(self);
    }
}

/* ------------------------------------------------------------------------------------------------------------ Flushing */

/* Moves flushers from one stage to another; whether there were any. With the mutex held. */
static bool promote(dw_client *client, int from, int to, uint64_t mark) {
    bool any = false;
    for (dw_flusher *flusher = client->flushers; flusher != NULL; flusher = flusher->next) {
        if ((int)flusher->stage != from) continue;
        flusher->stage = to;
        flusher->mark = mark;
        any = true;
    }
    return any;
}

static void begin_flush_round(sender *self) {
    dw_client *client = self->client;
    if (self->flushing) return;
    pthread_mutex_lock(&client->mutex);
    bool any = promote(client, DW_FLUSH_NEW, DW_FLUSH_COLLECTING, 0);
    pthread_mutex_unlock(&client->mutex);
    if (!any) return;
    (void)collect(self, true);
    self->flushing = true;
    self->flush_until = NULL;
    for (dw_chunk *chunk = self->chunks; chunk != NULL; chunk = chunk->next) self->flush_until = chunk;
    if (self->flush_until == NULL) end_flush_round(self);
}

static void end_flush_round(sender *self) {
    dw_client *client = self->client;
    self->flushing = false;
    dw_packer_seal(&self->packer);
    pthread_mutex_lock(&client->mutex);
    (void)promote(client, DW_FLUSH_COLLECTING, DW_FLUSH_MARKED, self->outbox.last_serial);
    pthread_mutex_unlock(&client->mutex);
}

static void answer_flushers(sender *self) {
    dw_client *client = self->client;
    bool any = false;
    pthread_mutex_lock(&client->mutex);
    for (dw_flusher *flusher = client->flushers; flusher != NULL; flusher = flusher->next) {
        if (flusher->stage != DW_FLUSH_MARKED || !dw_outbox_is_done(&self->outbox, flusher->mark)) continue;
        flusher->stage = DW_FLUSH_DONE;
        any = true;
    }
    if (any) pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->mutex);
}

/* ------------------------------------------------------------------------------------------------------------- Sending */

/* The transport starts its threads with the first stream. */
static bool ensure_transport(sender *self) {
    if (self->transport != NULL) return true;
    dw_transport_listener listener = dw_inbox_listener(&self->inbox);
    dw_fork_note_transport();
    self->transport = self->client->transport->create(&self->client->settings.transport, &listener);
    return self->transport != NULL;
}

static void open_stream(sender *self) {
    if (self->stream != CLOSED || self->outbox.first == NULL || self->now < self->retry_at) return;
    if (!ensure_transport(self) || !self->client->transport->open(self->transport)) {
        handle_closed(self, 8, "the transport could not be started");
        return;
    }
    self->stream = OPEN;
    dw_count(&self->client->tally.connections, 1);
}

static void send_batch(sender *self, dw_sealed *sealed) {
    dw_tally *tally = &self->client->tally;
    dw_count(sealed->attempts > 1 ? &tally->batches_retried : &tally->batches_sent, 1);
    dw_count(&tally->bytes_sent, sealed->length);
    if (self->outbox.in_flight == 1) self->progress_at = self->now;
    self->sending = true;
    atomic_fetch_add(&sealed->references, 1);
    self->client->transport->send(self->transport, sealed->data, sealed->length, dw_sealed_release, sealed);
}

static void pump(sender *self) {
    if (self->seal_wanted && self->outbox.unsent == NULL) {
        self->seal_wanted = false;
        dw_packer_seal(&self->packer);
    }
    open_stream(self);
    if (self->stream != OPEN || self->sending) return;
    if (self->outbox.unsent == NULL || self->outbox.in_flight >= options_of(self)->window_batches) return;
    send_batch(self, dw_outbox_send(&self->outbox));
}

static int64_t answer_due_at(const sender *self) {
    if (self->stream != OPEN || self->outbox.in_flight == 0) return INT64_MAX;
    return self->progress_at + milliseconds(options_of(self)->acknowledge_timeout_ms);
}

/* ------------------------------------------------------------------------------------------------------------ Sleeping */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Sleeps until there is something to do. */
static void rest(sender *self, int64_t deadline) {
    dw_wake *wake = &self->client->wake;
    if (self->ticking) deadline = earlier(deadline, self->tick_at);
    if (self->stream == CLOSED && self->outbox.first != NULL) deadline = earlier(deadline, self->retry_at);
    deadline = earlier(deadline, answer_due_at(self));

    atomic_store(&wake->sleep, self->ticking ? DW_SLEEP_LINGERING : DW_SLEEP_IDLE);
    bool full = !is_blocked(self) && (self->chunks != NULL || atomic_load(&self->client->buffer.full) != NULL);
    if (full || atomic_load(&wake->news) || (!self->ticking && !dw_buffer_is_empty(&self->client->buffer))) {
        atomic_store(&wake->sleep, DW_AWAKE);
    } else {
        dw_wake_wait(wake, deadline);
    }
}

/* Starts to tick when the first event has come. */
static void notice_events(sender *self) {
    if (self->ticking || dw_buffer_is_empty(&self->client->buffer)) return;
    self->ticking = true;
    self->tick_at = self->now + milliseconds(options_of(self)->linger_ms);
}

/* ------------------------------------------------------------------------------------------------------------- Running */

static void round_of_work(sender *self) {
    atomic_store(&self->client->wake.news, false);
    self->now = dw_now_monotonic();
    hear(self);
    notice_events(self);
    tick(self);
    begin_flush_round(self);
    pack(self);
    if (self->now >= answer_due_at(self)) end_stream(self, "no answer for too long; sending again on another stream");
    pump(self);
    answer_flushers(self);
}

/* The deadline of dw_close, or INT64_MAX. */
static int64_t close_deadline(sender *self, bool *closing) {
    pthread_mutex_lock(&self->client->mutex);
    *closing = self->client->closing;
    int64_t deadline = *closing ? self->client->close_deadline : INT64_MAX;
    if (*closing && self->client->rejected) deadline = 0;
    pthread_mutex_unlock(&self->client->mutex);
    return deadline;
}

/* Lets the stream end in order, if it does so soon. */
static void say_farewell(sender *self) {
    self->finished = true;
    if (self->stream != OPEN || self->sending || self->outbox.first != NULL) return;
    int64_t until = dw_now_monotonic() + farewell;
    self->client->transport->finish(self->transport);
    while (self->stream != CLOSED && dw_now_monotonic() < until) {
        atomic_store(&self->client->wake.sleep, DW_SLEEP_LINGERING);
        if (!atomic_exchange(&self->client->wake.news, false)) dw_wake_wait(&self->client->wake, until);
        self->now = dw_now_monotonic();
        hear(self);
    }
}

static void run_until_closed(sender *self) {
    dw_flusher last = {.stage = DW_FLUSH_NEW};
    bool closing = false, was_closing = false;
    for (;;) {
        int64_t deadline = close_deadline(self, &closing);
        if (closing && !was_closing) {
            was_closing = true;
            pthread_mutex_lock(&self->client->mutex);
            last.next = self->client->flushers;
            self->client->flushers = &last;
            pthread_mutex_unlock(&self->client->mutex);
        }
        round_of_work(self);
        if (closing && (last.stage == DW_FLUSH_DONE || self->now >= deadline)) return;
        rest(self, deadline);
    }
}

void *dw_sender_run(void *context) {
    dw_client *client = context;
    const dw_options *options = &client->settings.options;
    sender *self = &(sender){.client = client, .last_code = -1};
    here = client;
    (void)pthread_setname_np(pthread_self(), "driftwatch");
    self->chunks_end = &self->chunks;
    self->packer = (dw_packer){
        .budget = &client->budget, .outbox = &self->outbox, .listener = {self, on_refused, on_lost},
        .rows_max = options->batch_rows, .bytes_max = options->batch_bytes};
    dw_inbox_init(&self->inbox, &client->wake);
    dw_backoff_init(
        &self->backoff, milliseconds(options->backoff_min_ms), milliseconds(options->backoff_max_ms), client->settings.seed);

    run_until_closed(self);
    say_farewell(self);

    if (self->transport != NULL) client->transport->destroy(self->transport);
    dw_outbox_free(&self->outbox);
    dw_packer_free(&self->packer);
    dw_inbox_destroy(&self->inbox);
    dw_bytes_free(&self->news.answers);
    while (self->chunks != NULL) {
        dw_chunk *next = self->chunks->next;
        dw_buffer_recycle(&client->buffer, self->chunks);
        self->chunks = next;
    }
    return NULL;
}
