// A pass over files: a thread of its own reads, filters and casts ahead, and the consumer takes batch after batch.
#include <arrow/c/bridge.h>
#include <arrow/compute/api.h>
#include <arrow/compute/expression.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "internal.hpp"

namespace cp = arrow::compute;
using arrow::Result;
using arrow::Status;
using driftwatch::CodeBook;
using driftwatch::Counts;
using driftwatch::Fenced;
using driftwatch::ReadPlan;

using BatchPointer = std::shared_ptr<arrow::RecordBatch>;

namespace {

// Batches that wait for the consumer; one more is in the making.
constexpr size_t kWaiting = 2;
// A batch's cells, at eight bytes each, stay within this.
constexpr int64_t kBatchBytes = 64 << 20;
constexpr int64_t kLeastRows = 1024;

struct Made {
  std::shared_ptr<arrow::RecordBatch> batch;
  // With `whole`: all columns as the file has them.
  std::shared_ptr<arrow::RecordBatch> whole;
  std::vector<CodeBook::News> news;
  std::vector<bool> rounded;
  Counts counts;
  Status status;
};

// Types between which a column may change from file to file.
enum class Family { NONE, NUMBER, BOOLEAN, TEXT, TIME, OTHER };

Family FamilyOf(const arrow::DataType &type) {
  auto id = type.id();
  if (id == arrow::Type::DICTIONARY) return FamilyOf(*static_cast<const arrow::DictionaryType &>(type).value_type());
  if (id == arrow::Type::NA) return Family::NONE;
  if (id == arrow::Type::BOOL) return Family::BOOLEAN;
  if (arrow::is_integer(id) || arrow::is_floating(id) || arrow::is_decimal(id)) return Family::NUMBER;
  if (arrow::is_base_binary_like(id) || id == arrow::Type::STRING_VIEW || id == arrow::Type::BINARY_VIEW ||
      id == arrow::Type::FIXED_SIZE_BINARY)
    return Family::TEXT;
  if (arrow::is_temporal(id)) return Family::TIME;
  return Family::OTHER;
}

// A condition's answers as bytes: 1 where it holds, 0 where it does not or does not know.
Result<std::shared_ptr<arrow::Array>> AsBytes(const arrow::Datum &holds, int64_t rows) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(rows));
  uint8_t *bytes = buffer->mutable_data();
  if (holds.is_scalar()) {
    const auto &scalar = static_cast<const arrow::BooleanScalar &>(*holds.scalar());
    std::memset(bytes, scalar.is_valid && scalar.value ? 1 : 0, static_cast<size_t>(rows));
  } else {
    auto array = holds.make_array();
    const auto &answers = static_cast<const arrow::BooleanArray &>(*array);
    for (int64_t row = 0; row < rows; ++row) bytes[row] = answers.IsValid(row) && answers.Value(row) ? 1 : 0;
  }
  return std::make_shared<arrow::UInt8Array>(rows, std::shared_ptr<arrow::Buffer>(std::move(buffer)));
}

// What the scan reads of every file: each column once, however often it is asked for.
ReadPlan PlanOf(const dwa_scan_options &options, size_t all_columns) {
  ReadPlan plan;
  auto column = [&](const std::string &name) -> ReadPlan::Column & {
    for (auto &known : plan.columns) {
      if (known.name == name) return known;
    }
    plan.columns.emplace_back();
    plan.columns.back().name = name;
    return plan.columns.back();
  };
  for (size_t i = 0; i < options.column_count; ++i) column(options.columns[i]).forms.push_back(options.types[i]);
  auto visit = [&](const std::string &name, const std::vector<driftwatch::Filter::Literal> &literals) {
    auto &seen = column(name);
    seen.filtered = true;
    for (const auto &literal : literals) {
      double number = 0;
      bool text = literal.kind == DWA_TEXT;
      seen.compared_with_text |= text;
      seen.compared_with_word |= text && !literal.AsNumber(&number) && !driftwatch::TruthOf(literal.text);
      seen.compared_with_other |= !text;
    }
  };
  if (options.filter) {
    plan.filter = options.filter->filter;
    plan.filter->Visit(visit);
  }
  for (size_t i = 0; i < options.mark_count; ++i) options.marks[i]->filter->Visit(visit);
  plan.whole = options.whole;
  int64_t width = std::max<int64_t>(1, static_cast<int64_t>(options.whole == DWA_NOT_WHOLE ? plan.columns.size() : all_columns));
  plan.batch_rows = std::clamp<int64_t>(kBatchBytes / (8 * width), kLeastRows, std::max(kLeastRows, options.batch_rows));
  plan.batch_rows = std::max<int64_t>(1, std::min(plan.batch_rows, options.batch_rows));
  return plan;
}

}  // namespace

