/*
 * What carries batches to the server. One stream at a time: open it, send messages one after another, receive answers, see it
 * closed, open the next. The gRPC implementation is in transport_grpc.c; another needs only to fill this table.
 */
#ifndef DW_TRANSPORT_H
#define DW_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where to and as whom. Strings are terminated; null where there is none. */
typedef struct dw_transport_config {
    const char *target;        /* "host:port" or "unix:/path" */
    const char *authorization; /* "Bearer dw_…" */
    const char *client_id;
    bool tls;
    const char *ca_pem;
    const char *certificate_pem;
    const char *key_pem;
    const char *server_name;
} dw_transport_config;

/* Called from the transport's own thread, never two at a time; they return soon and do not call the transport. */
typedef struct dw_transport_listener {
    void *context;
    /* The message was taken; the next may be sent. */
    void (*sent)(void *context);
    /* An answer; the bytes live during the call. */
    void (*received)(void *context, const uint8_t *data, size_t length);
    /* The stream has ended, with a code of google.rpc.Code; the last call of a stream. The text lives during the call. */
    void (*closed)(void *context, int code, const char *message, size_t length);
} dw_transport_listener;

/* All but create belong to one thread. None blocks, except destroy. */
typedef struct dw_transport_functions {
    /* A transport, which copies the configuration; null: no memory or no thread. */
    void *(*create)(const dw_transport_config *config, const dw_transport_listener *listener);
    /* Begins a stream; only when none is open. `closed` is called if and only if it returns true. */
    bool (*open)(void *transport);
    /* Sends a message: after open or the last `sent`. Calls release(context) once, from any thread, when it no longer needs the bytes. */
    void (*send)(void *transport, const uint8_t *data, size_t length, void (*release)(void *), void *context);
    /* Says that no message will follow. */
    void (*finish)(void *transport);
    /* Ends the stream at once; `closed` still comes. */
    void (*cancel)(void *transport);
    /* Cancels what is open, waits for the transport's thread and frees. Blocks briefly. */
    void (*destroy)(void *transport);
} dw_transport_functions;

extern const dw_transport_functions dw_transport_grpc;

#endif
