// A thin C face of Arrow C++: open files as a stream of record batches.
//
// Batches pass through Arrow's C data interface (struct ArrowArray and friends), without copying. No
// function lets a C++ exception out. A function that can fail returns NULL or false and sets `*error`, whose text the
// caller frees with `dwa_free_text`.
#ifndef DRIFTWATCH_ARROW_SHIM_H
#define DRIFTWATCH_ARROW_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
// The Arrow C data interface: https://arrow.apache.org/docs/format/CDataInterface.html
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};
#endif

// Why a call failed.
typedef enum {
  DWA_NOT_FOUND = 1,  // no such file
  DWA_UNREADABLE,     // damaged, or of another form than it was taken for
  DWA_MISSING_COLUMN, // no column of that name, or several
  DWA_WRONG_TYPE,     // a column or value of another type than was asked for
  DWA_UNWRITABLE,     // the output cannot be written
} dwa_code;

typedef struct {
  dwa_code code;
  char *text; // one line; of several files it begins with the file's path
} dwa_error;

// Files of one form, opened as one table. Not thread-safe: one thread at a time.
typedef struct dwa_dataset dwa_dataset;
// A pass over a dataset's rows, in the files' order. Not thread-safe. Files are read ahead on a thread of its own.
typedef struct dwa_scan dwa_scan;
// A condition on rows.
typedef struct dwa_filter dwa_filter;

typedef enum {
  DWA_FORMAT_PARQUET,
  DWA_FORMAT_CSV,
  DWA_FORMAT_IPC,
  DWA_FORMAT_JSON_LINES,
} dwa_format;

// Finds the files of `count` paths or URIs, all on one file system. A directory stands for the files in it, in name order and
// without hidden ones; `*` in a URI's path stands for any characters but a slash.
dwa_dataset *dwa_list(const char *const *paths, size_t count, dwa_error *error);
// Reads the columns of the first file; the others must have those that are asked for.
bool dwa_open(dwa_dataset *dataset, dwa_format format, dwa_error *error);
void dwa_close(dwa_dataset *dataset);

// The files behind the dataset; the texts live as long as the dataset.
size_t dwa_file_count(const dwa_dataset *dataset);
const char *dwa_file_path(const dwa_dataset *dataset, size_t index);
// The columns as they are in the first file: name and type as Arrow writes it ("int32", "timestamp[us, tz=UTC]"; of a
// dictionary the values' type). The texts live as long as the dataset.
size_t dwa_column_count(const dwa_dataset *dataset);
const char *dwa_column_name(const dwa_dataset *dataset, size_t index);
const char *dwa_column_type(const dwa_dataset *dataset, size_t index);
// The rows of all files, from their metadata: -1 where the form has none (CSV, JSON lines).
bool dwa_row_count(dwa_dataset *dataset, int64_t *rows, dwa_error *error);

// A constant of a condition.
typedef enum { DWA_NUMBER, DWA_INTEGER, DWA_TEXT, DWA_BOOLEAN, DWA_TIME } dwa_literal_kind;
typedef struct {
  dwa_literal_kind kind;
  double number;    // DWA_NUMBER
  int64_t integer;  // DWA_INTEGER; DWA_BOOLEAN as 0 or 1; DWA_TIME in nanoseconds since the epoch
  const char *text; // DWA_TEXT, UTF-8
  size_t length;
} dwa_literal;

typedef enum { DWA_EQUAL, DWA_NOT_EQUAL, DWA_LESS, DWA_LESS_OR_EQUAL, DWA_GREATER, DWA_GREATER_OR_EQUAL } dwa_comparison;

// Conditions. Names and constants are copied, and parts are shared: each is freed by itself. A missing value (null, NaN, in CSV an
// empty field) answers neither a comparison nor its negation.
dwa_filter *dwa_filter_compare(const char *column, dwa_comparison comparison, const dwa_literal *literal);
dwa_filter *dwa_filter_in(const char *column, const dwa_literal *literals, size_t count);
dwa_filter *dwa_filter_missing(const char *column);
dwa_filter *dwa_filter_not(const dwa_filter *part);
dwa_filter *dwa_filter_all(const dwa_filter *const *parts, size_t count);
dwa_filter *dwa_filter_any(const dwa_filter *const *parts, size_t count);
void dwa_filter_free(dwa_filter *filter);

