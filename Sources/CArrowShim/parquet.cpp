// Parquet files: row group after row group, a batch at a time, so that memory holds a batch and not a row group.
#include <arrow/compute/api.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <map>
#include <optional>

#include "internal.hpp"

namespace cp = arrow::compute;
using arrow::Result;
using arrow::Status;

namespace driftwatch {
namespace {

constexpr int64_t kBufferedAbove = 64 << 20;
constexpr int64_t kFetchedAtOnce = 256 << 20;

bool IsLocal(const File &file) { return file.filesystem->type_name() == "local"; }

Status ReadFooter(File &file) {
  if (file.metadata) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(auto input, file.filesystem->OpenInputFile(file.info));
  file.metadata = parquet::ReadMetaData(input);
  return Status::OK();
}

Result<std::shared_ptr<arrow::Schema>> ArrowSchema(const parquet::FileMetaData &metadata,
                                                   const parquet::ArrowReaderProperties &properties) {
  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(
      parquet::arrow::FromParquetSchema(metadata.schema(), properties, metadata.key_value_metadata(), &schema));
  return schema;
}

// The leaf columns under the top-level column of that name.
std::vector<int> Leaves(const parquet::FileMetaData &metadata, const std::string &name) {
  std::vector<int> leaves;
  for (int i = 0; i < metadata.num_columns(); ++i) {
    if (metadata.schema()->GetColumnRoot(i)->name() == name) leaves.push_back(i);
  }
  return leaves;
}

// Whether a text column's pages can be read as codes: Arrow cannot make a dictionary of Parquet's delta encodings.
bool CanBeCodes(const parquet::FileMetaData &metadata, int leaf) {
  for (int group = 0; group < metadata.num_row_groups(); ++group) {
    // Named, because a range-for does not keep the chunk that the encodings belong to.
    auto row_group = metadata.RowGroup(group);
    auto chunk = row_group->ColumnChunk(leaf);
    for (auto encoding : chunk->encodings()) {
      if (encoding == parquet::Encoding::DELTA_BYTE_ARRAY || encoding == parquet::Encoding::DELTA_LENGTH_BYTE_ARRAY) return false;
    }
  }
  return true;
}

class ParquetSource final : public Source {
 public:
  static Result<std::unique_ptr<Source>> Open(File &file, const ReadPlan &plan, Counts *counts) {
    auto source = std::make_unique<ParquetSource>();
    source->counts_ = counts;
    ARROW_RETURN_NOT_OK(source->Begin(file, plan));
    return source;
  }

  const arrow::Schema &schema() const override { return *schema_; }

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override {
    while (true) {
      if (!batches_) {
        if (next_ == groups_.size()) return nullptr;
        ++counts_->row_groups_read;
        ARROW_ASSIGN_OR_RAISE(batches_, reader_->GetRecordBatchReader({groups_[next_++]}, leaves_));
      }
      std::shared_ptr<arrow::RecordBatch> batch;
      ARROW_RETURN_NOT_OK(batches_->ReadNext(&batch));
      if (!batch) {
        batches_ = nullptr;
      } else if (batch->num_rows() > 0) {
        return order_.empty() ? batch : batch->SelectColumns(order_);
      }
    }
  }

 private:
  Status Begin(File &file, const ReadPlan &plan) {
    ARROW_RETURN_NOT_OK(ReadFooter(file));
    const auto &metadata = *file.metadata;
    parquet::ArrowReaderProperties properties(/*use_threads=*/true);
    ARROW_ASSIGN_OR_RAISE(schema_, ArrowSchema(metadata, properties));
    std::vector<std::string> names;
    for (const auto &column : plan.columns) {
      ARROW_ASSIGN_OR_RAISE(auto field, FieldNamed(*schema_, column.name));
      auto leaves = Leaves(metadata, column.name);
      leaves_.insert(leaves_.end(), leaves.begin(), leaves.end());
      bool text = field->type()->id() == arrow::Type::STRING && plan.whole == DWA_NOT_WHOLE;
      if (text && !column.filtered && column.Is(DWA_AS_CATEGORY) && leaves.size() == 1 && CanBeCodes(metadata, leaves[0]))
        properties.set_read_dictionary(leaves[0], true);
    }
    std::sort(leaves_.begin(), leaves_.end());
    if (plan.whole != DWA_NOT_WHOLE) {
      leaves_.clear();
      for (int leaf = 0; leaf < metadata.num_columns(); ++leaf) leaves_.push_back(leaf);
    }
    ARROW_RETURN_NOT_OK(ChooseGroups(file, plan));
    return OpenReader(file, plan, properties);
  }

  // The row groups that can have rows for the filter, by the least and greatest values in the footer.
  Status ChooseGroups(File &file, const ReadPlan &plan) {
    for (int group = 0; group < file.metadata->num_row_groups(); ++group) {
      if (plan.filter) {
        ARROW_ASSIGN_OR_RAISE(bool can_hold, CanHold(*file.metadata->RowGroup(group), *file.metadata, *plan.filter));
        if (!can_hold) {
          ++counts_->row_groups_skipped;
          continue;
        }
      }
      groups_.push_back(group);
    }
    return Status::OK();
  }

