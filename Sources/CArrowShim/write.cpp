// Writes a table under a temporary name, which becomes the file's own only when all is written.
#include <arrow/compute/api.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/filesystem/localfs.h>
#include <arrow/io/buffered.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/compression.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>

#include "internal.hpp"

namespace fs = arrow::fs;
using arrow::Result;
using arrow::Status;
using driftwatch::Fenced;
using driftwatch::Sink;

namespace {

// A row group in the making stays in memory: so many bytes at eight a cell.
constexpr int64_t kRowGroupBytes = 256 << 20;

class ParquetSink final : public Sink {
 public:
  static Result<std::unique_ptr<Sink>> Make(const std::shared_ptr<arrow::Schema> &schema,
                                            const std::shared_ptr<arrow::io::OutputStream> &stream) {
    int64_t width = std::max(1, schema->num_fields());
    auto properties = parquet::WriterProperties::Builder()
                          .compression(parquet::Compression::ZSTD)
                          ->created_by("driftwatch")
                          ->max_row_group_length(std::clamp<int64_t>(kRowGroupBytes / (8 * width), 16384, 1 << 20))
                          ->build();
    auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    auto sink = std::make_unique<ParquetSink>();
    ARROW_ASSIGN_OR_RAISE(sink->writer_, parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), stream,
                                                                          properties, arrow_properties));
    return sink;
  }

  Status Write(const arrow::RecordBatch &batch) override { return writer_->WriteRecordBatch(batch); }
  Status Finish() override { return writer_->Close(); }

 private:
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

class IpcSink final : public Sink {
 public:
  static Result<std::unique_ptr<Sink>> Make(const std::shared_ptr<arrow::Schema> &schema,
                                            const std::shared_ptr<arrow::io::OutputStream> &stream) {
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    // A file's dictionaries may only grow.
    options.emit_dictionary_deltas = true;
    if (arrow::util::Codec::IsAvailable(arrow::Compression::LZ4_FRAME)) {
      ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME));
    }
    auto sink = std::make_unique<IpcSink>();
    ARROW_ASSIGN_OR_RAISE(sink->writer_, arrow::ipc::MakeFileWriter(stream, schema, options));
    for (const auto &field : schema->fields()) {
      bool text = field->type()->id() == arrow::Type::DICTIONARY &&
                  static_cast<const arrow::DictionaryType &>(*field->type()).value_type()->id() == arrow::Type::STRING;
      sink->grown_.push_back(text ? std::make_unique<Grown>() : nullptr);
    }
    return sink;
  }

  Status Write(const arrow::RecordBatch &batch) override {
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    for (int i = 0; i < batch.num_columns(); ++i) {
      arrays.push_back(batch.column(i));
      if (!grown_[static_cast<size_t>(i)]) continue;
      ARROW_ASSIGN_OR_RAISE(arrays.back(), Growing(*grown_[static_cast<size_t>(i)], batch.column(i)));
    }
    return writer_->WriteRecordBatch(*arrow::RecordBatch::Make(batch.schema(), batch.num_rows(), arrays));
  }

  Status Finish() override { return writer_->Close(); }

 private:
  // A dictionary whose entries keep their places from batch to batch.
  struct Grown {
    std::vector<std::string> texts;
    std::unordered_map<std::string, int32_t> codes;
  };

  static Result<std::shared_ptr<arrow::Array>> Growing(Grown &grown, const std::shared_ptr<arrow::Array> &array) {
    const auto &source = static_cast<const arrow::DictionaryArray &>(*array);
    const auto &type = static_cast<const arrow::DictionaryType &>(*array->type());
    const auto &texts = static_cast<const arrow::StringArray &>(*source.dictionary());
    arrow::Int32Builder codes;
    for (int64_t row = 0; row < source.length(); ++row) {
      int64_t index = source.IsNull(row) ? -1 : source.GetValueIndex(row);
      if (index < 0 || texts.IsNull(index)) {
        ARROW_RETURN_NOT_OK(codes.AppendNull());
        continue;
      }
      auto [entry, added] = grown.codes.try_emplace(texts.GetString(index), static_cast<int32_t>(grown.texts.size()));
      if (added) grown.texts.push_back(entry->first);
      ARROW_RETURN_NOT_OK(codes.Append(entry->second));
    }
    arrow::StringBuilder dictionary;
    ARROW_RETURN_NOT_OK(dictionary.AppendValues(grown.texts));
    ARROW_ASSIGN_OR_RAISE(auto entries, dictionary.Finish());
    ARROW_ASSIGN_OR_RAISE(auto wide, codes.Finish());
    ARROW_ASSIGN_OR_RAISE(auto narrow, arrow::compute::Cast(*wide, type.index_type()));
    return std::make_shared<arrow::DictionaryArray>(array->type(), narrow, entries);
  }

  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
  std::vector<std::unique_ptr<Grown>> grown_;
};

}  // namespace

struct dwa_writer {
  std::shared_ptr<fs::FileSystem> filesystem;
  std::string path;
  // Where it is written; on a local file system another name beside it.
  std::string temporary;
  dwa_format format = DWA_FORMAT_PARQUET;
  std::shared_ptr<arrow::io::OutputStream> stream;
  std::shared_ptr<arrow::Schema> schema;
  std::unique_ptr<Sink> sink;
  bool named = false;

  ~dwa_writer() {
    sink.reset();
    if (named || !stream) return;
    (void)driftwatch::Caught([&] { return stream->Abort(); });
    if (temporary != path) (void)driftwatch::Caught([&] { return filesystem->DeleteFile(temporary); });
  }

