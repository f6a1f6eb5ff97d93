/* What dw_log_inference refuses at once, and how it says so. */
#include <string.h>

#include "check.h"
#include "driftwatch.h"
#include "utf8.h"

static dw_client *open_client(void) {
    dw_options options = dw_options_init();
    options.endpoint = "unix:/nonexistent/driftwatch";
    dw_client *client;
    CHECK(dw_open(&options, &client) == DW_OK);
    return client;
}

static dw_event good_event(void) {
    dw_event event = dw_event_init();
    event.deployment_id = DW_TEXT("dep_1");
    event.request_id = DW_TEXT("req_1");
    return event;
}

/* The event is refused, and the message contains `words`. */
static void refused(dw_client *client, const dw_event *event, const char *words) {
    dw_status status = dw_log_inference(client, event);
    if (status != DW_INVALID_EVENT && status != DW_INVALID_ARGUMENT) fprintf(stderr, "%s was taken\n", words);
    CHECK(status == DW_INVALID_EVENT || status == DW_INVALID_ARGUMENT);
    if (strstr(dw_last_error(), words) == NULL) fprintf(stderr, "\"%s\" does not say \"%s\"\n", dw_last_error(), words);
    CHECK(strstr(dw_last_error(), words) != NULL);
}

static void ids_are_checked(void) {
    static char long_text[300];
    memset(long_text, 'x', sizeof long_text);
    dw_client *client = open_client();
    dw_event event = good_event();
    event.request_id = (dw_text){NULL, 0};
    refused(client, &event, "request_id is missing");
    event.request_id = (dw_text){NULL, 3};
    refused(client, &event, "request_id: the pointer is null but the length is 3");
    event.request_id = (dw_text){long_text, 257};
    refused(client, &event, "request_id is 257 bytes long; at most 256");
    event.request_id = (dw_text){"\xFF\xFE", 2};
    refused(client, &event, "request_id is not valid UTF-8");
    event = good_event();
    event.deployment_id = DW_TEXT("-dep");
    refused(client, &event, "deployment_id is not of the form");
    event.deployment_id = (dw_text){long_text, 129};
    refused(client, &event, "deployment_id is not of the form");
    event.deployment_id = (dw_text){NULL, 0};
    refused(client, &event, "deployment_id is missing");
    event = good_event();
    event.trace_id = (dw_text){long_text, 65};
    refused(client, &event, "trace_id is 65 bytes long; at most 64");
    event = good_event();
    event.struct_size = 0;
    refused(client, &event, "dw_event_init");
    CHECK(dw_log_inference(client, NULL) == DW_INVALID_ARGUMENT);
    CHECK(dw_log_inference(NULL, &event) == DW_INVALID_ARGUMENT);

    dw_counters counters = dw_counters_init();
    CHECK(dw_get_counters(client, &counters) == DW_OK);
    CHECK(counters.dropped_invalid == 10 && counters.accepted == 0);
    CHECK(dw_close(client, 0, NULL) == DW_OK);
}

static void features_are_checked(void) {
    static char long_text[5000];
    memset(long_text, 'x', sizeof long_text);
    dw_client *client = open_client();
    dw_event event = good_event();
    dw_feature feature = dw_number("age", 1);
    event.features = &feature;
    event.feature_count = 1;
    feature.name = (dw_text){long_text, 257};
    refused(client, &event, "the name of feature 0 is 257 bytes long");
    feature.name = (dw_text){NULL, 0};
    refused(client, &event, "the name of feature 0 is missing");
    feature = dw_category("region", "x");
    feature.value.text = (dw_text){long_text, 4097};
    refused(client, &event, "the category of feature 0 is 4097 bytes long");
    feature.value.text = (dw_text){"a\x80", 2};
    refused(client, &event, "the category of feature 0 is not valid UTF-8");
    feature.type = (dw_feature_type)9;
    refused(client, &event, "feature 0 has the unknown type 9");
    float value = 0;
    feature = dw_embedding("e", &value, 16385);
    refused(client, &event, "16385 dimensions");
    feature = dw_embedding("e", &value, 0);
    refused(client, &event, "0 dimensions");
    event.features = NULL;
    refused(client, &event, "features: the pointer is null but the count is 1");
    event.features = &feature;
    event.feature_count = 4097;
    refused(client, &event, "4097 of them; at most 4096");
    CHECK(dw_close(client, 0, NULL) == DW_OK);
}

