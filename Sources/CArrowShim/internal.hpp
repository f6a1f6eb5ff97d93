// What the shim's files share: errors as owned C texts, a fence that no exception passes, and files opened one by one.
#pragma once

#include <arrow/api.h>
#include <arrow/compute/expression.h>
#include <arrow/filesystem/filesystem.h>
#include <parquet/metadata.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_shim.h"

namespace driftwatch {

inline char *CopyText(const std::string &text) {
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

// The kinds of failure travel as codes of arrow::Status: KeyError a missing column, TypeError a wrong type, IndexError no such file,
// Cancelled an output that cannot be written.
inline void SetError(dwa_error *error, const arrow::Status &status) {
  if (error == nullptr) return;
  error->code = status.IsKeyError()     ? DWA_MISSING_COLUMN
                : status.IsTypeError()  ? DWA_WRONG_TYPE
                : status.IsIndexError() ? DWA_NOT_FOUND
                : status.IsCancelled()  ? DWA_UNWRITABLE
                                        : DWA_UNREADABLE;
  std::string text = status.message();
  error->text = CopyText(text.substr(0, text.find('\n')));
}

// Runs `body` (which gives an arrow::Status); an exception becomes one too.
template <typename Body>
arrow::Status Caught(Body body) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return arrow::Status::OutOfMemory("there is not enough memory");
  } catch (const std::exception &exception) {
    return arrow::Status::UnknownError(exception.what());
  } catch (...) {
    return arrow::Status::UnknownError("unknown failure in Arrow");
  }
}

template <typename Body>
bool Fenced(dwa_error *error, Body body) {
  arrow::Status status = Caught(body);
  if (!status.ok()) SetError(error, status);
  return status.ok();
}

// A condition on rows, before it is known what types the columns have.
struct Filter {
  enum Kind { COMPARE, IN, MISSING, NOT, ALL, ANY };
  struct Literal {
    dwa_literal_kind kind;
    double number;
    int64_t integer;
    std::string text;

    // Whether it is a number, or a text that reads as one.
    bool AsNumber(double *out) const;
  };
  Kind kind;
  std::string column;
  dwa_comparison comparison = DWA_EQUAL;
  std::vector<Literal> literals;
  std::vector<std::shared_ptr<const Filter>> parts;

  // The columns that the condition looks at, and the constants that it compares them with.
  void Visit(const std::function<void(const std::string &column, const std::vector<Literal> &literals)> &visit) const;
  // The condition for columns of these types. `empty_is_missing`: a text without characters counts as no value.
  arrow::Result<arrow::compute::Expression> Bind(const arrow::Schema &schema, bool empty_is_missing) const;

  enum Known { NO_NULL, SOME_NULL, ALL_NULL };
  using Nulls = std::function<Known(const std::string &column)>;
  // Whether a row can fulfil the condition where the values that are not null lie within `guarantee`. Arrow's own row-group
  // selection gives up where a column has a single null; here nulls are answered apart.
  arrow::Result<bool> CanHold(const arrow::Schema &schema, const Nulls &nulls,
                              const arrow::compute::Expression &guarantee) const;
};

using FilterPointer = std::shared_ptr<const Filter>;

// What a scan reads of every file.
struct ReadPlan {
  struct Column {
    std::string name;
    // The forms it is asked for in; empty for a column that only a condition looks at.
    std::vector<dwa_type> forms;
    bool filtered = false;
    // With a text, with one that reads as no number, with another constant.
    bool compared_with_text = false;
    bool compared_with_word = false;
    bool compared_with_other = false;

    bool Is(dwa_type form) const {
      for (dwa_type one : forms) {
        if (one != form) return false;
      }
      return !forms.empty();
    }
  };
  std::vector<Column> columns;
  FilterPointer filter;
  int64_t batch_rows = 65536;
  // All columns, as the file has them; `columns` are among them.
  dwa_whole whole = DWA_NOT_WHOLE;
};

struct Counts {
  int64_t row_groups_read = 0;
  int64_t row_groups_skipped = 0;
};

// One file, open: its columns, and a stream of batches with the plan's columns in the plan's order, or with all in the file's.
class Source {
 public:
  virtual ~Source() = default;
  // The file's own columns.
  virtual const arrow::Schema &schema() const = 0;
  // Of CSV, whose cells are texts: the type that the column looks like at the file's beginning. Else null.
  virtual const arrow::DataType *Guess(const std::string &) const { return nullptr; }
  // The next batch, or null at the end.
  virtual arrow::Result<std::shared_ptr<arrow::RecordBatch>> Next() = 0;
};

