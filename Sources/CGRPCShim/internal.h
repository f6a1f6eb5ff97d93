// What the files of the shim share. Not for its users.
#ifndef CGRPC_INTERNAL_H
#define CGRPC_INTERNAL_H

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>

#include "cgrpc_shim.h"

// The shim's handles are the core's own objects under names that need none of its headers.
static inline grpc_completion_queue *core_queue(cgrpc_queue *queue) { return (grpc_completion_queue *)queue; }
static inline grpc_channel *core_channel(cgrpc_channel *channel) { return (grpc_channel *)channel; }
static inline grpc_call *core_call(cgrpc_call *call) { return (grpc_call *)call; }
static inline grpc_server *core_server(cgrpc_server *server) { return (grpc_server *)server; }

static inline gpr_timespec deadline_after(int64_t timeout_ns) {
  if (timeout_ns < 0) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_nanos(timeout_ns, GPR_TIMESPAN));
}

static inline cgrpc_span span_of(const grpc_slice *slice) {
  return (cgrpc_span){GRPC_SLICE_START_PTR(*slice), GRPC_SLICE_LENGTH(*slice)};
}

static inline grpc_slice slice_copy(cgrpc_span span) {
  if (span.length == 0) return grpc_empty_slice();
  return grpc_slice_from_copied_buffer((const char *)span.data, span.length);
}

static inline cgrpc_header header_at(const grpc_metadata_array *array, size_t index) {
  return (cgrpc_header){span_of(&array->metadata[index].key), span_of(&array->metadata[index].value)};
}

// Channel arguments, filled one by one. The longest list in use has 14.
typedef struct arguments {
  grpc_arg list[20];
  size_t count;
} arguments;

void arguments_add_integer(arguments *arguments, const char *key, int value);
void arguments_add_text(arguments *arguments, const char *key, const char *value);

void buffer_copy(grpc_byte_buffer *buffer, void *destination);

#endif
