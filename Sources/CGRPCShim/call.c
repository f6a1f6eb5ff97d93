// Calls and batches of operations.
#include <string.h>

#include "internal.h"

enum { INLINE_HEADERS = 12, OPERATIONS_MAX = 8 };

// Metadata to send: in place when few.
typedef struct header_list {
  grpc_metadata few[INLINE_HEADERS];
  grpc_metadata *all;
  size_t count;
} header_list;

struct cgrpc_batch {
  grpc_op operations[OPERATIONS_MAX];
  size_t count;
  uint32_t message_flags;
  header_list headers;        // initial metadata to send
  header_list trailers;       // trailing metadata to send
  grpc_byte_buffer *sent;
  grpc_slice sent_details;
  grpc_metadata_array received_headers;
  grpc_byte_buffer *received;
  grpc_metadata_array received_trailers;
  grpc_status_code code;
  grpc_slice details;
  int cancelled;
};

void cgrpc_call_cancel(cgrpc_call *call) { grpc_call_cancel(core_call(call), NULL); }

void cgrpc_call_cancel_with_status(cgrpc_call *call, int code, const char *message) {
  grpc_call_cancel_with_status(core_call(call), (grpc_status_code)code, message, NULL);
}

char *cgrpc_call_peer(cgrpc_call *call) { return grpc_call_get_peer(core_call(call)); }

char *cgrpc_call_peer_property(cgrpc_call *call, const char *name) {
  grpc_auth_context *context = grpc_call_auth_context(core_call(call));
  if (context == NULL) return NULL;
  grpc_auth_property_iterator iterator = grpc_auth_context_find_properties_by_name(context, name);
  const grpc_auth_property *property = grpc_auth_property_iterator_next(&iterator);
  char *text = NULL;
  if (property != NULL) {
    text = gpr_malloc(property->value_length + 1);
    memcpy(text, property->value, property->value_length);
    text[property->value_length] = 0;
  }
  grpc_auth_context_release(context);
  return text;
}

bool cgrpc_call_failed_before_message(cgrpc_call *call) {
  return grpc_call_failed_before_recv_message(core_call(call)) != 0;
}

void cgrpc_call_unref(cgrpc_call *call) { grpc_call_unref(core_call(call)); }

// ---- Filling ----

cgrpc_batch *cgrpc_batch_create(void) {
  cgrpc_batch *batch = gpr_zalloc(sizeof(cgrpc_batch));
  batch->sent_details = grpc_empty_slice();
  batch->details = grpc_empty_slice();
  return batch;
}

static void header_list_fill(header_list *list, const cgrpc_header *headers, size_t count) {
  list->all = count <= INLINE_HEADERS ? list->few : gpr_malloc(count * sizeof(grpc_metadata));
  list->count = count;
  for (size_t i = 0; i < count; i++) {
    list->all[i].key = slice_copy(headers[i].key);
    list->all[i].value = slice_copy(headers[i].value);
  }
}

static void header_list_free(header_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    grpc_slice_unref(list->all[i].key);
    grpc_slice_unref(list->all[i].value);
  }
  if (list->all != list->few) gpr_free(list->all);
  list->all = NULL;
  list->count = 0;
}

void cgrpc_batch_reset(cgrpc_batch *batch) {
  header_list_free(&batch->headers);
  header_list_free(&batch->trailers);
  if (batch->sent != NULL) grpc_byte_buffer_destroy(batch->sent);
  if (batch->received != NULL) grpc_byte_buffer_destroy(batch->received);
  grpc_slice_unref(batch->sent_details);
  grpc_slice_unref(batch->details);
  grpc_metadata_array_destroy(&batch->received_headers);
  grpc_metadata_array_destroy(&batch->received_trailers);
  grpc_metadata_array_init(&batch->received_headers);
  grpc_metadata_array_init(&batch->received_trailers);
  batch->sent = NULL;
  batch->received = NULL;
  batch->sent_details = grpc_empty_slice();
  batch->details = grpc_empty_slice();
  batch->code = GRPC_STATUS_OK;
  batch->cancelled = 0;
  batch->message_flags = 0;
  batch->count = 0;
}

void cgrpc_batch_destroy(cgrpc_batch *batch) {
  cgrpc_batch_reset(batch);
  gpr_free(batch);
}

static grpc_op *add(cgrpc_batch *batch, grpc_op_type type) {
  grpc_op *operation = &batch->operations[batch->count++];
  memset(operation, 0, sizeof(*operation));
  operation->op = type;
  return operation;
}

