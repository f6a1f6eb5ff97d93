// Opens files as one table and reads its columns as a stream of record batches.
#include <arrow/c/bridge.h>
#include <arrow/compute/initialize.h>
#include <arrow/csv/options.h>
#include <arrow/dataset/api.h>
#include <arrow/dataset/file_csv.h>
#include <arrow/dataset/file_json.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/util/thread_pool.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "internal.hpp"

namespace fs = arrow::fs;
namespace ds = arrow::dataset;
using arrow::Result;
using arrow::Status;
using driftwatch::Fenced;

struct dwa_dataset {
  std::shared_ptr<fs::FileSystem> filesystem;
  std::vector<fs::FileInfo> files;
  dwa_format format;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::string> types;
};

struct dwa_scan {
  std::vector<std::string> names;
  std::vector<dwa_type> types;
  const dwa_dataset *dataset;
  int64_t batch_rows;
  bool threads;
  std::shared_ptr<arrow::RecordBatchReader> reader;
  // Until the first batch has come, the columns may still be read in another way.
  bool begun = false;
};

namespace {

Status InitializeOnce() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] { status = arrow::compute::Initialize(); });
  return status;
}

// The files that the paths stand for, a directory's in name order and without hidden ones.
Result<std::vector<fs::FileInfo>> Files(const std::shared_ptr<fs::FileSystem> &filesystem, const std::string &path) {
  ARROW_ASSIGN_OR_RAISE(fs::FileInfo info, filesystem->GetFileInfo(path));
  if (info.type() == fs::FileType::NotFound) return Status::IOError(path, ": there is no such file or directory");
  if (info.type() == fs::FileType::File) return std::vector<fs::FileInfo>{info};
  fs::FileSelector selector;
  selector.base_dir = path;
  selector.recursive = true;
  ARROW_ASSIGN_OR_RAISE(std::vector<fs::FileInfo> found, filesystem->GetFileInfo(selector));
  std::vector<fs::FileInfo> files;
  for (const auto &file : found) {
    std::string name = file.base_name();
    if (file.IsFile() && !name.empty() && name[0] != '.' && name[0] != '_') files.push_back(file);
  }
  std::sort(files.begin(), files.end(), [](const auto &a, const auto &b) { return a.path() < b.path(); });
  if (files.empty()) return Status::IOError(path, ": the directory holds no files");
  return files;
}

using Columns = std::vector<std::pair<std::string, dwa_type>>;

// The file format, told what the columns are to become, so that it need not guess (CSV, JSON) or decode (Parquet).
std::shared_ptr<ds::FileFormat> Format(dwa_format format, const arrow::Schema *schema, const Columns &columns) {
  switch (format) {
    case DWA_FORMAT_PARQUET: {
      auto parquet = std::make_shared<ds::ParquetFileFormat>();
      for (const auto &[name, type] : columns) {
        auto field = schema->GetFieldByName(name);
        if (type == DWA_AS_CATEGORY && field && field->type()->id() == arrow::Type::STRING)
          parquet->reader_options.dict_columns.insert(name);
      }
      return parquet;
    }
    case DWA_FORMAT_IPC:
      return std::make_shared<ds::IpcFileFormat>();
    case DWA_FORMAT_JSON_LINES:
      return std::make_shared<ds::JsonFileFormat>();
    case DWA_FORMAT_CSV:
      break;
  }
  auto csv = std::make_shared<ds::CsvFileFormat>();
  auto options = std::make_shared<ds::CsvFragmentScanOptions>();
  options->parse_options.newlines_in_values = true;
  for (const auto &[name, type] : columns) {
    if (type == DWA_AS_NUMBER) options->convert_options.column_types[name] = arrow::float64();
    if (type == DWA_AS_CATEGORY || type == DWA_AS_TEXT) options->convert_options.column_types[name] = arrow::utf8();
  }
  csv->parse_options.newlines_in_values = true;
  csv->default_fragment_scan_options = options;
  return csv;
}

