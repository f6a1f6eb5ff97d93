/*
 * DriftWatch C SDK: reports what a model did, without slowing it down.
 *
 *     dw_options options = dw_options_init();
 *     options.endpoint = "localhost:7461";
 *     options.api_key = "dw_…";
 *     dw_client *client;
 *     if (dw_open(&options, &client) != DW_OK) puts(dw_last_error());
 *
 *     dw_event event = dw_event_init();
 *     event.deployment_id = DW_TEXT("dep_123");
 *     event.request_id = DW_TEXT("req_abc");
 *     event.score = 0.82;
 *     dw_log_inference(client, &event);
 *
 *     dw_close(client, 5000, NULL);
 *
 * Rules that hold everywhere:
 * - Thread safety: every function may be called from any thread at any time, except dw_close, which must be the last call on
 *   its client. None may be called from a signal handler.
 * - Ownership: what a caller passes in stays the caller's; the SDK has copied it when the function returns.
 * - Text is a pointer and a length in bytes, UTF-8, not terminated. A null pointer is a missing text.
 * - Structs that begin with struct_size are made by their _init function; then a newer library accepts an older caller.
 * - Errors: a function that fails returns a status other than DW_OK and leaves a sentence in dw_last_error().
 */
#ifndef DRIFTWATCH_H
#define DRIFTWATCH_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DW_VERSION_MAJOR 0
#define DW_VERSION_MINOR 1
#define DW_VERSION_PATCH 0
#define DW_VERSION "0.1.0"

#if defined(__GNUC__)
#define DW_API __attribute__((visibility("default")))
#else
#define DW_API
#endif

/* ------------------------------------------------------------------------------------------------------------- Status */

typedef enum dw_status {
    DW_OK = 0,
    DW_INVALID_ARGUMENT = 1,  /* a call or an option that can never be right */
    DW_INVALID_EVENT = 2,     /* the event breaks a limit; it was not taken */
    DW_BUFFER_FULL = 3,       /* the buffer has no room; the event was dropped and counted */
    DW_TIMED_OUT = 4,         /* not everything was acknowledged in time; the SDK keeps trying */
    DW_LOST = 5,              /* dw_close gave up on events; the counters say how many */
    DW_REJECTED = 6,          /* the server does not take this client's calls: its key, its rights, its version */
    DW_FORKED = 7,            /* the client was in use before fork(); see dw_open */
    DW_NO_MEMORY = 8,
    DW_SYSTEM = 9             /* the system refused a thread or randomness */
} dw_status;

/* The reason of the last failure in the calling thread: one lower-case sentence, "" when there was none.
 * The pointer is the SDK's and lives until the next failing call in the same thread. Never blocks. */
DW_API const char *dw_last_error(void);

/* The name of a status: "DW_BUFFER_FULL". Static text. */
DW_API const char *dw_status_name(dw_status status);

/* The version of the library that runs, "0.1.0"; DW_VERSION is the one that was compiled against. Static text. */
DW_API const char *dw_version(void);

/* --------------------------------------------------------------------------------------------------------------- Text */

typedef struct dw_text {
    const char *data; /* null: missing */
    size_t length;    /* bytes */
} dw_text;

/* A dw_text of a terminated string, or of a null pointer. Keeps the pointer. */
static inline dw_text dw_text_of(const char *string) {
    dw_text text;
    text.data = string;
    text.length = string == NULL ? 0 : strlen(string);
    return text;
}

/* The same; the length of a literal is counted by the compiler. */
#define DW_TEXT(string) dw_text_of(string)

/* -------------------------------------------------------------------------------------------------------------- Event */

typedef enum dw_feature_type {
    DW_MISSING = 0, /* the same as leaving the feature out */
    DW_NUMBER = 1,
    DW_CATEGORY = 2,
    DW_BOOLEAN = 3,
    DW_FREE_TEXT = 4,
    DW_EMBEDDING = 5
} dw_feature_type;