struct dwa_scan {
 public:
  ~dwa_scan() {
    {
      std::lock_guard lock(mutex);
      stopped = true;
    }
    changed.notify_all();
    if (thread.joinable()) thread.join();
  }

  // What was asked for.
  std::vector<std::string> names;
  std::vector<dwa_type> types;
  std::vector<driftwatch::FilterPointer> marks;
  ReadPlan plan;
  dwa_dataset *dataset = nullptr;

  // The producer's alone.
  std::vector<std::unique_ptr<CodeBook>> books;
  std::vector<bool> rounded;
  Counts counts;

  // Between the two.
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Made> waiting;
  bool stopped = false;
  bool ended = false;
  std::thread thread;

  // With `whole`: the first file's columns; set before its first batch is put.
  std::shared_ptr<arrow::Schema> whole_schema;

  // The consumer's alone.
  Made last;
  std::vector<std::vector<const char *>> entry_texts;
  std::vector<std::vector<size_t>> entry_lengths;

  void Produce();

 private:
  bool EmptyIsMissing() const { return dataset->format == DWA_FORMAT_CSV; }
  bool Put(Made made);
  Status ReadFile(size_t index);
  Status Check(size_t index, const arrow::Schema &schema) const;
  Status CheckWhole(size_t index, const arrow::Schema &schema);
  Result<BatchPointer> AsConditionsSee(const BatchPointer &batch, const driftwatch::Source &source) const;
  Result<arrow::Datum> Holds(const cp::Expression &condition, const BatchPointer &seen) const;
  Result<Made> Make(const BatchPointer &batch, const BatchPointer &seen, const std::vector<cp::Expression> &bound_marks,
                    const driftwatch::Source &source);
};

void dwa_scan::Produce() {
  for (size_t index = 0; index < dataset->files.size(); ++index) {
    Status status = driftwatch::Caught([&] { return ReadFile(index); });
    if (status.IsCancelled()) return;
    if (!status.ok()) {
      if (dataset->files.size() > 1) status = status.WithMessage(dataset->paths[index], ": ", status.message());
      Made failed;
      failed.status = status;
      Put(std::move(failed));
      return;
    }
  }
  Made end;
  end.counts = counts;
  end.rounded = rounded;
  end.news.resize(names.size());
  Put(std::move(end));
}

bool dwa_scan::Put(Made made) {
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return stopped || waiting.size() < kWaiting; });
  if (stopped) return false;
  waiting.push_back(std::move(made));
  changed.notify_all();
  return true;
}

// A later file must have the first one's columns, with types of the same kind.
Status dwa_scan::Check(size_t index, const arrow::Schema &schema) const {
  if (index == 0) return Status::OK();
  for (const auto &column : plan.columns) {
    auto mine = schema.GetFieldByName(column.name);
    auto first = dataset->schema->GetFieldByName(column.name);
    if (!mine || !first) continue;
    // Texts become what they are asked to be, whatever the first rows looked like.
    bool guessed = dataset->format == DWA_FORMAT_CSV || dataset->format == DWA_FORMAT_JSON_LINES;
    if (guessed && !column.Is(DWA_AS_TIME) && !column.Is(DWA_AS_INTEGER)) continue;
    Family here = FamilyOf(*mine->type()), there = FamilyOf(*first->type());
    if (here == Family::NONE || there == Family::NONE || here == there) continue;
    return Status::TypeError("column '", column.name, "' holds ", mine->type()->ToString(), ", but ", first->type()->ToString(),
                             " in ", dataset->paths[0]);
  }
  return Status::OK();
}

// Of a table that is copied every file has the same columns.
Status dwa_scan::CheckWhole(size_t index, const arrow::Schema &schema) {
  if (index == 0) whole_schema = arrow::schema(schema.fields(), schema.metadata());
  for (const auto &field : whole_schema->fields()) {
    auto mine = schema.GetFieldByName(field->name());
    if (!mine) return Status::KeyError("there is no column '", field->name(), "', which ", dataset->paths[0], " has");
    if (!mine->type()->Equals(*field->type()))
      return Status::TypeError("column '", field->name(), "' holds ", mine->type()->ToString(), ", but ",
                               field->type()->ToString(), " in ", dataset->paths[0]);
  }
  if (schema.num_fields() == whole_schema->num_fields()) return Status::OK();
  return Status::KeyError("there are ", schema.num_fields(), " columns, but ", whole_schema->num_fields(), " in ",
                          dataset->paths[0]);
}

