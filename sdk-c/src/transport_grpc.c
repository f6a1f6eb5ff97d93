/*
 * driftwatch.v1.Ingest/Append over gRPC's C core. One channel; a thread takes what completes. The sender's thread starts sends, that
 * thread starts receives: `mutex` keeps the two apart, as the shim wants it.
 */
#include "transport.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cgrpc_shim.h"

/* A batch of operations, and what it is. Its address is the tag. */
typedef struct operation {
    enum { BEGIN, STATUS, SEND, RECEIVE, FINISH, KINDS } kind;
    cgrpc_batch *batch;
} operation;

typedef struct transport {
    dw_transport_listener listener;
    char *authorization;
    char *client_id;
    cgrpc_channel *channel;
    cgrpc_queue *queue;
    pthread_t thread;

    pthread_mutex_t mutex;
    pthread_cond_t ended; /* the call became null */
    cgrpc_call *call; /* guarded by mutex; null: no stream */
    unsigned under_way; /* operations of the call that have not completed; guarded by mutex */
    operation operations[KINDS];
} transport;

static cgrpc_span span_of(const char *text) {
    return (cgrpc_span){text, strlen(text)};
}

/* Starts a filled batch. With the mutex held. */
static bool start(transport *self, int kind) {
    operation *operation = &self->operations[kind];
    if (cgrpc_batch_start(self->call, operation->batch, operation) != 0) return false;
    self->under_way++;
    return true;
}

static cgrpc_batch *refill(transport *self, int kind) {
    cgrpc_batch_reset(self->operations[kind].batch);
    return self->operations[kind].batch;
}

static void start_receive(transport *self) {
    cgrpc_batch_receive_message(refill(self, RECEIVE));
    if (!start(self, RECEIVE)) cgrpc_call_cancel(self->call);
}

/* ----------------------------------------------------------------------------------------------- The transport's thread */

/* Hands the answer on and asks for the next. */
static void received(transport *self) {
    cgrpc_batch *batch = self->operations[RECEIVE].batch;
    if (!cgrpc_batch_has_message(batch)) return; /* the status follows */
    size_t length = cgrpc_batch_message_size(batch);
    uint8_t *data = malloc(length + 1);
    if (data == NULL) {
        cgrpc_call_cancel(self->call);
        return;
    }
    cgrpc_batch_message_copy(batch, data);
    self->listener.received(self->listener.context, data, length);
    free(data);
    pthread_mutex_lock(&self->mutex);
    start_receive(self);
    pthread_mutex_unlock(&self->mutex);
}

/* The last operation of a stream has completed, and nobody else uses the call any more. */
static void closed(transport *self, cgrpc_call *call) {
    cgrpc_batch *batch = self->operations[STATUS].batch;
    int code = cgrpc_batch_status_code(batch);
    cgrpc_span message = cgrpc_batch_status_message(batch);
    char text[256];
    size_t length = message.length < sizeof text ? message.length : sizeof text;
    if (length > 0) memcpy(text, message.data, length);

    for (int kind = 0; kind < KINDS; kind++) (void)refill(self, kind);
    cgrpc_call_unref(call);
    self->listener.closed(self->listener.context, code, text, length);
}

static void completed(transport *self, const operation *operation, bool ok) {
    bool was_send = operation->kind == SEND;
    if (operation->kind == RECEIVE && ok) received(self);

    pthread_mutex_lock(&self->mutex);
    cgrpc_call *ended = --self->under_way == 0 ? self->call : NULL;
    if (ended != NULL) {
        self->call = NULL;
        pthread_cond_signal(&self->ended);
    }
    pthread_mutex_unlock(&self->mutex);
    if (ended != NULL) {
        closed(self, ended);
    } else if (was_send && ok) {
        self->listener.sent(self->listener.context);
    }
}

static void *run(void *context) {
    transport *self = context;
    for (;;) {
        cgrpc_event event = cgrpc_queue_next(self->queue, -1);
        if (event.kind == CGRPC_EVENT_SHUTDOWN) return NULL;
        if (event.kind == CGRPC_EVENT_COMPLETE) completed(self, event.tag, event.ok);
    }
}

/* ------------------------------------------------------------------------------------------------ The sender's thread */