typedef struct dw_vector {
    const float *values;
    size_t dimension; /* 1 to 16,384; the first value is not NaN */
} dw_vector;

/* One input of the model. A name that comes with two types makes two columns. */
typedef struct dw_feature {
    dw_text name; /* 1 to 256 bytes */
    dw_feature_type type;
    union {
        double number;    /* DW_NUMBER; NaN: missing; infinities are values */
        bool boolean;     /* DW_BOOLEAN */
        dw_text text;     /* DW_CATEGORY (at most 4,096 bytes) and DW_FREE_TEXT; null: missing */
        dw_vector vector; /* DW_EMBEDDING */
    } value;
} dw_feature;

typedef struct dw_metadata {
    dw_text key;   /* 1 to 128 bytes: "cohort", "ab_bucket", … */
    dw_text value; /* at most 1,024 bytes */
} dw_metadata;

typedef struct dw_probability {
    dw_text name; /* a class, 1 to 256 bytes */
    double value; /* finite */
} dw_probability;

typedef struct dw_ranked_item {
    dw_text id;
    double score; /* NaN: none */
} dw_ranked_item;

typedef struct dw_document {
    dw_text id;
    dw_text text;
    dw_text source;
    double score; /* NaN: none */
} dw_document;

/* What a call of a language model adds to an event. Made by dw_language_model_init. */
typedef struct dw_language_model {
    size_t struct_size;
    dw_text prompt_version; /* at most 256 bytes */
    dw_text prompt;
    dw_text response;
    const dw_text *context; /* passages given to the model */
    size_t context_count;
    const dw_text *citations;
    size_t citation_count;
    int64_t prompt_tokens;   /* -1: unknown */
    int64_t response_tokens; /* -1: unknown */
    const dw_document *documents; /* retrieved */
    size_t document_count;
} dw_language_model;

/* One inference. Made by dw_event_init; all but request_id and deployment_id may be left as they are. */
typedef struct dw_event {
    size_t struct_size;
    dw_text deployment_id;   /* [A-Za-z0-9][A-Za-z0-9._:-]{0,127}; missing: that of the options */
    dw_text request_id;      /* 1 to 256 bytes, names this event in its deployment */
    dw_text trace_id;        /* at most 64 bytes */
    dw_text model_version;   /* at most 256 bytes; missing: that of the options */
    int64_t time_unix_nanos; /* 0: now */
    double latency_ms;       /* NaN: not measured */
    dw_text error_code;      /* at most 256 bytes; missing: the inference succeeded */

    dw_text predicted_class; /* at most 256 bytes */
    double score; /* of the predicted or positive class; NaN: none */
    double value; /* regression; NaN: none */
    const dw_probability *probabilities; /* classes of the batch that an event leaves out count as 0 */
    size_t probability_count;
    const dw_ranked_item *ranking; /* best first */
    size_t ranking_count;

    const dw_feature *features;
    size_t feature_count; /* at most 4,096 */
    const dw_metadata *metadata;
    size_t metadata_count; /* at most 256 */
    const dw_language_model *language_model; /* or null */
} dw_event;

/* An event with nothing in it. */
static inline dw_event dw_event_init(void) {
    dw_event event;
    memset(&event, 0, sizeof event);
    event.struct_size = sizeof event;
    event.latency_ms = (double)NAN;
    event.score = (double)NAN;
    event.value = (double)NAN;
    return event;
}

/* A language model's call with nothing in it. */
static inline dw_language_model dw_language_model_init(void) {
    dw_language_model call;
    memset(&call, 0, sizeof call);
    call.struct_size = sizeof call;
    call.prompt_tokens = -1;
    call.response_tokens = -1;
    return call;
}

/* Features in one line each. They keep the pointers. */
static inline dw_feature dw_missing(const char *name) {
    dw_feature feature;
    memset(&feature, 0, sizeof feature);
    feature.name = dw_text_of(name);
    feature.type = DW_MISSING;
    return feature;
}