// What a column is asked to become. Whatever the file has is cast; a cast that would lose a value's meaning is an error that
// names the column and the value.
typedef enum {
  DWA_AS_NUMBER,   // float64 without a validity bitmap: NaN where missing
  DWA_AS_CATEGORY, // int32 without a validity bitmap: codes into the scan's dictionary, -1 where missing
  DWA_AS_TEXT,     // utf8
  DWA_AS_TIME,     // int64 without a validity bitmap: nanoseconds since the epoch, UTC; the least integer where missing
  DWA_AS_INTEGER,  // int64 without a validity bitmap; the least integer where missing
} dwa_type;

typedef enum {
  DWA_NOT_WHOLE,
  DWA_WHOLE_TYPED, // with the file's types
  DWA_WHOLE_TEXTS, // of CSV: the cells' texts, so that CSV written from it has the same ones
} dwa_whole;

typedef struct {
  size_t struct_size;
  const char *const *columns;
  const dwa_type *types;
  size_t column_count;
  const dwa_filter *filter; // rows to keep; NULL for all
  const dwa_filter *const *marks; // conditions that do not drop rows: each becomes a uint8 column, 1 where it holds
  size_t mark_count;
  int64_t batch_rows; // rows of a batch at the most; of wide tables a batch has fewer
  dwa_whole whole;    // whether the scan also keeps all columns as they are, for dwa_writer_copy; every file must have the same
} dwa_scan_options;

// Starts a pass. The dataset must stay open until the scan has ended. Batches and their order do not depend on threads.
dwa_scan *dwa_scan_start(dwa_dataset *dataset, const dwa_scan_options *options, dwa_error *error);
// Gives the next batch as a struct array: the columns in the order asked for, then the marks; true with
// `batch->release == NULL` at the end. The caller releases batch and schema.
bool dwa_scan_next(dwa_scan *scan, struct ArrowArray *batch, struct ArrowSchema *schema, dwa_error *error);
void dwa_scan_end(dwa_scan *scan);

// What the last batch added to the dictionary of a category column. Codes stay the same through the scan until `restarted`:
// then the dictionary had grown beyond its bound, and codes count from 0 again. The texts live until the next batch.
typedef struct {
  bool restarted;
  size_t count;
  const char *const *texts;
  const size_t *lengths;
} dwa_new_entries;
dwa_new_entries dwa_scan_new_entries(const dwa_scan *scan, size_t column);

// What the scan did so far, for messages and tests.
typedef struct {
  int64_t row_groups_read;
  int64_t row_groups_skipped;
} dwa_scan_counts;
dwa_scan_counts dwa_scan_count(const dwa_scan *scan);
// Whether integers beyond 2^53 were rounded to the nearest double in a column read as numbers, in the batches so far.
bool dwa_scan_rounded(const dwa_scan *scan, size_t column);

// A file in the making: nobody sees it under its name before `dwa_writer_close`. Not thread-safe.
typedef struct dwa_writer dwa_writer;

// `path` is absolute or a URI.
dwa_writer *dwa_writer_open(const char *path, dwa_format format, dwa_error *error);

// Values of a column, borrowed for the call; one of the last three is set, or none where all are missing.
typedef struct {
  const char *column;
  const uint8_t *changed; // replacements: 1 for the rows to replace; NULL for all
  const uint8_t *missing; // 1 for rows without a value; NULL for none
  const double *numbers;
  const int64_t *integers;
  const char *bytes; // texts, one behind the other: row i lies at offsets[i] ..< offsets[i+1]
  const int32_t *offsets;
} dwa_values;

// Writes rows of columns given; every call has the same columns.
bool dwa_writer_write(dwa_writer *writer, const dwa_values *columns, size_t count, int64_t rows, dwa_error *error);
// Writes the last batch of a scan with `whole` as it is but for the cells replaced, whose values take the column's own type.
bool dwa_writer_copy(dwa_writer *writer, const dwa_scan *scan, const dwa_values *replaced, size_t count, dwa_error *error);
// Gives a table that has had no batch the columns of the scan's first file.
bool dwa_writer_copy_schema(dwa_writer *writer, const dwa_scan *scan, dwa_error *error);
// Completes the file and gives it its name.
bool dwa_writer_close(dwa_writer *writer, dwa_error *error);
// Frees the writer; what was not closed is removed.
void dwa_writer_free(dwa_writer *writer);

void dwa_free_text(char *text);
// Ends Arrow's own threads; call once, before the process exits, when no scan is under way.
void dwa_finalize(void);

#ifdef __cplusplus
}
#endif
#endif
