// The library's start and end, logging, completion queues, and what the other files share.
#include <grpc/support/log.h>
#include <string.h>
#include <sys/prctl.h>

#include "internal.h"

void cgrpc_init(void) { grpc_init(); }

void cgrpc_shutdown(void) { grpc_shutdown(); }

const char *cgrpc_version(void) { return grpc_version_string(); }

static cgrpc_log_function log_function;

static void forward_log(gpr_log_func_args *line) {
  int severity = line->severity == GPR_LOG_SEVERITY_ERROR ? 2 : line->severity == GPR_LOG_SEVERITY_INFO ? 1 : 0;
  log_function(severity, line->message);
}

void cgrpc_set_log_function(cgrpc_log_function function) {
  log_function = function;
  gpr_set_log_function(forward_log);
}

void cgrpc_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

cgrpc_queue *cgrpc_queue_create_next(void) { return (cgrpc_queue *)grpc_completion_queue_create_for_next(NULL); }

cgrpc_queue *cgrpc_queue_create_pluck(void) { return (cgrpc_queue *)grpc_completion_queue_create_for_pluck(NULL); }

static cgrpc_event event_of(grpc_event event) {
  switch (event.type) {
    case GRPC_OP_COMPLETE:
      return (cgrpc_event){CGRPC_EVENT_COMPLETE, event.success != 0, event.tag};
    case GRPC_QUEUE_TIMEOUT:
      return (cgrpc_event){CGRPC_EVENT_TIMEOUT, false, NULL};
    case GRPC_QUEUE_SHUTDOWN:
      break;
  }
  return (cgrpc_event){CGRPC_EVENT_SHUTDOWN, false, NULL};
}

cgrpc_event cgrpc_queue_next(cgrpc_queue *queue, int64_t timeout_ns) {
  return event_of(grpc_completion_queue_next(core_queue(queue), deadline_after(timeout_ns), NULL));
}

cgrpc_event cgrpc_queue_pluck(cgrpc_queue *queue, void *tag, int64_t timeout_ns) {
  return event_of(grpc_completion_queue_pluck(core_queue(queue), tag, deadline_after(timeout_ns), NULL));
}

void cgrpc_queue_shutdown(cgrpc_queue *queue) { grpc_completion_queue_shutdown(core_queue(queue)); }

void cgrpc_queue_destroy(cgrpc_queue *queue) { grpc_completion_queue_destroy(core_queue(queue)); }

void cgrpc_free(void *text) { gpr_free(text); }

const char *cgrpc_error_text(int error) { return grpc_call_error_to_string((grpc_call_error)error); }

void arguments_add_integer(arguments *arguments, const char *key, int value) {
  grpc_arg *argument = &arguments->list[arguments->count++];
  argument->type = GRPC_ARG_INTEGER;
  argument->key = (char *)key;
  argument->value.integer = value;
}

void arguments_add_text(arguments *arguments, const char *key, const char *value) {
  grpc_arg *argument = &arguments->list[arguments->count++];
  argument->type = GRPC_ARG_STRING;
  argument->key = (char *)key;
  argument->value.string = (char *)value;
}

void buffer_copy(grpc_byte_buffer *buffer, void *destination) {
  grpc_byte_buffer_reader reader;
  if (!grpc_byte_buffer_reader_init(&reader, buffer)) return;
  unsigned char *end = destination;
  grpc_slice *slice;
  while (grpc_byte_buffer_reader_peek(&reader, &slice)) {
    memcpy(end, GRPC_SLICE_START_PTR(*slice), GRPC_SLICE_LENGTH(*slice));
    end += GRPC_SLICE_LENGTH(*slice);
  }
  grpc_byte_buffer_reader_destroy(&reader);
}