static inline dw_feature dw_number(const char *name, double value) {
    dw_feature feature = dw_missing(name);
    feature.type = DW_NUMBER;
    feature.value.number = value;
    return feature;
}

static inline dw_feature dw_category(const char *name, const char *value) {
    dw_feature feature = dw_missing(name);
    feature.type = DW_CATEGORY;
    feature.value.text = dw_text_of(value);
    return feature;
}

static inline dw_feature dw_boolean(const char *name, bool value) {
    dw_feature feature = dw_missing(name);
    feature.type = DW_BOOLEAN;
    feature.value.boolean = value;
    return feature;
}

static inline dw_feature dw_free_text(const char *name, dw_text value) {
    dw_feature feature = dw_missing(name);
    feature.type = DW_FREE_TEXT;
    feature.value.text = value;
    return feature;
}

static inline dw_feature dw_embedding(const char *name, const float *values, size_t dimension) {
    dw_feature feature = dw_missing(name);
    feature.type = DW_EMBEDDING;
    feature.value.vector.values = values;
    feature.value.vector.dimension = dimension;
    return feature;
}

/* ------------------------------------------------------------------------------------------------------------- Client */

/* A connection to one project, with its buffer and its thread. Opaque. */
typedef struct dw_client dw_client;

/* An event that was taken by dw_log_inference but not by the server, or not by the encoder. The texts live until the callback
 * returns. */
typedef struct dw_refusal {
    size_t struct_size;
    dw_text deployment_id;
    dw_text request_id;
    const char *code;    /* stable, for programs: "timestamp_in_future" */
    const char *message; /* for people */
    bool whole_batch;    /* the batch was refused, and this event with it */
} dw_refusal;

typedef enum dw_log_level { DW_LOG_INFO = 0, DW_LOG_WARNING = 1, DW_LOG_ERROR = 2 } dw_log_level;

/* How a client works. Made by dw_options_init; only endpoint is required. Strings are terminated. 0 means the default. */
typedef struct dw_options {
    size_t struct_size;
    const char *endpoint; /* "host:port", "https://host:port", "http://host:port", "unix:/path" */
    const char *api_key;  /* "dw_…" */
    const char *deployment_id; /* of events that name none */
    const char *model_version; /* of events that name none */
    const char *client_id; /* 1 to 31 of [A-Za-z0-9._:-], to recognise the sender; 128 random bits are appended: each dw_open is a new sender */

    /* TLS is used when the endpoint begins with https:// or a file is named. PEM files; without ca_file the system's roots. */
    const char *tls_ca_file;
    const char *tls_certificate_file;
    const char *tls_key_file;
    const char *tls_server_name; /* expected in the server's certificate, when it is not the endpoint's host */

    size_t buffer_bytes;     /* events and batches not yet acknowledged; default 64 MiB, at least 64 KiB */
    size_t batch_bytes;      /* default 512 KiB, at most 3 MiB */
    uint32_t batch_rows;     /* default 8,192, at most 65,536 */
    uint32_t linger_ms;      /* longest wait of an event for others; default 20 */
    uint32_t window_batches; /* sent and not acknowledged; default 16, at most 1,024 */
    uint32_t backoff_min_ms; /* before the first retry; default 100; doubles, with jitter */
    uint32_t backoff_max_ms; /* default 5,000; after DW_REJECTED never less than 5,000 */
    uint32_t acknowledge_timeout_ms; /* silence after which a stream is given up and its batches are sent again; default 30,000 */

    /* Called from the SDK's thread: return soon, and call neither dw_flush nor dw_close. */
    void (*refused)(void *context, const dw_refusal *refusal);
    void (*log)(void *context, dw_log_level level, const char *message);
    void *context;
} dw_options;

/* Options with every default. */
static inline dw_options dw_options_init(void) {
    dw_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    return options;
}

