// Servers, and the calls that come to them.

#include "internal.h"

struct cgrpc_incoming {
  grpc_call *call;
  grpc_call_details details;
  gpr_timespec deadline;      // of a registered method's call; others have it in `details`
  grpc_metadata_array metadata;
  grpc_byte_buffer *message;
  bool registered;
};

void cgrpc_server_options_init(cgrpc_server_options *options) {
  *options = (cgrpc_server_options){
      .struct_size = sizeof(cgrpc_server_options),
      .receive_bytes_max = 4 * 1024 * 1024,
      .send_bytes_max = -1,
      .metadata_bytes_max = 16 * 1024,
      .streams_max = 1000,
      .keepalive_ms = 60000,
      .keepalive_timeout_ms = 20000,
      .client_ping_ms_min = 5000,
      .connection_idle_ms = -1,
  };
}

cgrpc_server *cgrpc_server_create(const cgrpc_server_options *options) {
  arguments arguments = {.count = 0};
  arguments_add_integer(&arguments, GRPC_ARG_ALLOW_REUSEPORT, 0);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, options->receive_bytes_max);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, options->send_bytes_max);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_METADATA_SIZE, options->metadata_bytes_max);
  if (options->streams_max >= 0) {
    arguments_add_integer(&arguments, GRPC_ARG_MAX_CONCURRENT_STREAMS, options->streams_max);
  }
  if (options->keepalive_ms >= 0) {
    arguments_add_integer(&arguments, GRPC_ARG_KEEPALIVE_TIME_MS, options->keepalive_ms);
    arguments_add_integer(&arguments, GRPC_ARG_KEEPALIVE_TIMEOUT_MS, options->keepalive_timeout_ms);
  }
  arguments_add_integer(&arguments, GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments_add_integer(&arguments, GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, options->client_ping_ms_min);
  if (options->connection_idle_ms >= 0) {
    arguments_add_integer(&arguments, GRPC_ARG_MAX_CONNECTION_IDLE_MS, options->connection_idle_ms);
  }
  grpc_channel_args all = {arguments.count, arguments.list};
  return (cgrpc_server *)grpc_server_create(&all, NULL);
}

void cgrpc_server_register_queue(cgrpc_server *server, cgrpc_queue *queue) {
  grpc_server_register_completion_queue(core_server(server), core_queue(queue), NULL);
}

void *cgrpc_server_register_method(cgrpc_server *server, const char *method, bool with_message) {
  grpc_server_register_method_payload_handling payload =
      with_message ? GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER : GRPC_SRM_PAYLOAD_NONE;
  return grpc_server_register_method(core_server(server), method, NULL, payload, 0);
}

static grpc_server_credentials *credentials_of(const cgrpc_server_tls *tls) {
  if (tls == NULL) return grpc_insecure_server_credentials_create();
  grpc_ssl_pem_key_cert_pair pair = {tls->key_pem, tls->certificate_pem};
  grpc_ssl_client_certificate_request_type request = GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  if (tls->client_roots_pem != NULL) {
    request = tls->require_client_certificate ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                              : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return grpc_ssl_server_credentials_create_ex(tls->client_roots_pem, &pair, 1, request, NULL);
}

int cgrpc_server_listen(cgrpc_server *server, const char *address, const cgrpc_server_tls *tls) {
  grpc_server_credentials *credentials = credentials_of(tls);
  if (credentials == NULL) return 0;
  int port = grpc_server_add_http2_port(core_server(server), address, credentials);
  grpc_server_credentials_release(credentials);
  return port;
}

void cgrpc_server_start(cgrpc_server *server) { grpc_server_start(core_server(server)); }

void cgrpc_server_shutdown(cgrpc_server *server, cgrpc_queue *queue, void *tag) {
  grpc_server_shutdown_and_notify(core_server(server), core_queue(queue), tag);
}

void cgrpc_server_cancel_all_calls(cgrpc_server *server) { grpc_server_cancel_all_calls(core_server(server)); }

void cgrpc_server_destroy(cgrpc_server *server) { grpc_server_destroy(core_server(server)); }

// ---- Incoming calls ----

cgrpc_incoming *cgrpc_incoming_create(void) {
  cgrpc_incoming *incoming = gpr_zalloc(sizeof(cgrpc_incoming));
  grpc_call_details_init(&incoming->details);
  grpc_metadata_array_init(&incoming->metadata);
  return incoming;
}

static void incoming_free_contents(cgrpc_incoming *incoming) {
  if (incoming->call != NULL) grpc_call_unref(incoming->call);
  if (incoming->message != NULL) grpc_byte_buffer_destroy(incoming->message);
  grpc_call_details_destroy(&incoming->details);
  grpc_metadata_array_destroy(&incoming->metadata);
}

void cgrpc_incoming_reset(cgrpc_incoming *incoming) {
  incoming_free_contents(incoming);
  incoming->call = NULL;
  incoming->message = NULL;
  grpc_call_details_init(&incoming->details);
  grpc_metadata_array_init(&incoming->metadata);
}

void cgrpc_incoming_destroy(cgrpc_incoming *incoming) {
  incoming_free_contents(incoming);
  gpr_free(incoming);
}

int cgrpc_server_request_call(
    cgrpc_server *server, void *method, bool with_message, cgrpc_incoming *incoming, cgrpc_queue *queue,
    cgrpc_queue *announce, void *tag) {
  incoming->registered = method != NULL;
  if (method == NULL) {
    return (int)grpc_server_request_call(
        core_server(server), &incoming->call, &incoming->details, &incoming->metadata, core_queue(queue),
        core_queue(announce), tag);
  }
  return (int)grpc_server_request_registered_call(
      core_server(server), method, &incoming->call, &incoming->deadline, &incoming->metadata,
      with_message ? &incoming->message : NULL, core_queue(queue), core_queue(announce), tag);
}

cgrpc_call *cgrpc_incoming_take_call(cgrpc_incoming *incoming) {
  grpc_call *call = incoming->call;
  incoming->call = NULL;
  return (cgrpc_call *)call;
}

cgrpc_span cgrpc_incoming_method(const cgrpc_incoming *incoming) { return span_of(&incoming->details.method); }

cgrpc_span cgrpc_incoming_authority(const cgrpc_incoming *incoming) { return span_of(&incoming->details.host); }

size_t cgrpc_incoming_metadata_count(const cgrpc_incoming *incoming) { return incoming->metadata.count; }

cgrpc_header cgrpc_incoming_metadata_at(const cgrpc_incoming *incoming, size_t index) {
  return header_at(&incoming->metadata, index);
}

int64_t cgrpc_incoming_timeout(const cgrpc_incoming *incoming) {
  gpr_timespec deadline = incoming->registered ? incoming->deadline : incoming->details.deadline;
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return -1;
  gpr_timespec left = gpr_time_sub(deadline, gpr_now(deadline.clock_type));
  if (left.tv_sec < 0) return 0;
  if (left.tv_sec > INT64_MAX / 1000000000 - 1) return -1;
  return left.tv_sec * 1000000000 + left.tv_nsec;
}

bool cgrpc_incoming_has_message(const cgrpc_incoming *incoming) { return incoming->message != NULL; }

size_t cgrpc_incoming_message_size(const cgrpc_incoming *incoming) {
  return incoming->message == NULL ? 0 : grpc_byte_buffer_length(incoming->message);
}

void cgrpc_incoming_message_copy(const cgrpc_incoming *incoming, void *destination) {
  if (incoming->message != NULL) buffer_copy(incoming->message, destination);
}