Status dwa_scan::ReadFile(size_t index) {
  auto &file = dataset->files[index];
  ARROW_ASSIGN_OR_RAISE(auto source, dataset->format == DWA_FORMAT_PARQUET
                                         ? driftwatch::OpenParquet(file, plan, &counts)
                                         : driftwatch::OpenOther(file, dataset->format, plan));
  ARROW_RETURN_NOT_OK(Check(index, source->schema()));
  if (plan.whole != DWA_NOT_WHOLE) ARROW_RETURN_NOT_OK(CheckWhole(index, source->schema()));
  cp::Expression keep;
  std::vector<cp::Expression> bound;
  std::shared_ptr<arrow::Schema> schema;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(auto batch, source->Next());
    if (!batch) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(auto seen, AsConditionsSee(batch, *source));
    if (!schema || !schema->Equals(*seen->schema(), false)) {
      schema = seen->schema();
      bound.clear();
      if (plan.filter) {
        ARROW_ASSIGN_OR_RAISE(keep, plan.filter->Bind(*schema, EmptyIsMissing()));
      }
      for (const auto &mark : marks) {
        ARROW_ASSIGN_OR_RAISE(auto expression, mark->Bind(*schema, EmptyIsMissing()));
        bound.push_back(std::move(expression));
      }
    }
    if (plan.filter) {
      ARROW_ASSIGN_OR_RAISE(auto kept, Holds(keep, seen));
      if (kept.is_scalar()) {
        const auto &scalar = static_cast<const arrow::BooleanScalar &>(*kept.scalar());
        if (!scalar.is_valid || !scalar.value) continue;
      } else {
        bool same = seen == batch;
        ARROW_ASSIGN_OR_RAISE(auto filtered, cp::Filter(arrow::Datum(batch), kept));
        batch = filtered.record_batch();
        if (batch->num_rows() == 0) continue;
        if (same || bound.empty()) {
          seen = batch;
        } else {
          ARROW_ASSIGN_OR_RAISE(auto also, cp::Filter(arrow::Datum(seen), kept));
          seen = also.record_batch();
        }
      }
    }
    ARROW_ASSIGN_OR_RAISE(auto made, Make(batch, seen, bound, *source));
    if (!Put(std::move(made))) return Status::Cancelled("the scan was ended");
  }
}

// A CSV column that is read as texts stands in conditions as what it holds: as numbers or truths.
Result<BatchPointer> dwa_scan::AsConditionsSee(const BatchPointer &batch, const driftwatch::Source &source) const {
  auto seen = batch;
  for (const auto &column : plan.columns) {
    const auto *guess = source.Guess(column.name);
    if (guess == nullptr || !column.filtered || column.compared_with_word) continue;
    bool truths = guess->id() == arrow::Type::BOOL;
    int index = batch->schema()->GetFieldIndex(column.name);
    if ((!truths && !driftwatch::HoldsNumbers(*guess)) || batch->column(index)->type_id() != arrow::Type::STRING) continue;
    ARROW_ASSIGN_OR_RAISE(auto texts, driftwatch::CellTexts(batch->column(index), *guess));
    auto cast = cp::Cast(*texts, truths ? arrow::boolean() : arrow::float64());
    if (!cast.ok()) return Status::TypeError("column '", column.name, "': ", cast.status().message());
    std::shared_ptr<arrow::Array> values = *cast;
    ARROW_ASSIGN_OR_RAISE(seen, seen->SetColumn(index, arrow::field(column.name, values->type()), values));
  }
  return seen;
}

// Where a condition holds. Texts that are compared with a number are read as numbers, which fails at one that is none.
Result<arrow::Datum> dwa_scan::Holds(const cp::Expression &condition, const BatchPointer &seen) const {
  auto holds = cp::ExecuteScalarExpression(condition, *seen->schema(), arrow::Datum(seen));
  if (holds.ok()) return holds;
  for (const auto &column : plan.columns) {
    auto type = seen->schema()->GetFieldByName(column.name)->type();
    if (!column.compared_with_other || !driftwatch::IsText(*type)) continue;
    return Status::TypeError("column '", column.name, "' holds ", type->ToString(),
                             ", which a condition compares with a number: ", holds.status().message());
  }
  return holds;
}

