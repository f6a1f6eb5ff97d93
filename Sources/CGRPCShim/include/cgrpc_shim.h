/// A thin, plain C11 surface over grpc's C core, shared by the Swift transports (Sources/RPC) and the C SDK (sdk-c).
///
/// Rules that hold for every function unless its comment says otherwise:
/// - Text and bytes are pointer + length and need not end in a zero byte. `const char *` alone is a C string.
/// - What a function takes is copied or finished with when it returns; what it returns as a pointer belongs to the object
///   that it came from and lives as long as that object.
/// - Times are nanoseconds from now; a negative one means "no limit".
/// - Thread safe, except that one batch, and the calls to `cgrpc_batch_start` of one call, belong to one thread at a time.
/// - `cgrpc_init` has been called, and `cgrpc_shutdown` not yet as often.
#ifndef CGRPC_SHIM_H
#define CGRPC_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cgrpc_queue cgrpc_queue;      ///< A completion queue.
typedef struct cgrpc_channel cgrpc_channel;  ///< A client's channel: name resolution, connections, reconnection.
typedef struct cgrpc_call cgrpc_call;        ///< One call, on either side.
typedef struct cgrpc_batch cgrpc_batch;      ///< Operations that are started together, and their results.
typedef struct cgrpc_server cgrpc_server;    ///< A server.
typedef struct cgrpc_incoming cgrpc_incoming;  ///< A place for one call that a server will receive.

/// Bytes that someone else owns.
typedef struct cgrpc_span {
  const void *data;
  size_t length;
} cgrpc_span;

/// One metadata entry. The value of a key that ends in `-bin` is raw bytes (the core does the base64); other values are
/// printable ASCII. Keys are lower case.
typedef struct cgrpc_header {
  cgrpc_span key;
  cgrpc_span value;
} cgrpc_header;

// ---- Library ----

/// Starts the core, or counts one more user of it. Starts no threads before the first channel or server is made.
void cgrpc_init(void);

/// Gives up one use of the core. Does not wait for its threads.
void cgrpc_shutdown(void);

/// The core's version, as `29.0.0`.
const char *cgrpc_version(void);

/// Receives the core's own log lines. `severity` is 0 debug, 1 info, 2 error; `message` lives during the call.
typedef void (*cgrpc_log_function)(int severity, const char *message);

/// Sends the core's log lines, of the whole process, to `function` instead of standard error. Call it before any other use.
void cgrpc_set_log_function(cgrpc_log_function function);

/// Names the calling thread (at most 15 bytes), for debuggers and `top`.
void cgrpc_name_thread(const char *name);

// ---- Completion queues ----

typedef enum cgrpc_event_kind {
  CGRPC_EVENT_SHUTDOWN = 0,   ///< The queue was shut down and is drained.
  CGRPC_EVENT_TIMEOUT = 1,    ///< Nothing happened in time.
  CGRPC_EVENT_COMPLETE = 2,   ///< What was started with `tag` is done.
} cgrpc_event_kind;

typedef struct cgrpc_event {
  cgrpc_event_kind kind;
  bool ok;     ///< False: the operation did not do what it is for (the call ended before it could).
  void *tag;   ///< As given when the operation was started; only with CGRPC_EVENT_COMPLETE.
} cgrpc_event;

/// A queue for `cgrpc_queue_next`: one thread takes whatever completes.
cgrpc_queue *cgrpc_queue_create_next(void);

/// A queue for `cgrpc_queue_pluck`: a thread waits for one tag. At most six threads at a time.
cgrpc_queue *cgrpc_queue_create_pluck(void);

/// Waits for the next event. The network makes progress only while some thread is in here (or in pluck). Blocks.
cgrpc_event cgrpc_queue_next(cgrpc_queue *queue, int64_t timeout_ns);

/// Waits for the event with `tag`. Blocks.
cgrpc_event cgrpc_queue_pluck(cgrpc_queue *queue, void *tag, int64_t timeout_ns);

/// Says that nothing more will be started on the queue. Events already under way are still delivered, then SHUTDOWN.
void cgrpc_queue_shutdown(cgrpc_queue *queue);

/// Frees a queue that has delivered CGRPC_EVENT_SHUTDOWN.
void cgrpc_queue_destroy(cgrpc_queue *queue);

// ---- Channels ----

