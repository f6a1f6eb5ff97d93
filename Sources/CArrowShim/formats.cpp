// CSV, Arrow IPC and JSON lines, through Arrow's dataset scanner; a file at a time.
#include <arrow/csv/options.h>
#include <arrow/csv/parser.h>
#include <arrow/dataset/api.h>
#include <arrow/dataset/file_csv.h>
#include <arrow/dataset/file_json.h>
#include <arrow/json/options.h>
#include <arrow/util/utf8.h>

#include <algorithm>

#include "internal.hpp"

namespace ds = arrow::dataset;
using arrow::Result;
using arrow::Status;

namespace driftwatch {
namespace {

// A row longer than a block cannot be read.
constexpr int32_t kCsvBlock = 4 << 20;
constexpr int32_t kJsonBlock = 8 << 20;

using Types = std::vector<std::pair<std::string, std::shared_ptr<arrow::DataType>>>;

// `names`: of a CSV file whose own header cannot be read, in place of it.
std::shared_ptr<ds::FileFormat> MakeFormat(dwa_format format, const Types &types, const std::vector<std::string> &names = {}) {
  if (format == DWA_FORMAT_IPC) return std::make_shared<ds::IpcFileFormat>();
  if (format == DWA_FORMAT_JSON_LINES) {
    auto json = std::make_shared<ds::JsonFileFormat>();
    auto options = std::make_shared<ds::JsonFragmentScanOptions>();
    options->read_options.block_size = kJsonBlock;
    if (!types.empty()) {
      arrow::FieldVector fields;
      for (const auto &[name, type] : types) fields.push_back(arrow::field(name, type));
      options->parse_options.explicit_schema = arrow::schema(fields);
    }
    json->default_fragment_scan_options = options;
    return json;
  }
  auto csv = std::make_shared<ds::CsvFileFormat>();
  auto options = std::make_shared<ds::CsvFragmentScanOptions>();
  csv->parse_options.newlines_in_values = true;
  options->parse_options.newlines_in_values = true;
  options->read_options.block_size = kCsvBlock;
  options->read_options.column_names = names;
  options->read_options.skip_rows_after_names = names.empty() ? 0 : 1;
  for (const auto &[name, type] : types) options->convert_options.column_types[name] = type;
  csv->default_fragment_scan_options = options;
  return csv;
}

// What a column is to be read as where the file's text does not say: nothing when the guess from the file's beginning stands.
std::shared_ptr<arrow::DataType> Wanted(dwa_format format, const ReadPlan::Column &column, const arrow::DataType &guess) {
  auto id = guess.id();
  if (id == arrow::Type::LIST || id == arrow::Type::STRUCT) return nullptr;
  bool csv = format == DWA_FORMAT_CSV;
  // Truths that are asked for as numbers, or that a condition alone looks at.
  if (csv && id == arrow::Type::BOOL && (column.Is(DWA_AS_NUMBER) || column.forms.empty())) return nullptr;
  if (column.Is(DWA_AS_NUMBER)) {
    if (csv) return column.compared_with_word ? arrow::utf8() : arrow::float64();
    return arrow::is_integer(id) || id == arrow::Type::NA ? arrow::float64() : nullptr;
  }
  if (id == arrow::Type::TIMESTAMP) {
    for (dwa_type form : column.forms) {
      if (form != DWA_AS_TIME) return arrow::utf8();
    }
    // The file's beginning may have no fractions of a second where later rows do.
    const auto &type = static_cast<const arrow::TimestampType &>(guess);
    return arrow::timestamp(arrow::TimeUnit::NANO, type.timezone());
  }
  if (!csv) return id == arrow::Type::NA ? arrow::utf8() : nullptr;
  if (column.Is(DWA_AS_CATEGORY) && !column.filtered) return arrow::dictionary(arrow::int32(), arrow::utf8());
  if (column.forms.empty()) {
    if (column.compared_with_word || (column.compared_with_text && id == arrow::Type::NA))
      return arrow::is_temporal(id) ? nullptr : arrow::utf8();
    return arrow::is_integer(id) || (column.compared_with_other && id == arrow::Type::NA) ? arrow::float64() : nullptr;
  }
  for (dwa_type form : column.forms) {
    if (form == DWA_AS_CATEGORY || form == DWA_AS_TEXT) return arrow::utf8();
  }
  return nullptr;
}

Result<std::shared_ptr<ds::FileFragment>> Fragment(const File &file, const std::shared_ptr<ds::FileFormat> &format) {
  return format->MakeFragment(ds::FileSource(file.info, file.filesystem));
}

// What is wrong with the file, without what Arrow says around it. Arrow counts a block's rows from 0.
Status Plain(const Status &status, bool first_block) {
  std::string text = status.message();
  size_t end = text.find(" input source '") == std::string::npos ? std::string::npos : text.find("': Invalid: ");
  if (end != std::string::npos) text = text.substr(end + std::strlen("': Invalid: "));
  const std::string mark = "JSON parse error: ";
  if (text.compare(0, mark.size(), mark) == 0) {
    text = text.substr(mark.size());
    const std::string count = " in row ";
    size_t row = text.rfind(count);
    if (row != std::string::npos) {
      long number = std::atol(text.c_str() + row + count.size()) + 1;
      text = text.substr(0, row) + (first_block ? " (row " + std::to_string(number) + ")" : "");
    }
    const std::string top = "Column() changed from object to ";
    if (text.compare(0, top.size(), top) == 0) text = "instead of an object there is an " + text.substr(top.size());
    text = "is not JSON lines, which have one object a line: " + text;
  }
  return status.WithMessage(text);
}

// A file's columns as its beginning looks like. Where a CSV header has a name twice, `names` are those of the header, and the
// schema has each with its place, so that Arrow reads the file.
struct Beginning {
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::string> names;

