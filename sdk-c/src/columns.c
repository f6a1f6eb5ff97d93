#include "columns.h"

#include <stdlib.h>

static bool matches(const dw_columns *columns, uint32_t index, dw_feature_type type, dw_text name) {
    dw_text entry = dw_dictionary_entry(&columns->names, index + 1);
    return entry.length == name.length + 1 && (uint8_t)entry.data[0] == type
        && memcmp(entry.data + 1, name.data, name.length) == 0;
}

static uint32_t add(dw_columns *columns, dw_feature_type type, dw_text key) {
    if (columns->count == columns->capacity) {
        uint32_t capacity = columns->capacity == 0 ? 16 : columns->capacity * 2;
        dw_column *items = realloc(columns->items, capacity * sizeof *items);
        if (items == NULL) return UINT32_MAX;
        columns->items = items;
        columns->capacity = capacity;
    }
    if (dw_dictionary_intern(&columns->names, key) == 0) return UINT32_MAX;
    columns->items[columns->count] = (dw_column){.type = type};
    return columns->count++;
}

uint32_t dw_columns_find(dw_columns *columns, dw_feature_type type, dw_text name, uint32_t guess) {
    if (guess < columns->count && matches(columns, guess, type, name)) return guess;
    char key[1 + 256];
    key[0] = (char)type;
    memcpy(key + 1, name.data, name.length);
    dw_text text = {key, name.length + 1};
    uint32_t number = dw_dictionary_find(&columns->names, text);
    return number != 0 ? number - 1 : add(columns, type, text);
}

dw_text dw_columns_name(const dw_columns *columns, uint32_t index) {
    dw_text entry = dw_dictionary_entry(&columns->names, index + 1);
    return (dw_text){entry.data + 1, entry.length - 1};
}

bool dw_columns_clear(dw_columns *columns) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < columns->count; i++) used += columns->items[i].used > 0;
    if (columns->count > 2 * used + 16) {
        dw_columns_free(columns);
        return true;
    }
    for (uint32_t i = 0; i < columns->count; i++) dw_column_clear(&columns->items[i]);
    columns->used = 0;
    return false;
}

void dw_columns_free(dw_columns *columns) {
    for (uint32_t i = 0; i < columns->count; i++) dw_column_free(&columns->items[i]);
    free(columns->items);
    dw_dictionary_free(&columns->names);
    *columns = (dw_columns){0};
}
