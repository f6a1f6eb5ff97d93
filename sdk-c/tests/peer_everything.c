/*
 * Logs 300 events that have everything an event can have, in a mixture that leaves holes in every column. Tests/python/test_sdk.py says
 * what has to arrive.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "driftwatch.h"

enum { ROWS = 300 };

static dw_text text(char *place, size_t size, const char *format, int i) {
    int length = snprintf(place, size, format, i);
    return (dw_text){place, (size_t)length};
}

static void log_event(dw_client *client, int i) {
    char request[32], trace[32], category[32], free_text[32], item[2][32], prompt[32], id[32];
    const float vector[3] = {(float)i, 0.5f, -1};
    dw_event event = dw_event_init();
    event.deployment_id = DW_TEXT("dep-everything");
    event.request_id = text(request, sizeof request, "req-é-%d", i);
    event.time_unix_nanos = INT64_C(1700000000000000000) + (i % 2 == 0 ? 1 : -1) * (int64_t)i * 1000003;
    if (i % 3 == 0) event.trace_id = text(trace, sizeof trace, "trace-%d", i);
    if (i % 2 == 0) event.model_version = text(trace + 16, 16, "v%d", i / 100);
    if (i % 4 != 0) event.latency_ms = i * 0.25;
    if (i % 10 == 0) event.error_code = DW_TEXT("timeout");
    if (i % 5 != 0) event.predicted_class = i % 2 == 0 ? DW_TEXT("yes") : DW_TEXT("no");
    if (i % 5 != 1) event.score = i / 300.0;
    if (i % 7 == 0) event.value = i == 7 ? (double)INFINITY : -i;

    const dw_probability probabilities[] = {{DW_TEXT("yes"), i / 300.0}, {DW_TEXT("no"), 1 - i / 300.0}, {DW_TEXT("rare"), 0.125}};
    event.probabilities = probabilities;
    event.probability_count = i % 3 == 0 ? 0 : i == 200 ? 3 : 2;
    const dw_ranked_item ranking[] = {
        {text(item[0], sizeof item[0], "item-%d", i), 0.75}, {text(item[1], sizeof item[1], "item-%d", i + 1), (double)NAN}};
    event.ranking = ranking;
    event.ranking_count = (size_t)(i % 3);

    dw_feature features[8];
    size_t count = 0;
    features[count++] = dw_number("number", i == 11 ? -(double)INFINITY : i == 12 ? (double)NAN : i * 1.5);
    if (i % 2 == 0) features[count++] = dw_number("sometimes", i);
    features[count++] = dw_category("category", i % 9 == 0 ? NULL : (text(category, sizeof category, "c%d", i % 40), category));
    features[count++] = i % 6 == 0 ? dw_missing("boolean") : dw_boolean("boolean", i % 4 == 1);
    features[count++] = dw_free_text("text", i % 8 == 0 ? (dw_text){NULL, 0} : text(free_text, sizeof free_text, "Straße %d", i));
    if (i % 5 == 0) features[count++] = dw_embedding("embedding", i % 10 == 0 ? NULL : vector, 3);
    features[count++] = i % 2 == 0 ? dw_number("mixed", i) : dw_category("mixed", "odd");
    if (i % 11 == 0) features[count++] = dw_free_text("empty", DW_TEXT(""));
    event.features = features;
    event.feature_count = count;

    const dw_metadata metadata[] = {{DW_TEXT("cohort"), i % 2 == 0 ? DW_TEXT("web") : DW_TEXT("app")}, {DW_TEXT("ab"), DW_TEXT("B")}};
    event.metadata = metadata;
    event.metadata_count = i % 4 == 0 ? 2 : 1;

    const dw_text texts[] = {DW_TEXT("one"), DW_TEXT(""), {NULL, 0}};
    const dw_document documents[] = {
        {text(id, sizeof id, "doc-%d", i), DW_TEXT("body"), {NULL, 0}, 0.5}, {DW_TEXT("doc"), {NULL, 0}, DW_TEXT("src"), (double)NAN}};
    dw_language_model call = dw_language_model_init();
    call.prompt_version = DW_TEXT("p1");
    call.prompt = text(prompt, sizeof prompt, "prompt %d", i);
    if (i % 2 == 0) call.response = DW_TEXT("answer");
    call.context = texts;
    call.context_count = (size_t)(i % 4);
    call.citations = texts;
    call.citation_count = (size_t)(i % 2);
    call.prompt_tokens = i;
    if (i % 3 == 0) call.response_tokens = 0;
    call.documents = documents;
    call.document_count = (size_t)(i % 3);
    if (i % 2 == 0) event.language_model = &call;
    CHECK(dw_log_inference(client, &event) == DW_OK);
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    dw_options options = dw_options_init();
    options.endpoint = arguments[1];
    dw_client *client;
    CHECK(dw_open(&options, &client) == DW_OK);
    for (int i = 0; i < ROWS; i++) log_event(client, i);
    dw_status status = dw_close(client, 10000, NULL);
    if (status != DW_OK) fprintf(stderr, "%s\n", dw_last_error());
    return status == DW_OK ? 0 : 1;
}