  std::shared_ptr<arrow::Schema> Named() const { return names.empty() ? schema : *schema->WithNames(names); }
};

Result<std::vector<std::string>> HeaderOf(const File &file) {
  ARROW_ASSIGN_OR_RAISE(auto stream, ds::FileSource(file.info, file.filesystem).OpenCompressed());
  ARROW_ASSIGN_OR_RAISE(auto block, stream->Read(kCsvBlock));
  ARROW_ASSIGN_OR_RAISE(const uint8_t *start, arrow::util::SkipUTF8BOM(block->data(), block->size()));
  auto options = arrow::csv::ParseOptions::Defaults();
  options.newlines_in_values = true;
  arrow::csv::BlockParser parser(options, /*num_cols=*/-1, /*first_row=*/1, /*max_num_rows=*/1);
  uint32_t parsed = 0;
  auto size = static_cast<size_t>(block->data() + block->size() - start);
  ARROW_RETURN_NOT_OK(parser.Parse(std::string_view(reinterpret_cast<const char *>(start), size), &parsed));
  std::vector<std::string> names;
  ARROW_RETURN_NOT_OK(parser.VisitLastRow([&](const uint8_t *data, uint32_t length, auto...) {
    names.emplace_back(reinterpret_cast<const char *>(data), length);
    return Status::OK();
  }));
  return names;
}

std::vector<std::string> Numbered(const std::vector<std::string> &names) {
  std::vector<std::string> unique;
  for (const auto &name : names) {
    bool twice = std::count(names.begin(), names.end(), name) > 1;
    unique.push_back(twice ? name + '\x1f' + std::to_string(unique.size()) : name);
  }
  return unique;
}

Result<Beginning> BeginningOf(const File &file, dwa_format format) {
  ARROW_ASSIGN_OR_RAISE(auto fragment, Fragment(file, MakeFormat(format, {})));
  auto schema = fragment->ReadPhysicalSchema();
  if (schema.ok()) return Beginning{*schema, {}};
  if (schema.status().message().find("multiple columns named") == std::string::npos)
    return Plain(schema.status(), true);
  Beginning beginning;
  ARROW_ASSIGN_OR_RAISE(beginning.names, HeaderOf(file));
  ARROW_ASSIGN_OR_RAISE(fragment, Fragment(file, MakeFormat(format, {}, Numbered(beginning.names))));
  schema = fragment->ReadPhysicalSchema();
  if (!schema.ok()) return Plain(schema.status(), true);
  beginning.schema = *schema;
  return beginning;
}

// CSV errors count columns; people name them.
Status Named(const Status &failure, const arrow::Schema &schema) {
  Status status = Plain(failure, false);
  std::string text = status.message();
  bool conversion = text.find("conversion error") != std::string::npos;
  const std::string mark = "In CSV column #";
  size_t start = text.find(mark);
  if (start != std::string::npos) {
    size_t end = text.find(": ", start);
    int index = std::atoi(text.c_str() + start + mark.size());
    if (end != std::string::npos && index >= 0 && index < schema.num_fields())
      text = text.substr(0, start) + "column '" + schema.field(index)->name() + "': " + text.substr(end + 2);
  }
  return conversion ? Status::TypeError(text) : status.WithMessage(text);
}

class ScannedSource final : public Source {
 public:
  static Result<std::unique_ptr<Source>> Open(const File &file, dwa_format format, const ReadPlan &plan) {
    auto source = std::make_unique<ScannedSource>();
    source->format_ = format;
    ARROW_RETURN_NOT_OK(source->Begin(file, plan));
    return source;
  }

  ~ScannedSource() override {
    if (reader_) (void)Caught([&] { return reader_->Close(); });
  }

  const arrow::Schema &schema() const override { return *schema_; }