static bool open_stream(void *context) {
    transport *self = context;
    const cgrpc_header headers[] = {
        {span_of("driftwatch-client-id"), span_of(self->client_id)},
        {span_of("authorization"), span_of(self->authorization == NULL ? "" : self->authorization)},
    };
    pthread_mutex_lock(&self->mutex);
    self->call = cgrpc_call_create(
        self->channel, self->queue, span_of("/driftwatch.v1.Ingest/Append"), (cgrpc_span){NULL, 0}, -1);
    cgrpc_batch_receive_status(refill(self, STATUS));
    bool started = start(self, STATUS);
    if (started) {
        cgrpc_batch *begin = refill(self, BEGIN);
        cgrpc_batch_send_metadata(begin, headers, self->authorization == NULL ? 1 : 2, false);
        cgrpc_batch_receive_metadata(begin);
        if (!start(self, BEGIN)) cgrpc_call_cancel(self->call);
        start_receive(self);
    } else {
        cgrpc_call_unref(self->call);
        self->call = NULL;
    }
    pthread_mutex_unlock(&self->mutex);
    return started;
}

static void send_message(void *context, const uint8_t *data, size_t length, void (*release)(void *), void *release_context) {
    transport *self = context;
    pthread_mutex_lock(&self->mutex);
    if (self->call == NULL) { /* closed meanwhile */
        release(release_context);
    } else {
        cgrpc_batch_send_message_lent(refill(self, SEND), (cgrpc_span){data, length}, release, release_context);
        if (!start(self, SEND)) cgrpc_call_cancel(self->call);
    }
    pthread_mutex_unlock(&self->mutex);
}

static void finish(void *context) {
    transport *self = context;
    pthread_mutex_lock(&self->mutex);
    if (self->call != NULL) {
        cgrpc_batch_send_close(refill(self, FINISH));
        if (!start(self, FINISH)) cgrpc_call_cancel(self->call);
    }
    pthread_mutex_unlock(&self->mutex);
}

static void cancel(void *context) {
    transport *self = context;
    pthread_mutex_lock(&self->mutex);
    if (self->call != NULL) cgrpc_call_cancel(self->call);
    pthread_mutex_unlock(&self->mutex);
}

/* ----------------------------------------------------------------------------------------------------------- Lifetime */

static cgrpc_channel *open_channel(const dw_transport_config *config) {
    cgrpc_client_tls tls = {config->ca_pem, config->certificate_pem, config->key_pem, config->server_name};
    cgrpc_channel_options options;
    cgrpc_channel_options_init(&options);
    options.tls = config->tls ? &tls : NULL;
    options.reconnect_ms_min = 100; /* the sender's own backoff decides when to try */
    options.reconnect_ms_max = 1000;
    options.user_agent = "driftwatch-c";
    return cgrpc_channel_create(config->target, &options);
}

static void free_transport(transport *self) {
    for (int kind = 0; kind < KINDS; kind++) {
        if (self->operations[kind].batch != NULL) cgrpc_batch_destroy(self->operations[kind].batch);
    }
    pthread_cond_destroy(&self->ended);
    pthread_mutex_destroy(&self->mutex);
    free(self->authorization);
    free(self->client_id);
    free(self);
}

static void destroy(void *context) {
    transport *self = context;
    cancel(self);
    pthread_mutex_lock(&self->mutex);
    while (self->call != NULL) pthread_cond_wait(&self->ended, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
    cgrpc_queue_shutdown(self->queue); /* nothing may be started on it any more */
    pthread_join(self->thread, NULL);
    cgrpc_queue_destroy(self->queue);
    cgrpc_channel_destroy(self->channel);
    free_transport(self);
    cgrpc_shutdown();
}

static void *create(const dw_transport_config *config, const dw_transport_listener *listener) {
    transport *self = calloc(1, sizeof *self);
    if (self == NULL) return NULL;
    self->listener = *listener;
    self->authorization = config->authorization == NULL ? NULL : strdup(config->authorization);
    self->client_id = strdup(config->client_id);
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->ended, NULL);
    if (self->client_id == NULL || (config->authorization != NULL && self->authorization == NULL)) {
        free_transport(self);
        return NULL;
    }
    cgrpc_init();
    for (int kind = 0; kind < KINDS; kind++) self->operations[kind] = (operation){kind, cgrpc_batch_create()};
    self->queue = cgrpc_queue_create_next();
    self->channel = open_channel(config);
    if (pthread_create(&self->thread, NULL, run, self) == 0) return self;

    cgrpc_channel_destroy(self->channel);
    cgrpc_queue_shutdown(self->queue);
    while (cgrpc_queue_next(self->queue, -1).kind != CGRPC_EVENT_SHUTDOWN) continue;
    cgrpc_queue_destroy(self->queue);
    free_transport(self);
    cgrpc_shutdown();
    return NULL;
}

const dw_transport_functions dw_transport_grpc = {
    .create = create,
    .open = open_stream,
    .send = send_message,
    .finish = finish,
    .cancel = cancel,
    .destroy = destroy,
};