/// A client's side of TLS. Every PEM text is a C string; NULL means "none".
typedef struct cgrpc_client_tls {
  const char *roots_pem;        ///< Who may sign the server's certificate. NULL: the system's trust store.
  const char *certificate_pem;  ///< The client's certificate chain (mTLS), or NULL.
  const char *key_pem;          ///< The client's private key (mTLS), or NULL.
  const char *server_name;      ///< The name that the server's certificate must carry. NULL: the target's host.
} cgrpc_client_tls;

/// How a channel behaves. Fill it with `cgrpc_channel_options_init`, then change what you need.
typedef struct cgrpc_channel_options {
  size_t struct_size;                ///< sizeof(cgrpc_channel_options), set by the init function.
  const cgrpc_client_tls *tls;       ///< NULL (default): plaintext.
  int32_t receive_bytes_max;         ///< Largest message taken; default 4 MiB; -1 unlimited.
  int32_t send_bytes_max;            ///< Largest message sent; default -1 unlimited.
  int32_t metadata_bytes_max;        ///< Largest set of headers taken; default 16 KiB.
  int32_t keepalive_ms;              ///< Ping after this long without traffic, while calls are open; default 30,000; -1 off.
  int32_t keepalive_timeout_ms;      ///< Give the connection up when the ping is not answered; default 10,000.
  int32_t connect_timeout_ms;        ///< Give an attempt to connect, with its TLS handshake, up after this long; default 10,000.
  int32_t reconnect_ms_min;          ///< Shortest pause before connecting again; default 200.
  int32_t reconnect_ms_max;          ///< Longest pause before connecting again; default 10,000.
  const char *user_agent;            ///< Goes before the core's own user agent; default NULL.
  bool use_http_proxy;               ///< Obey `http_proxy`; default false.
  bool shared_connection;            ///< Share connections with other channels to the same target; default false.
} cgrpc_channel_options;

void cgrpc_channel_options_init(cgrpc_channel_options *options);

/// Makes a channel to `host:port`, `dns:///host:port`, `ipv4:…`, `ipv6:…`, `unix:/path` or `unix-abstract:name`. Connects when
/// first used. Never NULL: what is wrong with the target or the certificates shows as status UNAVAILABLE of its calls.
cgrpc_channel *cgrpc_channel_create(const char *target, const cgrpc_channel_options *options);

/// Frees the channel. Its calls end with status CANCELLED or UNAVAILABLE unless they hold the connection themselves.
void cgrpc_channel_destroy(cgrpc_channel *channel);

typedef enum cgrpc_channel_state {
  CGRPC_CHANNEL_IDLE = 0,
  CGRPC_CHANNEL_CONNECTING = 1,
  CGRPC_CHANNEL_READY = 2,
  CGRPC_CHANNEL_TRANSIENT_FAILURE = 3,
  CGRPC_CHANNEL_SHUTDOWN = 4,
} cgrpc_channel_state;

/// The state now; with `connect`, an idle channel starts to connect.
cgrpc_channel_state cgrpc_channel_get_state(cgrpc_channel *channel, bool connect);

/// Completes `tag` on `queue` when the state is no longer `last` (ok), or after the timeout (not ok).
void cgrpc_channel_watch_state(
    cgrpc_channel *channel, cgrpc_channel_state last, int64_t timeout_ns, cgrpc_queue *queue, void *tag);

/// Forgets the pause before the next attempt to connect.
void cgrpc_channel_reset_backoff(cgrpc_channel *channel);

// ---- Calls ----

/// Makes a call of `method` (`/package.Service/Method`) whose completions go to `queue`. `authority` may be empty (then it
/// is the channel's own). After `timeout_ns` the call ends with DEADLINE_EXCEEDED on both sides. Nothing is sent yet.
cgrpc_call *cgrpc_call_create(
    cgrpc_channel *channel, cgrpc_queue *queue, cgrpc_span method, cgrpc_span authority, int64_t timeout_ns);

/// Ends the call: on the client with status CANCELLED, on the server by resetting the stream. Any thread, any number of times.
void cgrpc_call_cancel(cgrpc_call *call);

/// Ends the call; on the client, its status becomes `code` and `message` (a C string) unless one has arrived already.
void cgrpc_call_cancel_with_status(cgrpc_call *call, int code, const char *message);

/// The peer's address as `ipv4:127.0.0.1:5000`, `unix:` …; free it with `cgrpc_free`.
char *cgrpc_call_peer(cgrpc_call *call);

/// A property of the peer's TLS certificate, as `x509_common_name`; NULL when there is none. Free it with `cgrpc_free`.
char *cgrpc_call_peer_property(cgrpc_call *call, const char *name);

/// Frees text that this library returned for the caller to free.
void cgrpc_free(void *text);

