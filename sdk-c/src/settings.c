#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "error.h"
#include "limits.h"
#include "utf8.h"

#define CHECK(x)                                                                                                                \
    do {                                                                                                                        \
        dw_status status_ = (x);                                                                                                \
        if (status_ != DW_OK) return status_;                                                                                   \
    } while (0)

static char *own(dw_settings *settings, char *string) {
    if (string != NULL) settings->owned[settings->owned_count++] = string;
    return string;
}

static dw_status copy_string(dw_settings *settings, const char *string, const char **copy) {
    *copy = string == NULL ? NULL : own(settings, strdup(string));
    return *copy == NULL && string != NULL ? dw_fail(DW_NO_MEMORY, "no memory for the client's settings") : DW_OK;
}

/* ------------------------------------------------------------------------------------------------------------- Parts */

static dw_status set_endpoint(dw_settings *settings, const dw_options *options) {
    const char *endpoint = options->endpoint;
    if (endpoint == NULL || *endpoint == 0) {
        return dw_fail(DW_INVALID_ARGUMENT, "options.endpoint is missing; set it to host:port");
    }
    bool secure = strncmp(endpoint, "https://", 8) == 0;
    if (secure) endpoint += 8;
    else if (strncmp(endpoint, "http://", 7) == 0) endpoint += 7;
    bool local = strncmp(endpoint, "unix:", 5) == 0;
    size_t length = strlen(endpoint);
    if (!local && length > 0 && endpoint[length - 1] == '/') length--;
    if (!local && (memchr(endpoint, ':', length) == NULL || memchr(endpoint, '/', length) != NULL)) {
        return dw_fail(DW_INVALID_ARGUMENT, "endpoint \"%.100s\" has no port or has a path; write host:port", options->endpoint);
    }
    settings->transport.target = own(settings, strndup(endpoint, length));
    settings->transport.tls =
        secure || options->tls_ca_file != NULL || options->tls_certificate_file != NULL || options->tls_key_file != NULL;
    return settings->transport.target == NULL ? dw_fail(DW_NO_MEMORY, "no memory for the client's settings") : DW_OK;
}

static dw_status set_key(dw_settings *settings, const char *key) {
    if (key == NULL || *key == 0) return DW_OK;
    for (const char *c = key; *c != 0; c++) {
        if (*c <= ' ' || *c > '~') {
            return dw_fail(DW_INVALID_ARGUMENT, "options.api_key has a character at %zu that no key has; remove it", (size_t)(c - key));
        }
    }
    size_t size = strlen(key) + sizeof "Bearer ";
    char *authorization = own(settings, malloc(size));
    if (authorization == NULL) return dw_fail(DW_NO_MEMORY, "no memory for the client's settings");
    (void)snprintf(authorization, size, "Bearer %s", key);
    settings->transport.authorization = authorization;
    return DW_OK;
}

static dw_status set_client_id(dw_settings *settings, const char *client_id) {
    settings->transport.client_id = settings->client_id;
    if (client_id != NULL) {
        size_t length = strlen(client_id);
        if (length > DW_CLIENT_PREFIX_BYTES_MAX || !dw_is_deployment_id(dw_text_of(client_id))) {
            return dw_fail(DW_INVALID_ARGUMENT, "options.client_id is not of the form [A-Za-z0-9][A-Za-z0-9._:-]{0,30}");
        }
        memcpy(settings->client_id, client_id, length);
        settings->client_id[length] = '-';
        settings->client_prefix = length + 1;
    }
    if (dw_settings_renew_client_id(settings)) return DW_OK;
    return dw_fail(DW_SYSTEM, "the system gave no random bytes for the client id: %s", strerror(errno));
}