Result<std::shared_ptr<ds::Dataset>> MakeDataset(const dwa_dataset &source, const Columns &columns) {
  auto format = Format(source.format, source.schema.get(), columns);
  ARROW_ASSIGN_OR_RAISE(auto factory, ds::FileSystemDatasetFactory::Make(source.filesystem, source.files, format, {}));
  ds::FinishOptions finish;
  ARROW_ASSIGN_OR_RAISE(finish.schema, factory->Inspect(finish.inspect_options));
  // The types asked for hold for CSV columns also where the first file's look would have guessed another.
  if (source.format == DWA_FORMAT_CSV) {
    auto csv = std::static_pointer_cast<ds::CsvFragmentScanOptions>(
        std::static_pointer_cast<ds::CsvFileFormat>(format)->default_fragment_scan_options);
    for (const auto &[name, type] : csv->convert_options.column_types) {
      int index = finish.schema->GetFieldIndex(name);
      if (index >= 0) {
        ARROW_ASSIGN_OR_RAISE(finish.schema, finish.schema->SetField(index, arrow::field(name, type)));
      }
    }
  }
  return factory->Finish(finish);
}

// The scan's batches. `encoded`: a category that Parquet stores with a dictionary comes with it, which saves decoding it.
Result<std::shared_ptr<arrow::RecordBatchReader>> Read(const dwa_scan &scan, bool encoded) {
  Columns columns;
  for (size_t i = 0; i < scan.names.size(); ++i) {
    bool plain = !encoded && scan.types[i] == DWA_AS_CATEGORY;
    columns.emplace_back(scan.names[i], plain ? DWA_AS_TEXT : scan.types[i]);
  }
  ARROW_ASSIGN_OR_RAISE(auto source, MakeDataset(*scan.dataset, columns));
  ARROW_ASSIGN_OR_RAISE(auto builder, source->NewScan());
  ARROW_RETURN_NOT_OK(builder->Project(scan.names));
  ARROW_RETURN_NOT_OK(builder->UseThreads(scan.threads));
  ARROW_RETURN_NOT_OK(builder->BatchSize(scan.batch_rows));
  // Enough ahead to keep two cores busy, few enough that a wide table stays within its memory.
  ARROW_RETURN_NOT_OK(builder->BatchReadahead(2));
  ARROW_RETURN_NOT_OK(builder->FragmentReadahead(1));
  ARROW_ASSIGN_OR_RAISE(auto scanner, builder->Finish());
  return scanner->ToRecordBatchReader();
}

// The next batch. Arrow cannot make a dictionary of a column in one of Parquet's delta encodings, and says so in the error's
// text alone: when the first read fails, the columns are read once more as texts, and that answer counts.
Status Next(dwa_scan &scan, std::shared_ptr<arrow::RecordBatch> *batch) {
  Status status = scan.reader->ReadNext(batch);
  bool categories = std::find(scan.types.begin(), scan.types.end(), DWA_AS_CATEGORY) != scan.types.end();
  if (!status.ok() && !scan.begun && categories && scan.dataset->format == DWA_FORMAT_PARQUET) {
    ARROW_ASSIGN_OR_RAISE(scan.reader, Read(scan, false));
    status = scan.reader->ReadNext(batch);
  }
  scan.begun = true;
  return status;
}

}  // namespace