/// After a receive_message without a message: whether the call failed, rather than that the peer has no more messages.
bool cgrpc_call_failed_before_message(cgrpc_call *call);

/// Gives up the call. Batches under way still complete; pointers into received metadata and status end here.
void cgrpc_call_unref(cgrpc_call *call);

// ---- Batches ----
//
// A batch is filled by `add` functions, started, and read when its tag has completed. Each kind of operation at most once in
// a batch, and at most one of each kind under way in a call. Reset it to fill it again.

/// A new, empty batch. Never NULL (aborts when memory is exhausted, as the core does).
cgrpc_batch *cgrpc_batch_create(void);

/// Empties the batch and frees its results. Not while it is under way.
void cgrpc_batch_reset(cgrpc_batch *batch);

/// Frees the batch and its results. Not while it is under way.
void cgrpc_batch_destroy(cgrpc_batch *batch);

/// Frees bytes that were lent to a batch; called once, on any thread, perhaps before `cgrpc_batch_start` returns.
typedef void (*cgrpc_release_function)(void *context);

/// Client and server: the call's first headers. `wait_for_ready` (client): wait for a connection instead of failing at once.
void cgrpc_batch_send_metadata(cgrpc_batch *batch, const cgrpc_header *headers, size_t count, bool wait_for_ready);

/// A message; copies the bytes.
void cgrpc_batch_send_message(cgrpc_batch *batch, cgrpc_span message);

/// A message; keeps a pointer to the bytes, which must not change or move until `release(context)` is called.
void cgrpc_batch_send_message_lent(
    cgrpc_batch *batch, cgrpc_span message, cgrpc_release_function release, void *context);

/// Lets the core delay the batch's message until the next one, or the end, to fill packets better.
void cgrpc_batch_buffer_hint(cgrpc_batch *batch);

/// Client: there are no more messages.
void cgrpc_batch_send_close(cgrpc_batch *batch);

/// Server: the end of the call. `code` as in google.rpc.Code.
void cgrpc_batch_send_status(
    cgrpc_batch *batch, int code, cgrpc_span message, const cgrpc_header *trailers, size_t count);

/// Client: the server's first headers. Once a call.
void cgrpc_batch_receive_metadata(cgrpc_batch *batch);

/// One message.
void cgrpc_batch_receive_message(cgrpc_batch *batch);

/// Client: how the call ended. Once a call; completes last, and always ok.
void cgrpc_batch_receive_status(cgrpc_batch *batch);

/// Server: that the call is over. Once a call; completes last, and always ok.
void cgrpc_batch_receive_close(cgrpc_batch *batch);

/// Starts the batch; `tag` completes on the call's queue, once. Returns 0; or the core's error number, and then nothing was
/// started and `tag` will not complete (`cgrpc_error_text` says what was wrong: headers that are no legal headers, mostly).
int cgrpc_batch_start(cgrpc_call *call, cgrpc_batch *batch, void *tag);

/// What an error number of `cgrpc_batch_start` means.
const char *cgrpc_error_text(int error);

// Results, after the tag has completed.

/// How many headers were received, and one of them. Server: those of `cgrpc_incoming` are read there.
size_t cgrpc_batch_metadata_count(const cgrpc_batch *batch);
cgrpc_header cgrpc_batch_metadata_at(const cgrpc_batch *batch, size_t index);

/// Whether a message was received; false at the end of the stream and after a failure.
bool cgrpc_batch_has_message(const cgrpc_batch *batch);

/// The received message's size in bytes.
size_t cgrpc_batch_message_size(const cgrpc_batch *batch);

/// Copies the received message to `destination`, which has room for `cgrpc_batch_message_size` bytes.
void cgrpc_batch_message_copy(const cgrpc_batch *batch, void *destination);

/// The status that ended the call, its text, and its trailing headers.
int cgrpc_batch_status_code(const cgrpc_batch *batch);
cgrpc_span cgrpc_batch_status_message(const cgrpc_batch *batch);
size_t cgrpc_batch_trailers_count(const cgrpc_batch *batch);
cgrpc_header cgrpc_batch_trailers_at(const cgrpc_batch *batch, size_t index);

/// Server, after receive_close: true when the client cancelled, the deadline passed or the connection broke.
bool cgrpc_batch_was_cancelled(const cgrpc_batch *batch);

// ---- Servers ----

/// A server's side of TLS. Every PEM text is a C string.
typedef struct cgrpc_server_tls {
  const char *certificate_pem;     ///< The server's certificate chain.
  const char *key_pem;             ///< The server's private key.
  const char *client_roots_pem;    ///< Who may sign clients' certificates; NULL: clients need none.
  bool require_client_certificate; ///< mTLS: refuse clients without a certificate signed by client_roots_pem.
} cgrpc_server_tls;