  Result<bool> CanHold(const parquet::RowGroupMetaData &group, const parquet::FileMetaData &metadata, const Filter &filter) {
    std::vector<cp::Expression> bounds;
    std::map<std::string, Filter::Known> nulls;
    filter.Visit([&](const std::string &column, const std::vector<Filter::Literal> &) {
      auto leaves = Leaves(metadata, column);
      if (nulls.count(column) != 0 || leaves.size() != 1 || metadata.schema()->Column(leaves[0])->max_repetition_level() != 0)
        return;
      auto statistics = group.ColumnChunk(leaves[0])->statistics();
      nulls[column] = Filter::SOME_NULL;
      if (!statistics) return;
      if (statistics->HasNullCount() && statistics->null_count() == 0) nulls[column] = Filter::NO_NULL;
      if (statistics->HasNullCount() && statistics->null_count() == group.num_rows()) nulls[column] = Filter::ALL_NULL;
      auto bound = Bound(*statistics, *schema_->GetFieldByName(column));
      if (bound) bounds.push_back(*bound);
    });
    ARROW_ASSIGN_OR_RAISE(auto guarantee, cp::and_(bounds).Bind(*schema_));
    auto known = [&](const std::string &column) {
      auto found = nulls.find(column);
      return found == nulls.end() ? Filter::SOME_NULL : found->second;
    };
    return filter.CanHold(*schema_, known, guarantee);
  }

  // What a column chunk's statistics say about its values, or nothing.
  static std::optional<cp::Expression> Bound(const parquet::Statistics &statistics, const arrow::Field &field) {
    std::shared_ptr<arrow::Scalar> least, greatest;
    if (!statistics.HasMinMax() || !parquet::arrow::StatisticsAsScalars(statistics, &least, &greatest).ok()) return {};
    auto low = least->CastTo(field.type()), high = greatest->CastTo(field.type());
    if (!low.ok() || !high.ok() || !(*low)->is_valid || !(*high)->is_valid) return {};
    auto column = cp::field_ref(field.name());
    return cp::and_(cp::greater_equal(column, cp::literal(arrow::Datum(*low))),
                    cp::less_equal(column, cp::literal(arrow::Datum(*high))));
  }

  Status OpenReader(File &file, const ReadPlan &plan, parquet::ArrowReaderProperties properties) {
    int64_t most = 0;
    for (int group : groups_) {
      int64_t bytes = 0;
      auto row_group = file.metadata->RowGroup(group);
      for (int leaf : leaves_) bytes += row_group->ColumnChunk(leaf)->total_compressed_size();
      most = std::max(most, bytes);
    }
    parquet::ReaderProperties reading;
    // A local file is read as it is needed. A remote one comes in few requests, as long as a row group is not too large for that.
    bool fetched = !IsLocal(file) && most <= kFetchedAtOnce;
    properties.set_pre_buffer(fetched);
    properties.set_batch_size(plan.batch_rows);
    if (!fetched && most > kBufferedAbove) {
      reading.enable_buffered_stream();
      int64_t share = kBufferedAbove / std::max<int64_t>(1, static_cast<int64_t>(leaves_.size()));
      reading.set_buffer_size(std::clamp<int64_t>(share, 64 << 10, 1 << 20));
    }
    ARROW_ASSIGN_OR_RAISE(auto input, file.filesystem->OpenInputFile(file.info));
    parquet::arrow::FileReaderBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Open(input, reading, file.metadata));
    builder.properties(properties);
    ARROW_ASSIGN_OR_RAISE(reader_, builder.Build());
    return Order(plan);
  }

  // Where in what the reader gives each of the plan's columns stands.
  Status Order(const ReadPlan &plan) {
    if (plan.whole != DWA_NOT_WHOLE) return Status::OK();
    std::shared_ptr<arrow::Schema> all;
    ARROW_RETURN_NOT_OK(reader_->GetSchema(&all));
    std::vector<int> given;
    for (const auto &column : plan.columns) given.push_back(all->GetFieldIndex(column.name));
    std::sort(given.begin(), given.end());
    for (const auto &column : plan.columns) {
      auto place = std::lower_bound(given.begin(), given.end(), all->GetFieldIndex(column.name));
      order_.push_back(static_cast<int>(place - given.begin()));
    }
    return Status::OK();
  }

  std::shared_ptr<arrow::Schema> schema_;
  std::vector<int> leaves_;
  std::vector<int> groups_;
  std::vector<int> order_;
  size_t next_ = 0;
  Counts *counts_ = nullptr;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
};

}  // namespace

Result<std::shared_ptr<arrow::Schema>> ReadParquetSchema(File &file) {
  ARROW_RETURN_NOT_OK(ReadFooter(file));
  return ArrowSchema(*file.metadata, parquet::default_arrow_reader_properties());
}

Result<std::unique_ptr<Source>> OpenParquet(File &file, const ReadPlan &plan, Counts *counts) {
  return ParquetSource::Open(file, plan, counts);
}

}  // namespace driftwatch