void cgrpc_batch_send_metadata(cgrpc_batch *batch, const cgrpc_header *headers, size_t count, bool wait_for_ready) {
  header_list_fill(&batch->headers, headers, count);
  grpc_op *operation = add(batch, GRPC_OP_SEND_INITIAL_METADATA);
  operation->data.send_initial_metadata.count = count;
  operation->data.send_initial_metadata.metadata = batch->headers.all;
  if (wait_for_ready) {
    operation->flags = GRPC_INITIAL_METADATA_WAIT_FOR_READY | GRPC_INITIAL_METADATA_WAIT_FOR_READY_EXPLICITLY_SET;
  }
}

static void send_slice(cgrpc_batch *batch, grpc_slice slice) {
  batch->sent = grpc_raw_byte_buffer_create(&slice, 1);
  grpc_slice_unref(slice);
  add(batch, GRPC_OP_SEND_MESSAGE)->data.send_message.send_message = batch->sent;
}

void cgrpc_batch_send_message(cgrpc_batch *batch, cgrpc_span message) { send_slice(batch, slice_copy(message)); }

void cgrpc_batch_send_message_lent(
    cgrpc_batch *batch, cgrpc_span message, cgrpc_release_function release, void *context) {
  send_slice(batch, grpc_slice_new_with_user_data((void *)message.data, message.length, release, context));
}

void cgrpc_batch_buffer_hint(cgrpc_batch *batch) { batch->message_flags |= GRPC_WRITE_BUFFER_HINT; }

void cgrpc_batch_send_close(cgrpc_batch *batch) { add(batch, GRPC_OP_SEND_CLOSE_FROM_CLIENT); }

void cgrpc_batch_send_status(
    cgrpc_batch *batch, int code, cgrpc_span message, const cgrpc_header *trailers, size_t count) {
  header_list_fill(&batch->trailers, trailers, count);
  batch->sent_details = slice_copy(message);
  grpc_op *operation = add(batch, GRPC_OP_SEND_STATUS_FROM_SERVER);
  operation->data.send_status_from_server.status = (grpc_status_code)code;
  operation->data.send_status_from_server.status_details = &batch->sent_details;
  operation->data.send_status_from_server.trailing_metadata_count = count;
  operation->data.send_status_from_server.trailing_metadata = batch->trailers.all;
}

void cgrpc_batch_receive_metadata(cgrpc_batch *batch) {
  add(batch, GRPC_OP_RECV_INITIAL_METADATA)->data.recv_initial_metadata.recv_initial_metadata = &batch->received_headers;
}

void cgrpc_batch_receive_message(cgrpc_batch *batch) {
  add(batch, GRPC_OP_RECV_MESSAGE)->data.recv_message.recv_message = &batch->received;
}

void cgrpc_batch_receive_status(cgrpc_batch *batch) {
  grpc_op *operation = add(batch, GRPC_OP_RECV_STATUS_ON_CLIENT);
  operation->data.recv_status_on_client.trailing_metadata = &batch->received_trailers;
  operation->data.recv_status_on_client.status = &batch->code;
  operation->data.recv_status_on_client.status_details = &batch->details;
}

void cgrpc_batch_receive_close(cgrpc_batch *batch) {
  add(batch, GRPC_OP_RECV_CLOSE_ON_SERVER)->data.recv_close_on_server.cancelled = &batch->cancelled;
}

int cgrpc_batch_start(cgrpc_call *call, cgrpc_batch *batch, void *tag) {
  if (batch->message_flags != 0) {
    for (size_t i = 0; i < batch->count; i++) {
      if (batch->operations[i].op == GRPC_OP_SEND_MESSAGE) batch->operations[i].flags = batch->message_flags;
    }
  }
  return (int)grpc_call_start_batch(core_call(call), batch->operations, batch->count, tag, NULL);
}

// ---- Results ----

size_t cgrpc_batch_metadata_count(const cgrpc_batch *batch) { return batch->received_headers.count; }

cgrpc_header cgrpc_batch_metadata_at(const cgrpc_batch *batch, size_t index) {
  return header_at(&batch->received_headers, index);
}

bool cgrpc_batch_has_message(const cgrpc_batch *batch) { return batch->received != NULL; }

size_t cgrpc_batch_message_size(const cgrpc_batch *batch) {
  return batch->received == NULL ? 0 : grpc_byte_buffer_length(batch->received);
}

void cgrpc_batch_message_copy(const cgrpc_batch *batch, void *destination) {
  if (batch->received != NULL) buffer_copy(batch->received, destination);
}

int cgrpc_batch_status_code(const cgrpc_batch *batch) { return (int)batch->code; }

cgrpc_span cgrpc_batch_status_message(const cgrpc_batch *batch) { return span_of(&batch->details); }

size_t cgrpc_batch_trailers_count(const cgrpc_batch *batch) { return batch->received_trailers.count; }

cgrpc_header cgrpc_batch_trailers_at(const cgrpc_batch *batch, size_t index) {
  return header_at(&batch->received_trailers, index);
}

bool cgrpc_batch_was_cancelled(const cgrpc_batch *batch) { return batch->cancelled != 0; }