dwa_dataset *dwa_open(const char *const *paths, size_t count, dwa_format format, char **error) {
  auto dataset = std::make_unique<dwa_dataset>();
  bool opened = Fenced(error, [&]() -> Status {
    ARROW_RETURN_NOT_OK(InitializeOnce());
    dataset->format = format;
    for (size_t i = 0; i < count; ++i) {
      std::string path;
      ARROW_ASSIGN_OR_RAISE(auto filesystem, fs::FileSystemFromUriOrPath(paths[i], &path));
      if (dataset->filesystem && !dataset->filesystem->Equals(filesystem))
        return Status::Invalid(paths[i], ": is on another file system than ", paths[0]);
      if (!dataset->filesystem) dataset->filesystem = filesystem;
      ARROW_ASSIGN_OR_RAISE(auto files, Files(dataset->filesystem, path));
      dataset->files.insert(dataset->files.end(), files.begin(), files.end());
    }
    ARROW_ASSIGN_OR_RAISE(auto opened_dataset, MakeDataset(*dataset, {}));
    dataset->schema = opened_dataset->schema();
    for (const auto &field : dataset->schema->fields()) {
      auto type = field->type();
      if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType &>(*type).value_type();
      dataset->types.push_back(type->ToString());
    }
    return Status::OK();
  });
  return opened ? dataset.release() : nullptr;
}

void dwa_close(dwa_dataset *dataset) { delete dataset; }

size_t dwa_file_count(const dwa_dataset *dataset) { return dataset->files.size(); }

const char *dwa_file_path(const dwa_dataset *dataset, size_t index) { return dataset->files[index].path().c_str(); }

size_t dwa_column_count(const dwa_dataset *dataset) { return dataset->types.size(); }

const char *dwa_column_name(const dwa_dataset *dataset, size_t index) {
  return dataset->schema->field(static_cast<int>(index))->name().c_str();
}

const char *dwa_column_type(const dwa_dataset *dataset, size_t index) { return dataset->types[index].c_str(); }

dwa_scan *dwa_scan_start(dwa_dataset *dataset, const char *const *columns, const dwa_type *types, size_t count,
                         int64_t batch_rows, bool threads, char **error) {
  auto scan = std::make_unique<dwa_scan>();
  bool started = Fenced(error, [&]() -> Status {
    scan->dataset = dataset;
    scan->batch_rows = batch_rows;
    scan->threads = threads;
    for (size_t i = 0; i < count; ++i) {
      scan->names.emplace_back(columns[i]);
      scan->types.push_back(types[i]);
    }
    ARROW_ASSIGN_OR_RAISE(scan->reader, Read(*scan, true));
    return Status::OK();
  });
  return started ? scan.release() : nullptr;
}

bool dwa_scan_next(dwa_scan *scan, struct ArrowArray *out, struct ArrowSchema *schema, char **error) {
  out->release = nullptr;
  schema->release = nullptr;
  return Fenced(error, [&]() -> Status {
    std::shared_ptr<arrow::RecordBatch> batch;
    do {
      ARROW_RETURN_NOT_OK(Next(*scan, &batch));
    } while (batch && batch->num_rows() == 0);
    if (!batch) return Status::OK();
    // An IPC file's buffers are mapped as they are: offsets and codes may point anywhere until they are checked.
    if (scan->dataset->format == DWA_FORMAT_IPC) ARROW_RETURN_NOT_OK(batch->ValidateFull());
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    std::vector<std::shared_ptr<arrow::Field>> fields;
    for (size_t i = 0; i < scan->names.size(); ++i) {
      ARROW_ASSIGN_OR_RAISE(auto array, driftwatch::Cast(batch->column(static_cast<int>(i)), scan->types[i], scan->names[i]));
      fields.push_back(arrow::field(scan->names[i], array->type()));
      arrays.push_back(std::move(array));
    }
    auto cast = arrow::RecordBatch::Make(arrow::schema(fields), batch->num_rows(), arrays);
    return arrow::ExportRecordBatch(*cast, out, schema);
  });
}

void dwa_scan_end(dwa_scan *scan) {
  if (scan == nullptr) return;
  Fenced(nullptr, [&] { return scan->reader->Close(); });
  delete scan;
}

void dwa_free_text(char *text) { std::free(text); }

void dwa_finalize(void) {
  Fenced(nullptr, [] {
    arrow::internal::GetCpuThreadPool()->WaitForIdle();
    static_cast<arrow::internal::ThreadPool *>(arrow::io::default_io_context().executor())->WaitForIdle();
    fs::EnsureFinalized();
    return Status::OK();
  });
}