  const arrow::DataType *Guess(const std::string &column) const override {
    if (format_ != DWA_FORMAT_CSV) return nullptr;
    auto field = guessed_->GetFieldByName(column);
    return field ? field->type().get() : nullptr;
  }

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override {
    std::shared_ptr<arrow::RecordBatch> batch;
    do {
      Status status = reader_->ReadNext(&batch);
      if (!status.ok()) return Named(status, *schema_);
    } while (batch && batch->num_rows() == 0);
    // An IPC file's buffers come as they are: offsets and codes may point anywhere until they are checked.
    if (batch && format_ == DWA_FORMAT_IPC) ARROW_RETURN_NOT_OK(batch->ValidateFull());
    return batch;
  }

 private:
  Status Begin(const File &file, const ReadPlan &plan) {
    ARROW_ASSIGN_OR_RAISE(auto beginning, BeginningOf(file, format_));
    schema_ = beginning.Named();
    guessed_ = schema_;
    Types types;
    std::vector<std::string> names;
    auto schema = beginning.schema;
    auto read = [&](const std::string &name, const std::shared_ptr<arrow::DataType> &type) -> Status {
      names.push_back(name);
      if (!type) return Status::OK();
      types.emplace_back(name, type);
      int index = schema->GetFieldIndex(name);
      return schema->SetField(index, schema->field(index)->WithType(type)).Value(&schema);
    };
    for (const auto &column : plan.columns) {
      ARROW_ASSIGN_OR_RAISE(auto field, FieldNamed(*schema_, column.name));
      if (plan.whole != DWA_NOT_WHOLE) continue;
      ARROW_RETURN_NOT_OK(read(column.name, format_ == DWA_FORMAT_IPC ? nullptr : Wanted(format_, column, *field->type())));
    }
    if (plan.whole != DWA_NOT_WHOLE) {
      for (const auto &field : schema_->fields()) {
        ARROW_RETURN_NOT_OK(FieldNamed(*schema_, field->name()).status());
        bool texts = plan.whole == DWA_WHOLE_TEXTS && format_ == DWA_FORMAT_CSV;
        // A text that looks like a time stays the text that it was.
        texts = texts || (format_ == DWA_FORMAT_JSON_LINES && arrow::is_temporal(field->type()->id()));
        ARROW_RETURN_NOT_OK(read(field->name(), texts ? arrow::utf8() : nullptr));
      }
      schema_ = schema;
    }
    auto format = MakeFormat(format_, types, beginning.names.empty() ? beginning.names : Numbered(beginning.names));
    ARROW_ASSIGN_OR_RAISE(auto fragment, Fragment(file, format));
    auto options = std::make_shared<ds::ScanOptions>();
    if (format_ == DWA_FORMAT_CSV)
      options->fragment_scan_options = std::static_pointer_cast<ds::CsvFileFormat>(format)->default_fragment_scan_options;
    if (format_ == DWA_FORMAT_JSON_LINES)
      options->fragment_scan_options = std::static_pointer_cast<ds::JsonFileFormat>(format)->default_fragment_scan_options;
    ds::ScannerBuilder builder(schema, fragment, options);
    ARROW_RETURN_NOT_OK(builder.Project(names));
    ARROW_RETURN_NOT_OK(builder.UseThreads(true));
    ARROW_RETURN_NOT_OK(builder.BatchSize(plan.batch_rows));
    // Enough ahead to keep the cores busy, few enough that a wide table stays within its memory.
    ARROW_RETURN_NOT_OK(builder.BatchReadahead(2));
    ARROW_RETURN_NOT_OK(builder.FragmentReadahead(1));
    ARROW_ASSIGN_OR_RAISE(auto scanner, builder.Finish());
    ARROW_ASSIGN_OR_RAISE(reader_, scanner->ToRecordBatchReader());
    return Status::OK();
  }

  dwa_format format_ = DWA_FORMAT_CSV;
  std::shared_ptr<arrow::Schema> schema_;
  // The columns as the file's beginning looks like, whatever they are read as.
  std::shared_ptr<arrow::Schema> guessed_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
};

}  // namespace

Result<std::shared_ptr<arrow::Schema>> ReadSchema(File &file, dwa_format format) {
  if (format == DWA_FORMAT_PARQUET) return ReadParquetSchema(file);
  ARROW_ASSIGN_OR_RAISE(auto beginning, BeginningOf(file, format));
  return beginning.Named();
}

Result<int64_t> CountRows(File &file, dwa_format format) {
  if (format == DWA_FORMAT_PARQUET) {
    ARROW_RETURN_NOT_OK(ReadParquetSchema(file).status());
    return file.metadata->num_rows();
  }
  ARROW_ASSIGN_OR_RAISE(auto fragment, Fragment(file, MakeFormat(format, {})));
  auto counted = fragment->CountRows(arrow::compute::literal(true), std::make_shared<ds::ScanOptions>());
  ARROW_ASSIGN_OR_RAISE(auto rows, counted.result());
  return rows ? *rows : -1;
}

Result<std::unique_ptr<Source>> OpenOther(File &file, dwa_format format, const ReadPlan &plan) {
  return ScannedSource::Open(file, format, plan);
}

}  // namespace driftwatch
