/*
 * The smallest program: one inference, sent.
 *
 *     cc minimal.c $(pkg-config --cflags --libs driftwatch) -o minimal
 *     ./minimal localhost:7461 dw_…
 */
#include <driftwatch.h>
#include <stdio.h>

int main(int count, char **arguments) {
    dw_options options = dw_options_init();
    options.endpoint = count > 1 ? arguments[1] : "localhost:7461";
    options.api_key = count > 2 ? arguments[2] : NULL;
    options.deployment_id = "dep_123";
    options.model_version = "rec_sys_v5";

    dw_client *client;
    if (dw_open(&options, &client) != DW_OK) {
        fprintf(stderr, "%s\n", dw_last_error());
        return 2;
    }

    const dw_feature features[] = {dw_number("age", 42), dw_category("region", "NA")};
    const dw_metadata metadata[] = {{DW_TEXT("cohort"), DW_TEXT("web")}, {DW_TEXT("ab_bucket"), DW_TEXT("A")}};
    dw_event event = dw_event_init();
    event.request_id = DW_TEXT("req_abc");
    event.predicted_class = DW_TEXT("approve");
    event.score = 0.82;
    event.latency_ms = 45;
    event.features = features;
    event.feature_count = 2;
    event.metadata = metadata;
    event.metadata_count = 2;
    if (dw_log_inference(client, &event) != DW_OK) fprintf(stderr, "%s\n", dw_last_error());

    dw_counters counters = dw_counters_init();
    dw_status status = dw_close(client, 5000, &counters);
    if (status != DW_OK) fprintf(stderr, "%s\n", dw_last_error());
    printf("accepted %llu, acknowledged %llu\n", (unsigned long long)counters.accepted, (unsigned long long)counters.acknowledged);
    return status == DW_OK ? 0 : 1;
}
