// Client channels.
#include "internal.h"

void cgrpc_channel_options_init(cgrpc_channel_options *options) {
  *options = (cgrpc_channel_options){
      .struct_size = sizeof(cgrpc_channel_options),
      .receive_bytes_max = 4 * 1024 * 1024,
      .send_bytes_max = -1,
      .metadata_bytes_max = 16 * 1024,
      .keepalive_ms = 30000,
      .keepalive_timeout_ms = 10000,
      .connect_timeout_ms = 10000,
      .reconnect_ms_min = 200,
      .reconnect_ms_max = 10000,
  };
}

static grpc_channel_credentials *credentials_of(const cgrpc_client_tls *tls) {
  if (tls == NULL) return grpc_insecure_credentials_create();
  grpc_ssl_pem_key_cert_pair pair = {tls->key_pem, tls->certificate_pem};
  bool has_pair = tls->key_pem != NULL && tls->certificate_pem != NULL;
  return grpc_ssl_credentials_create_ex(tls->roots_pem, has_pair ? &pair : NULL, NULL, NULL);
}

cgrpc_channel *cgrpc_channel_create(const char *target, const cgrpc_channel_options *options) {
  arguments arguments = {.count = 0};
  arguments_add_integer(&arguments, GRPC_ARG_ENABLE_HTTP_PROXY, options->use_http_proxy);
  arguments_add_integer(&arguments, GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, !options->shared_connection);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, options->receive_bytes_max);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, options->send_bytes_max);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_METADATA_SIZE, options->metadata_bytes_max);
  if (options->keepalive_ms >= 0) {
    arguments_add_integer(&arguments, GRPC_ARG_KEEPALIVE_TIME_MS, options->keepalive_ms);
    arguments_add_integer(&arguments, GRPC_ARG_KEEPALIVE_TIMEOUT_MS, options->keepalive_timeout_ms);
    arguments_add_integer(&arguments, GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  // The core's "minimum backoff" is how long an attempt may take, not how long it pauses.
  arguments_add_integer(&arguments, GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, options->reconnect_ms_min);
  arguments_add_integer(&arguments, GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, options->connect_timeout_ms);
  arguments_add_integer(&arguments, GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, options->reconnect_ms_max);
  if (options->user_agent != NULL) {
    arguments_add_text(&arguments, GRPC_ARG_PRIMARY_USER_AGENT_STRING, options->user_agent);
  }
  if (options->tls != NULL && options->tls->server_name != NULL) {
    arguments_add_text(&arguments, GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, options->tls->server_name);
  }
  grpc_channel_args all = {arguments.count, arguments.list};
  grpc_channel_credentials *credentials = credentials_of(options->tls);
  if (credentials == NULL) {
    return (cgrpc_channel *)grpc_lame_client_channel_create(
        target, GRPC_STATUS_UNAVAILABLE, "the TLS certificates or keys cannot be used");
  }
  grpc_channel *channel = grpc_channel_create(target, credentials, &all);
  grpc_channel_credentials_release(credentials);
  return (cgrpc_channel *)channel;
}

void cgrpc_channel_destroy(cgrpc_channel *channel) { grpc_channel_destroy(core_channel(channel)); }

cgrpc_channel_state cgrpc_channel_get_state(cgrpc_channel *channel, bool connect) {
  return (cgrpc_channel_state)grpc_channel_check_connectivity_state(core_channel(channel), connect);
}

void cgrpc_channel_watch_state(
    cgrpc_channel *channel, cgrpc_channel_state last, int64_t timeout_ns, cgrpc_queue *queue, void *tag) {
  grpc_channel_watch_connectivity_state(
      core_channel(channel), (grpc_connectivity_state)last, deadline_after(timeout_ns), core_queue(queue), tag);
}

void cgrpc_channel_reset_backoff(cgrpc_channel *channel) { grpc_channel_reset_connect_backoff(core_channel(channel)); }

cgrpc_call *cgrpc_call_create(
    cgrpc_channel *channel, cgrpc_queue *queue, cgrpc_span method, cgrpc_span authority, int64_t timeout_ns) {
  grpc_slice path = slice_copy(method);
  grpc_slice host = slice_copy(authority);
  grpc_call *call = grpc_channel_create_call(
      core_channel(channel), NULL, GRPC_PROPAGATE_DEFAULTS, core_queue(queue), path,
      authority.length == 0 ? NULL : &host, deadline_after(timeout_ns), NULL);
  grpc_slice_unref(path);
  grpc_slice_unref(host);
  return (cgrpc_call *)call;
}