Result<Made> dwa_scan::Make(const BatchPointer &batch, const BatchPointer &seen, const std::vector<cp::Expression> &bound_marks,
                            const driftwatch::Source &source) {
  Made made;
  made.news.resize(names.size());
  std::vector<std::shared_ptr<arrow::Array>> arrays;
  std::vector<std::shared_ptr<arrow::Field>> fields;
  for (size_t i = 0; i < names.size(); ++i) {
    bool beyond = rounded[i];
    ARROW_ASSIGN_OR_RAISE(
        auto array, driftwatch::Cast(batch->GetColumnByName(names[i]), types[i], names[i], source.Guess(names[i]), &beyond));
    rounded[i] = beyond;
    if (types[i] == DWA_AS_CATEGORY) {
      ARROW_ASSIGN_OR_RAISE(array, books[i]->Codes(static_cast<const arrow::DictionaryArray &>(*array), &made.news[i]));
    }
    fields.push_back(arrow::field(names[i], array->type()));
    arrays.push_back(std::move(array));
  }
  for (const auto &mark : bound_marks) {
    ARROW_ASSIGN_OR_RAISE(auto holds, Holds(mark, seen));
    ARROW_ASSIGN_OR_RAISE(auto bytes, AsBytes(holds, batch->num_rows()));
    fields.push_back(arrow::field("", arrow::uint8()));
    arrays.push_back(std::move(bytes));
  }
  if (plan.whole != DWA_NOT_WHOLE) made.whole = batch;
  made.batch = arrow::RecordBatch::Make(arrow::schema(fields), batch->num_rows(), arrays);
  made.rounded = rounded;
  made.counts = counts;
  return made;
}

dwa_scan *dwa_scan_start(dwa_dataset *dataset, const dwa_scan_options *options, dwa_error *error) {
  auto scan = std::make_unique<dwa_scan>();
  bool started = Fenced(error, [&]() -> Status {
    scan->dataset = dataset;
    scan->plan = PlanOf(*options, dataset->types.size());
    for (const auto &column : scan->plan.columns) {
      ARROW_RETURN_NOT_OK(driftwatch::FieldNamed(*dataset->schema, column.name).status());
    }
    for (size_t i = 0; i < options->column_count; ++i) {
      scan->names.emplace_back(options->columns[i]);
      scan->types.push_back(options->types[i]);
      bool category = options->types[i] == DWA_AS_CATEGORY;
      scan->books.push_back(category ? std::make_unique<CodeBook>(dataset->format == DWA_FORMAT_CSV) : nullptr);
    }
    for (size_t i = 0; i < options->mark_count; ++i) scan->marks.push_back(options->marks[i]->filter);
    scan->rounded.resize(scan->names.size());
    scan->last.news.resize(scan->names.size());
    scan->last.rounded.resize(scan->names.size());
    scan->entry_texts.resize(scan->names.size());
    scan->entry_lengths.resize(scan->names.size());
    scan->thread = std::thread([raw = scan.get()] { raw->Produce(); });
    return Status::OK();
  });
  return started ? scan.release() : nullptr;
}

bool dwa_scan_next(dwa_scan *scan, struct ArrowArray *out, struct ArrowSchema *schema, dwa_error *error) {
  out->release = nullptr;
  schema->release = nullptr;
  return Fenced(error, [&]() -> Status {
    if (scan->ended) return Status::OK();
    {
      std::unique_lock lock(scan->mutex);
      scan->changed.wait(lock, [&] { return !scan->waiting.empty(); });
      scan->last = std::move(scan->waiting.front());
      scan->waiting.pop_front();
    }
    scan->changed.notify_all();
    Made &made = scan->last;
    scan->ended = made.batch == nullptr;
    if (!made.status.ok()) made.news.assign(scan->names.size(), {});
    if (made.rounded.size() != scan->names.size()) made.rounded.assign(scan->names.size(), false);
    for (size_t i = 0; i < scan->names.size(); ++i) {
      scan->entry_texts[i].clear();
      scan->entry_lengths[i].clear();
      for (const auto &text : made.news[i].texts) {
        scan->entry_texts[i].push_back(text.data());
        scan->entry_lengths[i].push_back(text.size());
      }
    }
    ARROW_RETURN_NOT_OK(made.status);
    if (!made.batch) return Status::OK();
    auto batch = std::move(made.batch);
    return arrow::ExportRecordBatch(*batch, out, schema);
  });
}

dwa_new_entries dwa_scan_new_entries(const dwa_scan *scan, size_t column) {
  return dwa_new_entries{scan->last.news[column].restarted, scan->entry_texts[column].size(), scan->entry_texts[column].data(),
                         scan->entry_lengths[column].data()};
}

namespace driftwatch {

std::shared_ptr<arrow::RecordBatch> WholeBatch(const dwa_scan &scan) { return scan.last.whole; }

// Read once the producer has put something.
std::shared_ptr<arrow::Schema> WholeSchema(const dwa_scan &scan) { return scan.whole_schema; }

}  // namespace driftwatch

dwa_scan_counts dwa_scan_count(const dwa_scan *scan) {
  return dwa_scan_counts{scan->last.counts.row_groups_read, scan->last.counts.row_groups_skipped};
}

bool dwa_scan_rounded(const dwa_scan *scan, size_t column) { return scan->last.rounded[column]; }

void dwa_scan_end(dwa_scan *scan) { delete scan; }