/*
 * Opens a client in *client, which is then the caller's until dw_close. Copies the options; reads no file, opens no connection and
 * starts no thread: the first dw_log_inference does. Never blocks.
 *
 * fork(): a client that has not logged yet works in the child, under a new client id. One that has logged works on in the
 * parent; in the child it answers DW_FORKED, and so does dw_open, because the transport's threads do not survive a fork. So: fork first,
 * log afterwards, as pre-forking servers do.
 */
DW_API dw_status dw_open(const dw_options *options, dw_client **client);

/*
 * Takes one event: checks it, copies it into the buffer and returns. Never blocks: it waits for no lock and does no I/O. The first call
 * starts the SDK's thread, and now and then one allocates a piece of the buffer (64 KiB), which is bounded by buffer_bytes. When the
 * buffer is full the event is dropped, counted, and DW_BUFFER_FULL returned.
 */
DW_API dw_status dw_log_inference(dw_client *client, const dw_event *event);

/*
 * Waits until the server has acknowledged or refused every event that was logged before the call. Blocks at most timeout_ms.
 * DW_TIMED_OUT: events are still on their way and stay there. DW_REJECTED, at once: the server does not take this client's calls;
 * the events stay, and are tried again every few seconds.
 */
DW_API dw_status dw_flush(dw_client *client, uint32_t timeout_ms);

/* Numbers since dw_open. Always: accepted = acknowledged + refused + lost + pending. */
typedef struct dw_counters {
    size_t struct_size;
    uint64_t accepted;             /* events taken into the buffer */
    uint64_t acknowledged;         /* events that the server says are durable */
    uint64_t refused;              /* events that were not taken after all, each told to the callback */
    uint64_t lost;                 /* events given up by dw_close or for want of memory */
    uint64_t pending;              /* events on their way */
    uint64_t dropped_buffer_full;  /* events not taken, as all below: DW_BUFFER_FULL, for want of room */
    uint64_t dropped_contention;   /* DW_BUFFER_FULL, because every part of the buffer was busy */
    uint64_t dropped_invalid;      /* DW_INVALID_EVENT */
    uint64_t dropped_forked;       /* DW_FORKED */
    uint64_t batches_sent;         /* first sendings */
    uint64_t batches_retried;      /* further sendings */
    uint64_t batches_acknowledged; /* answers of the server, refused batches among them */
    uint64_t bytes_sent;           /* of encoded batches, retries among them */
    uint64_t connections;          /* streams opened */
    uint64_t disconnections;       /* streams that ended, or could not be opened, before dw_close */
    uint64_t rejections;           /* of these, those for a reason that time does not mend */
    uint64_t buffer_bytes;         /* in use now */
} dw_counters;

/* Counters with their size set. */
static inline dw_counters dw_counters_init(void) {
    dw_counters counters;
    memset(&counters, 0, sizeof counters);
    counters.struct_size = sizeof counters;
    return counters;
}

/* Fills *counters, of which struct_size is set. Never blocks. The fields are read one after another, not at one instant. */
DW_API dw_status dw_get_counters(dw_client *client, dw_counters *counters);

/* A quantile (0 to 1) of the time from dw_log_inference to the server's answer, over all answered events of the client so far, in
 * milliseconds, within 4 %. NaN before the first answer. Never blocks. */
DW_API double dw_acknowledgement_latency_ms(const dw_client *client, double quantile);

/* The client id that the server knows this client by; the pointer lives as long as the client. Never blocks. */
DW_API const char *dw_client_id(const dw_client *client);

/*
 * Flushes for at most timeout_ms, then closes the connection, ends the SDK's thread and frees the client; no other call on the
 * client may be running or follow. What it could not deliver is lost: then it returns DW_LOST and dw_last_error says how many events.
 * Fills *counters (null is allowed) with the last numbers. A null client is fine.
 */
DW_API dw_status dw_close(dw_client *client, uint32_t timeout_ms, dw_counters *counters);

#ifdef __cplusplus
}
#endif

#endif
