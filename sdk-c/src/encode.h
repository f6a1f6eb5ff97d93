/* From columns to bytes. */
#ifndef DW_ENCODE_H
#define DW_ENCODE_H

#include "batch.h"
#include "protobuf.h"

/* Writes the driftwatch.v1.AppendRequest of a batch that has rows. False: no memory. */
bool dw_encode_append(dw_writer *writer, dw_batch *batch, dw_text deployment_id, uint64_t sequence);

#endif