  Status Begin(const std::shared_ptr<arrow::Schema> &begun) {
    schema = begun;
    if (format == DWA_FORMAT_PARQUET) return ParquetSink::Make(schema, stream).Value(&sink);
    if (format == DWA_FORMAT_IPC) return IpcSink::Make(schema, stream).Value(&sink);
    return driftwatch::MakeTextSink(format, schema, stream).Value(&sink);
  }

  Status Write(const arrow::RecordBatch &batch) {
    if (!sink) ARROW_RETURN_NOT_OK(Begin(batch.schema()));
    return sink->Write(batch);
  }
};

namespace {

// What is not about a column is about the output. Of Arrow's words on a local file, which name the temporary one, the system's
// remain.
template <typename Body>
bool Writing(dwa_error *error, Body body) {
  return Fenced(error, [&]() -> Status {
    Status status = driftwatch::Caught(body);
    if (status.ok() || status.IsTypeError() || status.IsKeyError()) return status;
    std::string text = status.ToString();
    size_t number = text.find("[errno ");
    size_t reason = number == std::string::npos ? number : text.find("] ", number);
    text = reason == std::string::npos ? status.message() : text.substr(reason + 2);
    if (reason != std::string::npos && !text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] += 'a' - 'A';
    return Status::Cancelled("cannot be written: ", text);
  });
}

// Where a local file is to be: its folder is there, and no folder has its name.
Status CheckPlace(fs::FileSystem &filesystem, const std::string &path) {
  std::string folder = path.substr(0, std::max<size_t>(1, path.rfind('/')));
  ARROW_ASSIGN_OR_RAISE(auto above, filesystem.GetFileInfo(folder));
  if (!above.IsDirectory()) return Status::IOError("there is no folder ", folder);
  ARROW_ASSIGN_OR_RAISE(auto there, filesystem.GetFileInfo(path));
  return there.IsDirectory() ? Status::IOError("it is a directory") : Status::OK();
}

}  // namespace

dwa_writer *dwa_writer_open(const char *path, dwa_format format, dwa_error *error) {
  auto writer = std::make_unique<dwa_writer>();
  bool opened = Writing(error, [&]() -> Status {
    writer->format = format;
    ARROW_ASSIGN_OR_RAISE(writer->filesystem, driftwatch::OpenFileSystem(path, &writer->path));
    writer->temporary = writer->path;
    if (writer->filesystem->type_name() == "local") {
      ARROW_RETURN_NOT_OK(CheckPlace(*writer->filesystem, writer->path));
      size_t slash = writer->path.rfind('/') + 1;
      writer->temporary = writer->path.substr(0, slash) + "." + writer->path.substr(slash) + "." + std::to_string(getpid());
    }
    ARROW_ASSIGN_OR_RAISE(auto raw, writer->filesystem->OpenOutputStream(writer->temporary));
    ARROW_ASSIGN_OR_RAISE(writer->stream, arrow::io::BufferedOutputStream::Create(1 << 20, arrow::default_memory_pool(), raw));
    return Status::OK();
  });
  return opened ? writer.release() : nullptr;
}

bool dwa_writer_write(dwa_writer *writer, const dwa_values *columns, size_t count, int64_t rows, dwa_error *error) {
  return Writing(error, [&]() -> Status {
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    std::vector<std::shared_ptr<arrow::Field>> fields;
    for (size_t i = 0; i < count; ++i) {
      ARROW_ASSIGN_OR_RAISE(auto array, driftwatch::Built(columns[i], rows));
      fields.push_back(arrow::field(columns[i].column, array->type()));
      arrays.push_back(std::move(array));
    }
    return writer->Write(*arrow::RecordBatch::Make(arrow::schema(fields), rows, arrays));
  });
}

bool dwa_writer_copy(dwa_writer *writer, const dwa_scan *scan, const dwa_values *replaced, size_t count, dwa_error *error) {
  return Writing(error, [&]() -> Status {
    auto batch = driftwatch::WholeBatch(*scan);
    if (!batch) return Status::Invalid("the scan has no whole batch");
    // A later file may have the columns in another order.
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    auto schema = driftwatch::WholeSchema(*scan);
    for (const auto &field : schema->fields()) arrays.push_back(batch->GetColumnByName(field->name()));
    for (size_t i = 0; i < count; ++i) {
      auto index = static_cast<size_t>(schema->GetFieldIndex(replaced[i].column));
      if (index >= arrays.size()) return Status::KeyError("there is no column '", replaced[i].column, "'");
      ARROW_ASSIGN_OR_RAISE(arrays[index], driftwatch::Replaced(arrays[index], replaced[i]));
      // A column that was never null may be now.
      ARROW_ASSIGN_OR_RAISE(schema,
                            schema->SetField(static_cast<int>(index), schema->field(static_cast<int>(index))->WithNullable(true)));
    }
    return writer->Write(*arrow::RecordBatch::Make(schema, batch->num_rows(), arrays));
  });
}

bool dwa_writer_copy_schema(dwa_writer *writer, const dwa_scan *scan, dwa_error *error) {
  return Writing(error, [&]() -> Status {
    if (writer->sink || !driftwatch::WholeSchema(*scan)) return Status::OK();
    return writer->Begin(driftwatch::WholeSchema(*scan));
  });
}

bool dwa_writer_close(dwa_writer *writer, dwa_error *error) {
  return Writing(error, [&]() -> Status {
    if (writer->sink) ARROW_RETURN_NOT_OK(writer->sink->Finish());
    ARROW_RETURN_NOT_OK(writer->stream->Close());
    if (writer->temporary != writer->path) ARROW_RETURN_NOT_OK(writer->filesystem->Move(writer->temporary, writer->path));
    writer->named = true;
    return Status::OK();
  });
}

void dwa_writer_free(dwa_writer *writer) { delete writer; }