// Where a file is.
struct File {
  std::shared_ptr<arrow::fs::FileSystem> filesystem;
  arrow::fs::FileInfo info;
  // Parquet's footer, once it has been read.
  std::shared_ptr<parquet::FileMetaData> metadata;
};

// The file system of a URI or an absolute path, and what the path is there.
arrow::Result<std::shared_ptr<arrow::fs::FileSystem>> OpenFileSystem(const std::string &uri, std::string *path);
// The one field of that name.
arrow::Result<std::shared_ptr<arrow::Field>> FieldNamed(const arrow::Schema &schema, const std::string &name);
// The schema of a file by itself.
arrow::Result<std::shared_ptr<arrow::Schema>> ReadSchema(File &file, dwa_format format);
arrow::Result<int64_t> CountRows(File &file, dwa_format format);
arrow::Result<std::unique_ptr<Source>> OpenParquet(File &file, const ReadPlan &plan, Counts *counts);
// CSV, IPC, JSON lines.
arrow::Result<std::unique_ptr<Source>> OpenOther(File &file, dwa_format format, const ReadPlan &plan);
arrow::Result<std::shared_ptr<arrow::Schema>> ReadParquetSchema(File &file);

// Makes an array what a scan was asked for, except that a category becomes any dictionary array; `name` is for the error. Of CSV
// `guess` is the type that the file's beginning looks like, else null.
arrow::Result<std::shared_ptr<arrow::Array>> Cast(const std::shared_ptr<arrow::Array> &array, dwa_type type,
                                                  const std::string &name, const arrow::DataType *guess, bool *rounded);

// Every value as the one text that stands for it in whatever file it is; NaN becomes null.
arrow::Result<std::shared_ptr<arrow::Array>> ValueTexts(const std::shared_ptr<arrow::Array> &array);
// The same of a CSV column's cells, where the guess is numbers or truths: there what stands for no value becomes null.
arrow::Result<std::shared_ptr<arrow::Array>> CellTexts(const std::shared_ptr<arrow::Array> &cells, const arrow::DataType &guess);
// true and false in any case, 1 and 0; nothing for any other text.
std::optional<bool> TruthOf(std::string_view text);
bool HoldsNumbers(const arrow::DataType &type);
bool IsText(const arrow::DataType &type);
// Lists, structs and what else is not one value.
bool IsNested(const arrow::DataType &type);

// The dictionary of a category column through a scan: a text keeps its code until the dictionary grows beyond its bound.
class CodeBook {
 public:
  struct News {
    bool restarted = false;
    std::vector<std::string> texts;
  };
  explicit CodeBook(bool empty_is_missing);
  ~CodeBook();
  // A dictionary array as codes of this book; what is new to the book goes to `news`.
  arrow::Result<std::shared_ptr<arrow::Array>> Codes(const arrow::DictionaryArray &array, News *news);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace driftwatch

namespace driftwatch {

// The last batch of a scan with `whole`, and the schema that all its batches have.
std::shared_ptr<arrow::RecordBatch> WholeBatch(const dwa_scan &scan);
std::shared_ptr<arrow::Schema> WholeSchema(const dwa_scan &scan);

// Cells of a column that take other values, as the column's own type.
arrow::Result<std::shared_ptr<arrow::Array>> Replaced(const std::shared_ptr<arrow::Array> &array, const dwa_values &values);
// Values as a column of their own.
arrow::Result<std::shared_ptr<arrow::Array>> Built(const dwa_values &values, int64_t rows);

// What takes batches of one schema.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual arrow::Status Write(const arrow::RecordBatch &batch) = 0;
  // Completes what is written; the stream below stays open.
  virtual arrow::Status Finish() = 0;
};

arrow::Result<std::unique_ptr<Sink>> MakeTextSink(dwa_format format, const std::shared_ptr<arrow::Schema> &schema,
                                                  const std::shared_ptr<arrow::io::OutputStream> &stream);

}  // namespace driftwatch

struct dwa_filter {
  driftwatch::FilterPointer filter;
};

struct dwa_dataset {
  std::vector<driftwatch::File> files;
  dwa_format format = DWA_FORMAT_PARQUET;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::string> types;
  std::vector<std::string> paths;
};
