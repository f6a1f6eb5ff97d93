// CSV and JSON lines: Arrow writes no JSON, and its CSV quotes every text.
#include <arrow/compute/api.h>
#include <arrow/io/interfaces.h>

#include <cmath>

#include "internal.hpp"

using arrow::Array;
using arrow::Result;
using arrow::Status;

namespace driftwatch {
namespace {

// Every value as its text; null stays null.
Result<std::shared_ptr<arrow::StringArray>> Texts(const std::shared_ptr<Array> &array) {
  auto plain = array;
  if (plain->type_id() == arrow::Type::DICTIONARY) {
    const auto &type = static_cast<const arrow::DictionaryType &>(*plain->type());
    ARROW_ASSIGN_OR_RAISE(plain, arrow::compute::Cast(*plain, type.value_type()));
  }
  if (plain->type_id() == arrow::Type::FIXED_SIZE_BINARY) {
    ARROW_ASSIGN_OR_RAISE(plain, arrow::compute::Cast(*plain, arrow::binary()));
  }
  if (plain->type_id() == arrow::Type::NA) {
    ARROW_ASSIGN_OR_RAISE(plain, arrow::MakeArrayOfNull(arrow::utf8(), plain->length()));
  }
  if (plain->type_id() != arrow::Type::STRING) {
    ARROW_ASSIGN_OR_RAISE(plain, arrow::compute::Cast(*plain, arrow::utf8()));
  }
  return std::static_pointer_cast<arrow::StringArray>(plain);
}

void AppendCell(std::string &line, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line.append(text);
    return;
  }
  line.push_back('"');
  for (char letter : text) {
    if (letter == '"') line.push_back('"');
    line.push_back(letter);
  }
  line.push_back('"');
}

class CsvSink final : public Sink {
 public:
  CsvSink(std::shared_ptr<arrow::Schema> schema, std::shared_ptr<arrow::io::OutputStream> stream)
      : schema_(std::move(schema)), stream_(std::move(stream)) {}

  Status Begin() {
    for (const auto &field : schema_->fields()) {
      if (IsNested(*field->type()))
        return Status::TypeError("column '", field->name(), "' holds ", field->type()->ToString(), ", which CSV cannot hold");
    }
    std::string line;
    for (int i = 0; i < schema_->num_fields(); ++i) {
      if (i > 0) line.push_back(',');
      AppendCell(line, schema_->field(i)->name());
    }
    line.push_back('\n');
    return stream_->Write(line);
  }

  Status Write(const arrow::RecordBatch &batch) override {
    std::vector<std::shared_ptr<arrow::StringArray>> columns;
    for (const auto &column : batch.columns()) {
      ARROW_ASSIGN_OR_RAISE(auto texts, Texts(column));
      columns.push_back(std::move(texts));
    }
    std::string lines;
    for (int64_t row = 0; row < batch.num_rows(); ++row) {
      size_t start = lines.size();
      for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) lines.push_back(',');
        if (columns[i]->IsValid(row)) AppendCell(lines, columns[i]->GetView(row));
      }
      // An empty line is no row to a reader: one missing cell of a single column is two quotes.
      if (lines.size() == start) lines.append("\"\"");
      lines.push_back('\n');
    }
    return stream_->Write(lines);
  }

  Status Finish() override { return Status::OK(); }

 private:
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
};

void AppendQuoted(std::string &line, std::string_view text) {
  static const char *digits = "0123456789abcdef";
  line.push_back('"');
  for (char letter : text) {
    auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      line.push_back('\\');
      line.push_back(letter);
    } else if (byte < 0x20) {
      line.append("\\u00");
      line.push_back(digits[byte >> 4]);
      line.push_back(digits[byte & 15]);
    } else {
      line.push_back(letter);
    }
  }
  line.push_back('"');
}

