/* Tells the application what was refused. */
#ifndef DW_REFUSAL_H
#define DW_REFUSAL_H

#include "driftwatch.h"
#include "outbox.h"
#include "response.h"

/* Calls the refused callback, if there is one, for one event. */
void dw_tell_refusal(
    const dw_options *options, dw_text deployment_id, dw_text request_id, dw_text code, dw_text message, bool whole_batch);

/* Calls it for every event that the answer to `sealed` refuses, and returns how many these are. */
uint32_t dw_tell_refusals(const dw_options *options, dw_response *response, const dw_sealed *sealed, dw_text deployment_id);

#endif