/// How a server behaves. Fill it with `cgrpc_server_options_init`, then change what you need.
typedef struct cgrpc_server_options {
  size_t struct_size;              ///< sizeof(cgrpc_server_options), set by the init function.
  int32_t receive_bytes_max;       ///< Largest message taken; default 4 MiB; -1 unlimited.
  int32_t send_bytes_max;          ///< Largest message sent; default -1 unlimited.
  int32_t metadata_bytes_max;      ///< Largest set of headers taken; default 16 KiB.
  int32_t streams_max;             ///< Calls at a time on one connection; default 1,000; -1 unlimited.
  int32_t keepalive_ms;            ///< Ping a silent client after this long; default 60,000; -1 off.
  int32_t keepalive_timeout_ms;    ///< Give the connection up when the ping is not answered; default 20,000.
  int32_t client_ping_ms_min;      ///< Clients that ping more often are disconnected; default 5,000.
  int32_t connection_idle_ms;      ///< Close a connection without calls after this long; default -1 never.
} cgrpc_server_options;

void cgrpc_server_options_init(cgrpc_server_options *options);

/// A server that shares its port with nobody (so_reuseport is off).
cgrpc_server *cgrpc_server_create(const cgrpc_server_options *options);

/// Before start: lets the server announce calls on `queue`.
void cgrpc_server_register_queue(cgrpc_server *server, cgrpc_queue *queue);

/// Before start: a method (C string, `/package.Service/Method`) whose calls are announced apart, and with `with_message`
/// together with their first message. Returns its handle, or NULL when it was registered before.
void *cgrpc_server_register_method(cgrpc_server *server, const char *method, bool with_message);

/// Before start: listens on `host:port` (port 0: any free one) or `unix:/path`. `tls` NULL: plaintext. Returns the port, 1 for
/// a Unix socket, or 0 when it could not (the core's log says why).
int cgrpc_server_listen(cgrpc_server *server, const char *address, const cgrpc_server_tls *tls);

void cgrpc_server_start(cgrpc_server *server);

/// A place for one call. Reusable after `cgrpc_incoming_reset`.
cgrpc_incoming *cgrpc_incoming_create(void);
void cgrpc_incoming_reset(cgrpc_incoming *incoming);
void cgrpc_incoming_destroy(cgrpc_incoming *incoming);

/// Asks for the next call of `method` (NULL: of any method that is not registered). `with_message` is as at registration.
/// `tag` completes on `announce` when it came (ok) or the server shut down (not ok); the call's own completions go to `queue`.
/// Returns 0 or an error number.
int cgrpc_server_request_call(
    cgrpc_server *server, void *method, bool with_message, cgrpc_incoming *incoming, cgrpc_queue *queue,
    cgrpc_queue *announce, void *tag);

/// The call that came: the caller's, to unref. Once.
cgrpc_call *cgrpc_incoming_take_call(cgrpc_incoming *incoming);

/// What came with it. Method and authority are empty for a registered method.
cgrpc_span cgrpc_incoming_method(const cgrpc_incoming *incoming);
cgrpc_span cgrpc_incoming_authority(const cgrpc_incoming *incoming);
size_t cgrpc_incoming_metadata_count(const cgrpc_incoming *incoming);
cgrpc_header cgrpc_incoming_metadata_at(const cgrpc_incoming *incoming, size_t index);

/// Nanoseconds until the call's deadline, or -1 when it has none.
int64_t cgrpc_incoming_timeout(const cgrpc_incoming *incoming);

/// The first message of a method registered with `with_message`; false when the client closed without one.
bool cgrpc_incoming_has_message(const cgrpc_incoming *incoming);
size_t cgrpc_incoming_message_size(const cgrpc_incoming *incoming);
void cgrpc_incoming_message_copy(const cgrpc_incoming *incoming, void *destination);

/// Takes no new calls and connections; `tag` completes on `queue` (a registered one) when the last call is over.
void cgrpc_server_shutdown(cgrpc_server *server, cgrpc_queue *queue, void *tag);

/// After `cgrpc_server_shutdown`: resets every call that is still open.
void cgrpc_server_cancel_all_calls(cgrpc_server *server);

/// Frees a server whose shutdown has completed.
void cgrpc_server_destroy(cgrpc_server *server);

#ifdef __cplusplus
}
#endif

#endif