static void the_rest_is_checked(void) {
    static char huge[1 << 20];
    memset(huge, 'x', sizeof huge);
    dw_client *client = open_client();
    dw_event event = good_event();
    dw_metadata pair = {DW_TEXT(""), DW_TEXT("v")};
    event.metadata = &pair;
    event.metadata_count = 1;
    refused(client, &event, "the key of metadata 0 is missing");
    event = good_event();
    dw_probability probability = {DW_TEXT("yes"), (double)NAN};
    event.probabilities = &probability;
    event.probability_count = 1;
    refused(client, &event, "probability 0 is not finite");
    event = good_event();
    dw_language_model call = dw_language_model_init();
    event.language_model = &call;
    call.prompt_tokens = -2;
    refused(client, &event, "prompt_tokens is -2");
    call = dw_language_model_init();
    call.prompt = (dw_text){huge, sizeof huge};
    refused(client, &event, "at most 1048576 are taken");
    call.struct_size = 0;
    refused(client, &event, "dw_language_model_init");
    CHECK(dw_close(client, 0, NULL) == DW_OK);
}

static void open_refuses(const dw_options *options, const char *words) {
    dw_client *client = (dw_client *)(void *)&client;
    CHECK(dw_open(options, &client) == DW_INVALID_ARGUMENT);
    CHECK(client == NULL);
    if (strstr(dw_last_error(), words) == NULL) fprintf(stderr, "\"%s\" does not say \"%s\"\n", dw_last_error(), words);
    CHECK(strstr(dw_last_error(), words) != NULL);
}

static void options_are_checked(void) {
    dw_options options = dw_options_init();
    open_refuses(NULL, "dw_options_init");
    open_refuses(&options, "options.endpoint is missing");
    options.endpoint = "localhost";
    open_refuses(&options, "has no port");
    options.endpoint = "http://localhost:1/v1";
    open_refuses(&options, "has a path");
    options.endpoint = "localhost:1";
    options.api_key = "dw_a\nb";
    open_refuses(&options, "a character at 4");
    options.api_key = NULL;
    options.buffer_bytes = 100;
    open_refuses(&options, "options.buffer_bytes is 100; 65536 to");
    options.buffer_bytes = 0;
    options.batch_rows = 65537;
    open_refuses(&options, "options.batch_rows is 65537; 1 to 65536");
    options.batch_rows = 0;
    options.client_id = "a b";
    open_refuses(&options, "options.client_id");
    options.client_id = NULL;
    options.tls_certificate_file = "/nonexistent";
    open_refuses(&options, "go together");
    options.tls_key_file = "/nonexistent";
    open_refuses(&options, "cannot open the TLS file /nonexistent");
    CHECK(dw_open(&options, NULL) == DW_INVALID_ARGUMENT);
    CHECK(dw_close(NULL, 0, NULL) == DW_OK);
}

/* A program that is started again is another sender, though its options are the same. */
static void a_named_client_is_new_each_time(void) {
    dw_client *one, *other;
    dw_options options = dw_options_init();
    options.endpoint = "localhost:1";
    options.client_id = "host-1";
    CHECK(dw_open(&options, &one) == DW_OK && dw_open(&options, &other) == DW_OK);
    CHECK(strncmp(dw_client_id(one), "host-1-", 7) == 0 && strlen(dw_client_id(one)) == 39);
    CHECK(strcmp(dw_client_id(one), dw_client_id(other)) != 0);
    dw_close(one, 0, NULL);
    dw_close(other, 0, NULL);
}

static void an_unused_client_starts_nothing(void) {
    dw_client *client = open_client();
    CHECK(strlen(dw_client_id(client)) == 32);
    CHECK(isnan(dw_acknowledgement_latency_ms(client, 0.5)));
    CHECK(dw_flush(client, 10000) == DW_OK);
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    int threads = 0;
    while (status != NULL && fgets(line, sizeof line, status) != NULL) sscanf(line, "Threads: %d", &threads);
    CHECK(threads >= 1 && threads <= 2); /* a sanitizer may have one of its own */
    fclose(status);
    CHECK(dw_close(client, 0, NULL) == DW_OK);
}

static void utf8_is_recognised(void) {
    const char *good[] = {"", "a", "abcdefgh", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "12345678\xC3\xA9", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"};
    const char *bad[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "12345678\xFF", "\xE2\x28\xA1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) CHECK(dw_utf8_is_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!dw_utf8_is_valid(bad[i], strlen(bad[i])));
}

int main(void) {
    RUN(ids_are_checked);
    RUN(features_are_checked);
    RUN(the_rest_is_checked);
    RUN(options_are_checked);
    RUN(a_named_client_is_new_each_time);
    RUN(an_unused_client_starts_nothing);
    RUN(utf8_is_recognised);
    return 0;
}