static dw_status set_defaults(dw_settings *settings, const dw_options *options) {
    const char *deployment, *version;
    if (options->deployment_id != NULL && !dw_is_deployment_id(dw_text_of(options->deployment_id))) {
        return dw_fail(DW_INVALID_ARGUMENT, "options.deployment_id is not of the form [A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    }
    dw_text given = dw_text_of(options->model_version);
    if (given.length > DW_LABEL_BYTES_MAX || (given.data != NULL && !dw_utf8_is_valid(given.data, given.length))) {
        return dw_fail(DW_INVALID_ARGUMENT, "options.model_version is not UTF-8 of at most %d bytes", DW_LABEL_BYTES_MAX);
    }
    CHECK(copy_string(settings, options->deployment_id, &deployment));
    CHECK(copy_string(settings, options->model_version, &version));
    settings->defaults.deployment_id = dw_text_of(deployment);
    settings->defaults.model_version = dw_text_of(version);
    return DW_OK;
}

/* Reads a PEM file of at most 1 MiB. */
static dw_status read_pem(dw_settings *settings, const char *path, const char **pem) {
    enum { MOST = 1 << 20 };
    *pem = NULL;
    if (path == NULL) return DW_OK;
    FILE *file = fopen(path, "re");
    if (file == NULL) return dw_fail(DW_INVALID_ARGUMENT, "cannot open the TLS file %.150s: %s", path, strerror(errno));
    char *text = own(settings, malloc(MOST + 1));
    size_t length = text == NULL ? 0 : fread(text, 1, MOST, file);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (text == NULL) return dw_fail(DW_NO_MEMORY, "no memory for the client's settings");
    text[length] = 0;
    if (failed || strstr(text, "-----BEGIN") == NULL) return dw_fail(DW_INVALID_ARGUMENT, "the TLS file %.150s is not PEM", path);
    *pem = text;
    return DW_OK;
}

static dw_status set_tls(dw_settings *settings, const dw_options *options) {
    if ((options->tls_certificate_file == NULL) != (options->tls_key_file == NULL)) {
        return dw_fail(DW_INVALID_ARGUMENT, "options.tls_certificate_file and tls_key_file go together; set both or none");
    }
    CHECK(read_pem(settings, options->tls_ca_file, &settings->transport.ca_pem));
    CHECK(read_pem(settings, options->tls_certificate_file, &settings->transport.certificate_pem));
    CHECK(read_pem(settings, options->tls_key_file, &settings->transport.key_pem));
    return copy_string(settings, options->tls_server_name, &settings->transport.server_name);
}

/* -------------------------------------------------------------------------------------------------------------- Limits */

static dw_status limit(uint64_t value, uint64_t least, uint64_t most, const char *name) {
    if (value >= least && value <= most) return DW_OK;
    return dw_fail(
        DW_INVALID_ARGUMENT, "options.%s is %llu; %llu to %llu are taken", name, (unsigned long long)value,
        (unsigned long long)least, (unsigned long long)most);
}

static dw_status set_limits(dw_options *options) {
    enum { HOUR_MS = 3600000 };
    if (options->buffer_bytes == 0) options->buffer_bytes = (size_t)64 << 20;
    if (options->batch_bytes == 0) options->batch_bytes = (size_t)512 << 10;
    if (options->batch_rows == 0) options->batch_rows = 8192;
    if (options->linger_ms == 0) options->linger_ms = 20;
    if (options->window_batches == 0) options->window_batches = 16;
    if (options->backoff_min_ms == 0) options->backoff_min_ms = 100;
    if (options->backoff_max_ms == 0) options->backoff_max_ms = options->backoff_min_ms > 5000 ? options->backoff_min_ms : 5000;
    if (options->acknowledge_timeout_ms == 0) options->acknowledge_timeout_ms = 30000;
    CHECK(limit(options->buffer_bytes, 65536, SIZE_MAX / 4, "buffer_bytes"));
    CHECK(limit(options->batch_bytes, 4096, DW_BATCH_BYTES_MAX, "batch_bytes"));
    CHECK(limit(options->batch_rows, 1, DW_BATCH_ROWS_MAX, "batch_rows"));
    CHECK(limit(options->linger_ms, 1, HOUR_MS, "linger_ms"));
    CHECK(limit(options->window_batches, 1, 1024, "window_batches"));
    CHECK(limit(options->backoff_min_ms, 1, HOUR_MS, "backoff_min_ms"));
    CHECK(limit(options->backoff_max_ms, options->backoff_min_ms, HOUR_MS, "backoff_max_ms"));
    return limit(options->acknowledge_timeout_ms, 1, HOUR_MS, "acknowledge_timeout_ms");
}

/* ----------------------------------------------------------------------------------------------------------- The whole */

static void forget_strings(dw_options *options) {
    options->endpoint = options->api_key = options->deployment_id = options->model_version = options->client_id = NULL;
    options->tls_ca_file = options->tls_certificate_file = options->tls_key_file = options->tls_server_name = NULL;
}

static dw_status fill(dw_settings *settings, const dw_options *options) {
    CHECK(set_limits(&settings->options));
    CHECK(set_endpoint(settings, options));
    CHECK(set_key(settings, options->api_key));
    CHECK(set_client_id(settings, options->client_id));
    CHECK(set_defaults(settings, options));
    if (getrandom(&settings->seed, sizeof settings->seed, 0) != sizeof settings->seed) {
        settings->seed = (uint64_t)(uintptr_t)settings;
    }
    return set_tls(settings, options);
}

dw_status dw_settings_init(dw_settings *settings, const dw_options *options) {
    *settings = (dw_settings){0};
    if (options == NULL || options->struct_size < sizeof *options) {
        return dw_fail(DW_INVALID_ARGUMENT, "the options were not made by dw_options_init");
    }
    settings->options = *options;
    dw_status status = fill(settings, options);
    forget_strings(&settings->options);
    if (status != DW_OK) dw_settings_free(settings);
    return status;
}

bool dw_settings_renew_client_id(dw_settings *settings) {
    static const char digits[] = "0123456789abcdef";
    uint8_t random[16];
    char *place = settings->client_id + settings->client_prefix;
    if (getrandom(random, sizeof random, 0) != sizeof random) return false;
    for (size_t i = 0; i < sizeof random; i++) {
        place[2 * i] = digits[random[i] >> 4];
        place[2 * i + 1] = digits[random[i] & 15];
    }
    place[2 * sizeof random] = 0;
    return true;
}

void dw_settings_free(dw_settings *settings) {
    for (size_t i = 0; i < settings->owned_count; i++) free(settings->owned[i]);
    settings->owned_count = 0;
}