// A column as JSON values; nested ones are made of their parts' values.
class JsonColumn {
 public:
  static Result<JsonColumn> Make(const std::shared_ptr<Array> &array) {
    JsonColumn column;
    column.array_ = array;
    if (array->type_id() == arrow::Type::STRUCT) {
      const auto &parts = static_cast<const arrow::StructArray &>(*array);
      for (int i = 0; i < parts.num_fields(); ++i) {
        ARROW_ASSIGN_OR_RAISE(auto part, Make(parts.field(i)));
        column.parts_.push_back(std::move(part));
      }
      return column;
    }
    if (array->type_id() == arrow::Type::LIST) {
      ARROW_ASSIGN_OR_RAISE(auto part, Make(static_cast<const arrow::ListArray &>(*array).values()));
      column.parts_.push_back(std::move(part));
      return column;
    }
    if (IsNested(*array->type())) return Status::TypeError("holds ", array->type()->ToString(), ", which is not written as JSON");
    auto type = array->type();
    if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType &>(*type).value_type();
    column.bare_ = arrow::is_integer(type->id()) || arrow::is_floating(type->id()) || type->id() == arrow::Type::BOOL;
    column.floats_ = arrow::is_floating(type->id());
    ARROW_ASSIGN_OR_RAISE(column.texts_, Texts(array));
    return column;
  }

  void Append(std::string &line, int64_t row) const {
    if (array_->IsNull(row) || (texts_ && texts_->IsNull(row))) {
      line.append("null");
    } else if (array_->type_id() == arrow::Type::STRUCT) {
      line.push_back('{');
      for (size_t i = 0; i < parts_.size(); ++i) {
        if (i > 0) line.push_back(',');
        AppendQuoted(line, array_->type()->field(static_cast<int>(i))->name());
        line.push_back(':');
        parts_[i].Append(line, row);
      }
      line.push_back('}');
    } else if (array_->type_id() == arrow::Type::LIST) {
      const auto &list = static_cast<const arrow::ListArray &>(*array_);
      line.push_back('[');
      for (int64_t i = list.value_offset(row); i < list.value_offset(row + 1); ++i) {
        if (i > list.value_offset(row)) line.push_back(',');
        parts_[0].Append(line, i);
      }
      line.push_back(']');
    } else {
      AppendText(line, texts_->GetView(row));
    }
  }

 private:
  void AppendText(std::string &line, std::string_view text) const {
    // JSON has no NaN and no infinities.
    bool odd = floats_ && text.find_first_of("n") != std::string_view::npos;
    if (odd) {
      line.append("null");
    } else if (bare_) {
      line.append(text);
    } else {
      AppendQuoted(line, text);
    }
  }

  std::shared_ptr<Array> array_;
  std::shared_ptr<arrow::StringArray> texts_;
  std::vector<JsonColumn> parts_;
  bool bare_ = false;
  bool floats_ = false;
};

class JsonSink final : public Sink {
 public:
  explicit JsonSink(std::shared_ptr<arrow::io::OutputStream> stream) : stream_(std::move(stream)) {}

  Status Write(const arrow::RecordBatch &batch) override {
    std::vector<JsonColumn> columns;
    for (int i = 0; i < batch.num_columns(); ++i) {
      auto column = JsonColumn::Make(batch.column(i));
      if (!column.ok())
        return column.status().WithMessage("column '", batch.schema()->field(i)->name(), "' ", column.status().message());
      columns.push_back(std::move(*column));
    }
    std::string lines;
    for (int64_t row = 0; row < batch.num_rows(); ++row) {
      lines.push_back('{');
      for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) lines.push_back(',');
        AppendQuoted(lines, batch.schema()->field(static_cast<int>(i))->name());
        lines.push_back(':');
        columns[i].Append(lines, row);
      }
      lines.append("}\n");
    }
    return stream_->Write(lines);
  }

  Status Finish() override { return Status::OK(); }

 private:
  std::shared_ptr<arrow::io::OutputStream> stream_;
};

}  // namespace

Result<std::unique_ptr<Sink>> MakeTextSink(dwa_format format, const std::shared_ptr<arrow::Schema> &schema,
                                           const std::shared_ptr<arrow::io::OutputStream> &stream) {
  if (format == DWA_FORMAT_JSON_LINES) return std::make_unique<JsonSink>(stream);
  auto csv = std::make_unique<CsvSink>(schema, stream);
  ARROW_RETURN_NOT_OK(csv->Begin());
  return csv;
}

}  // namespace driftwatch
