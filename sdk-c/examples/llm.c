/*
 * A call of a language model with retrieval: prompt, response, context, citations, tokens, documents.
 *
 *     cc llm.c $(pkg-config --cflags --libs driftwatch) -o llm
 *     ./llm localhost:7461 dw_…
 */
#include <driftwatch.h>
#include <stdio.h>

static void on_refused(void *context, const dw_refusal *refusal) {
    (void)context;
    fprintf(stderr, "%.*s: %s\n", (int)refusal->request_id.length, refusal->request_id.data, refusal->message);
}

static dw_status log_answer(dw_client *client) {
    const dw_text context[] = {DW_TEXT("Refunds are paid within 14 days.")};
    const dw_text citations[] = {DW_TEXT("terms#refunds")};
    const dw_document documents[] = {
        {DW_TEXT("terms#refunds"), DW_TEXT("Refunds are paid within 14 days."), DW_TEXT("terms.md"), 0.91},
        {DW_TEXT("terms#returns"), DW_TEXT("Returns are free of charge."), DW_TEXT("terms.md"), 0.44},
    };
    dw_language_model call = dw_language_model_init();
    call.prompt_version = DW_TEXT("support-v3");
    call.prompt = DW_TEXT("When do I get my money back?");
    call.response = DW_TEXT("Within 14 days [terms#refunds].");
    call.context = context;
    call.context_count = 1;
    call.citations = citations;
    call.citation_count = 1;
    call.prompt_tokens = 182;
    call.response_tokens = 11;
    call.documents = documents;
    call.document_count = 2;

    dw_event event = dw_event_init();
    event.deployment_id = DW_TEXT("support-assistant");
    event.model_version = DW_TEXT("2026-11");
    event.request_id = DW_TEXT("chat-1");
    event.trace_id = DW_TEXT("4bf92f3577b34da6a3ce929d0e0e4736");
    event.latency_ms = 930;
    event.language_model = &call;
    return dw_log_inference(client, &event);
}

int main(int count, char **arguments) {
    dw_options options = dw_options_init();
    options.endpoint = count > 1 ? arguments[1] : "localhost:7461";
    options.api_key = count > 2 ? arguments[2] : NULL;
    options.refused = on_refused;

    dw_client *client;
    if (dw_open(&options, &client) != DW_OK || log_answer(client) != DW_OK) {
        fprintf(stderr, "%s\n", dw_last_error());
        return 2;
    }
    dw_counters counters = dw_counters_init();
    dw_status status = dw_close(client, 5000, &counters);
    if (status != DW_OK) fprintf(stderr, "%s\n", dw_last_error());
    printf("accepted %llu, acknowledged %llu\n", (unsigned long long)counters.accepted, (unsigned long long)counters.acknowledged);
    return status == DW_OK && counters.refused == 0 ? 0 : 1;
}
