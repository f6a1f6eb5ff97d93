/*
 * What a client is worth in a fork's child: before its first event everything, after it an error, never a hang.
 *
 *     peer_fork ENDPOINT
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "driftwatch.h"

static dw_client *open_client(const char *endpoint) {
    dw_options options = dw_options_init();
    options.endpoint = endpoint;
    options.deployment_id = "forked";
    dw_client *client;
    CHECK(dw_open(&options, &client) == DW_OK);
    return client;
}

static dw_status log_event(dw_client *client, const char *request) {
    dw_event event = dw_event_init();
    event.request_id = dw_text_of(request);
    return dw_log_inference(client, &event);
}

/* The child's work is done when it exits with 0. */
static void in_child(void (*work)(dw_client *), dw_client *client) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(20); /* a hang is a failure */
        work(client);
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static char parents_id[65];

static void log_as_another(dw_client *client) {
    CHECK(strcmp(dw_client_id(client), parents_id) != 0);
    CHECK(log_event(client, "child-before") == DW_OK);
    CHECK(dw_close(client, 10000, NULL) == DW_OK);
}

static void find_it_unusable(dw_client *client) {
    CHECK(log_event(client, "child-after") == DW_FORKED);
    CHECK(strstr(dw_last_error(), "before fork()") != NULL);
    CHECK(dw_flush(client, 10000) == DW_FORKED);
    dw_counters counters = dw_counters_init();
    CHECK(dw_get_counters(client, &counters) == DW_OK && counters.dropped_forked == 1);
    dw_options options = dw_options_init();
    options.endpoint = "localhost:1";
    dw_client *another;
    CHECK(dw_open(&options, &another) == DW_FORKED && another == NULL);
    CHECK(dw_close(client, 10000, NULL) == DW_OK);
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    dw_client *client = open_client(arguments[1]);
    strcpy(parents_id, dw_client_id(client));
    in_child(log_as_another, client);
    CHECK(strcmp(dw_client_id(client), parents_id) == 0);
    CHECK(log_event(client, "parent-before") == DW_OK);
    CHECK(dw_flush(client, 10000) == DW_OK);
    in_child(find_it_unusable, client);
    CHECK(log_event(client, "parent-after") == DW_OK);
    CHECK(dw_close(client, 10000, NULL) == DW_OK);
    return 0;
}
